import { describe, expect, it } from 'vitest';
import type { FileReader } from '../platform/files';
import { assembleFile, type BuildOptions, buildProgram } from './build';
import { formatDiagnostic } from './diagnostics';
import { writeObject } from './object';
import { writeSymbols } from './symbols';

type Files = Record<string, string | Uint8Array>;

/** Files in memory; `broken` ones exist and cannot be read. */
function readerOf(files: Files, broken: readonly string[] = []): FileReader {
  return {
    async read(path) {
      if (broken.includes(path)) throw new Error('permission denied');
      const content = files[path];
      return typeof content === 'string' ? new TextEncoder().encode(content) : content;
    },
    async list(folder) {
      const names = new Map<string, boolean>();
      for (const path of Object.keys(files)) {
        if (!path.startsWith(`${folder}/`)) continue;
        const [name, ...rest] = path.slice(folder.length + 1).split('/');
        names.set(name!, rest.length > 0);
      }
      return [...names].map(([name, isFolder]) => ({ name, folder: isFolder }));
    },
  };
}

const build = (paths: readonly string[], files: Files, options: BuildOptions = {}, broken: readonly string[] = []) =>
  buildProgram(paths, readerOf(files, broken), options);

const codesOf = ({ diagnostics }: { diagnostics: readonly { code: string }[] }) => diagnostics.map(({ code }) => code);

const caller = '.import f\n.entry m\nm:\nCALL f\nRET\n';
const callee = '.export f\nf:\nRET\n';

describe('buildProgram', () => {
  it('looks for inclusions beside the including file, then in the include folders', async () => {
    const files: Files = {
      '/p/a.mvasm': '.entry m\nm:\n.include "near.inc"\n.include "far.inc"\n',
      '/p/near.inc': 'LDI R1, 1\n',
      '/x/near.inc': 'LDI R1, 2\n',
      '/y/far.inc': '.include "next.inc"\nRET\n',
      '/x/far.inc': '.include "next.inc"\nRET\nRET\n',
      '/x/next.inc': 'LDI R1, 3\n',
    };
    const found = await build(['/p/a.mvasm'], files, { includeFolders: ['/none', '/y', '/x'] });
    expect(found.diagnostics).toEqual([]);
    expect(found.sources).toEqual(['/p/a.mvasm', '/p/near.inc', '/y/far.inc', '/x/next.inc']);
    const missing = await build(['/p/a.mvasm'], files, { includeFolders: ['/y'] });
    expect(missing.diagnostics.map(({ file, message }) => `${file} ${message}`)).toEqual([
      '/y/far.inc "/y/next.inc" does not exist; names are relative to the including file and the include folders.',
    ]);
  });

  it('links sources and objects in their order, with includes', async () => {
    const files: Files = { '/p/a.mvasm': '.include "inc/x.inc"\n', '/p/inc/x.inc': caller, '/p/b.asm': callee };
    const sources = await build(['/p/a.mvasm', '/p/b.asm'], files);
    expect(sources).toMatchObject({
      diagnostics: [],
      units: ['/p/a.mvasm', '/p/b.asm'],
      sources: ['/p/a.mvasm', '/p/inc/x.inc', '/p/b.asm'],
      symbolFile: { hxe_path: '/p/a.hxe' },
    });
    const { object } = await assembleFile('/p/b.asm', readerOf(files));
    const mixed = await build(['/p/a.mvasm', '/p/b.hxo'], { ...files, '/p/b.hxo': writeObject(object) });
    expect(mixed.image).toEqual(sources.image);
  });

  it('takes an image as it is, with the symbols beside it', async () => {
    const { image, symbolFile } = await build(['/p/m.mvasm'], { '/p/m.mvasm': '.entry m\nm:\nRET\n' });
    const loaded = await build(['/p/m.hxe'], { '/p/m.hxe': image!, '/p/m.sym': writeSymbols(symbolFile!) });
    expect(loaded.image).toBe(image);
    expect(loaded.symbols?.symbolNamed('m')).toMatchObject({ address: 0, size: 4 });
    const other = { ...symbolFile!, hxe_crc: symbolFile!.hxe_crc ^ 1 };
    const stale = await build(['/p/m.hxe'], { '/p/m.hxe': image!, '/p/m.sym': writeSymbols(other) });
    expect(loaded.diagnostics).toEqual([]);
    expect(stale).toMatchObject({
      symbols: {},
      diagnostics: [{ code: 'symbols-stale', severity: 'warning', file: '/p/m.sym' }],
    });
    const broken = await build(['/p/m.hxe'], { '/p/m.hxe': image!, '/p/m.sym': 'x' });
    expect(broken).toMatchObject({
      image,
      diagnostics: [{ code: 'symbols-json', severity: 'warning', file: '/p/m.sym' }],
    });
  });

  it.each<[string, readonly string[], Files, string]>([
    ['nothing', [], {}, 'input-none'],
    ['a missing file', ['/p/a.mvasm'], {}, 'file-missing'],
    ['an unreadable file', ['/p/bad.mvasm'], {}, 'file-unreadable'],
    ['another kind of file', ['/p/a.c'], { '/p/a.c': '' }, 'input-type'],
    ['a broken object', ['/p/a.hxo'], { '/p/a.hxo': '{' }, 'object-json'],
    ['a broken image', ['/p/a.hxe'], { '/p/a.hxe': 'HSXE' }, 'too-small'],
    ['an image among units', ['/p/a.mvasm', '/p/a.hxe'], { '/p/a.mvasm': 'RET', '/p/a.hxe': '' }, 'input-image'],
    ['a missing debug input', ['/p/a.mvasm'], { '/p/a.mvasm': 'RET' }, 'file-missing'],
  ])('reports %s', async (what, paths, files, code) => {
    const options = what === 'a missing debug input' ? { debugInputs: ['/p/a.dbg'] } : {};
    const result = await build(paths, files, options, ['/p/bad.mvasm']);
    expect(codesOf(result)).toEqual([code]);
    expect(result.image).toBeUndefined();
  });

  it('says once what an included file says in two units', async () => {
    const files = { 'a.mvasm': '.include "x.inc"\n', 'b.mvasm': '.include "x.inc"\nRET\n', 'x.inc': '.export ghost\n' };
    expect(codesOf(await build(['a.mvasm', 'b.mvasm'], files))).toEqual(['export-undefined']);
  });
});

describe('findImports', () => {
  const options = { findImports: true };

  it('adds the one unit that exports a name, and what that needs', async () => {
    const files = {
      '/p/a.mvasm': caller,
      '/p/includer.mvasm': '.include "lib/f.mvasm"\n',
      '/p/lib/f.mvasm': '.import g\n.export f\nf:\nCALL g\nRET\n',
      '/p/lib/g.mvasm': 'g:\nRET\n.extern g\n',
      '/p/node_modules/f.mvasm': callee,
      '/p/.hidden/f.mvasm': callee,
      '/p/1/2/3/4/f.mvasm': callee,
    };
    const result = await build(['/p/a.mvasm'], files, options);
    expect(result.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(result.found).toEqual([
      { unit: '/p/lib/f.mvasm', symbols: ['f'] },
      { unit: '/p/lib/g.mvasm', symbols: ['g'] },
    ]);
    expect(result.units).toEqual(['/p/a.mvasm', '/p/lib/f.mvasm', '/p/lib/g.mvasm']);
  });

  it('names the candidates when there are several', async () => {
    const files = { '/p/a.mvasm': caller, '/p/x.mvasm': callee, '/p/y.mvasm': callee };
    const result = await build(['/p/a.mvasm'], files, options);
    expect(result.diagnostics.map(formatDiagnostic)).toEqual([
      '/p/a.mvasm:1:9: error: No unit exports "f"; several files do, add one of them: /p/x.mvasm, /p/y.mvasm. ' +
        '[import-unresolved]',
    ]);
  });

  it('says so when there is none, and does not search unasked', async () => {
    const files = { '/p/a.mvasm': caller, '/p/x.mvasm': callee };
    const messages = [
      await build(['/p/a.mvasm'], { '/p/a.mvasm': caller }, options),
      await build(['/p/a.mvasm'], files),
    ].flatMap(({ diagnostics }) => diagnostics.map(({ message }) => message));
    expect(new Set(messages)).toEqual(new Set(['No unit exports "f"; add the one that does.']));
  });
});
