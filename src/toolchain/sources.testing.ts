/** Sources for tests: what lies in the checkout, and random ones. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { instructions } from '../isa/instructions';
import { directives } from './syntax/directives';

const root = join(import.meta.dirname, '..', '..');

/** The sources in a folder of the checkout and below. */
export function samples(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.mvasm'))
    .map((name) => join(root, folder, name));
}

interface VectorCase {
  readonly name: string;
  readonly sources?: Record<string, string>;
}

const vectorFolder = join(root, 'test', 'vectors', 'toolchain');
/** The sources of every golden vector, by file name. */
export const vectorSources = readdirSync(vectorFolder).flatMap((file) => {
  const { cases }: { cases?: readonly VectorCase[] } = JSON.parse(readFileSync(join(vectorFolder, file), 'utf8'));
  return (cases ?? []).map(({ name, sources = {} }) => [`${file} ${name}`, new Map(Object.entries(sources))] as const);
});

const blank = fc.constantFrom('', ' ', '  ', '\t', ' , ', ',');
const word = fc.constantFrom(
  ...['r1', 'R15', 'R16', 'name', '5', '-4', '0xfF', '-0x10', "' '", "';'", "'\\n'", '"a;b"', '"a', "'", ':', '='],
  ...['[r7+-4]', '[R7 + 4]', '[r2]', '[r2-1]', '[r2+name]', 'lo16(name)', 'mod=1', 'FN = 2', '{"group": 1', '}', ';'],
);
const names = [...instructions.map(({ mnemonic }) => mnemonic), ...directives.map(({ name }) => name)];
const head = fc.constantFrom(...names, ...names.map((name) => name.toLowerCase()), 'name:', 'name', '', '.data');
const parts = fc.array(
  fc.tuple(blank, word).map((pair) => pair.join('')),
  { maxLength: 4 },
);
const line = fc
  .tuple(
    fc.constantFrom('', ' ', '\t', 'here: '),
    head,
    fc.constantFrom(' ', '  ', ''),
    parts,
    fc.constantFrom('', ' ;c', '; "x '),
  )
  .map(([indent, first, gap, rest, comment]) => `${indent}${first}${gap}${rest.join('')}${comment}`);
/** Lines that begin like statements and go on as they like; most are wrong. */
export const mixedSource = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'));
