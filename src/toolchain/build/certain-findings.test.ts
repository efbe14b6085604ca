/** What a program with a line that is just being typed still says about the rest of it. */

import { expect, it } from 'vitest';
import { checkProgram } from '../build';
import { SourceCache } from './source-cache';

const OTHER = '.import helper\n.text\nother:\n    CALL helper\n    RET\n';
const helper = (line: string): string => `.export helper\n.text\nhelper:\n${line}\n    RET\n`;

async function codes(files: Readonly<Record<string, string>>, findImports = false): Promise<string[]> {
  const paths = Object.keys(files).filter((path) => !path.endsWith('.inc') && !path.startsWith('found'));
  const reader = {
    async read(path: string) {
      const text = files[path];
      return text === undefined ? undefined : new TextEncoder().encode(text);
    },
    list: async () => Object.keys(files).map((name) => ({ name, folder: false })),
  };
  const { diagnostics } = await checkProgram([paths[0]!, ...paths.slice(1)], new SourceCache(reader), { findImports });
  return diagnostics.map(({ file, code }) => `${file} ${code}`);
}

const entry = '.entry main\n.text\nmain:\n    CALL other\n    RET\n';
const main = `.import other\n${entry}`;
const exported = `.export other\n${OTHER}`;

it('says that nobody exports a name, where the unit with the error does not know it', async () => {
  const files = { 'main.mvasm': main, 'other.mvasm': exported };
  expect(await codes(files)).toEqual(['other.mvasm import-unresolved']);
  expect(await codes({ ...files, 'third.mvasm': '    NO\n' })).toEqual([
    'third.mvasm unknown-mnemonic',
    'other.mvasm import-unresolved',
  ]);
});

it.each([
  ['an export', helper('    PUSH R1').replace('.export', '.expor')],
  ['a label', helper('    PUSH R1').replace('helper:', 'helper')],
  ['an inclusion', '.inclu "helper.inc"\n'],
  ['an inclusion without its dot', 'include "helper.inc"\n'],
  ['an inclusion that is not there', '.include "helpe.inc"\n'],
])('does not say so while %s is typed that may bring it', async (_what, unit) => {
  const files = {
    'main.mvasm': main,
    'other.mvasm': exported,
    'helper.inc': helper('    PUSH R1'),
    'unit.mvasm': unit,
  };
  expect((await codes(files)).filter((finding) => !finding.startsWith('unit.mvasm'))).toEqual([]);
});

it('says that two units export a name while a line of a third is typed', async () => {
  const twice = {
    'main.mvasm': entry.replace('CALL other', 'PUSH R1'),
    'a.mvasm': helper('    PUSH R1'),
    'b.mvasm': helper(''),
  };
  const duplicate = 'b.mvasm symbol-duplicate';
  expect(await codes(twice)).toEqual([duplicate]);
  expect(await codes({ ...twice, 'main.mvasm': `${entry.replace('CALL other', 'NO')}` })).toEqual([
    'main.mvasm unknown-mnemonic',
    duplicate,
  ]);
  expect(await codes({ ...twice, 'a.mvasm': helper('    NO') })).toEqual(['a.mvasm unknown-mnemonic', duplicate]);
  expect(await codes({ ...twice, 'a.mvasm': helper('').replace('.export', '.expor') })).not.toContain(duplicate);
});

it('says that a target is out of reach, unless it is so for the code of a line with an error', async () => {
  const far = `.export far\n.text\n${'    PUSH R1\n'.repeat(1100)}far:\n    RET\n`;
  const jump = '.import far\n.entry main\n.text\nmain:\n    JMP far\n';
  const files = { 'main.mvasm': jump, 'far.mvasm': far };
  expect(await codes(files)).toEqual(['main.mvasm reloc-range']);
  expect(await codes({ ...files, 'third.mvasm': '    NO\n' })).toContain('main.mvasm reloc-range');
  expect(await codes({ ...files, 'far.mvasm': `${far}    NO\n` })).toContain('main.mvasm reloc-range');
  const just = far.replace('    PUSH R1\n'.repeat(77), '');
  expect(await codes({ ...files, 'far.mvasm': just })).toEqual(['main.mvasm reloc-range']);
  expect(await codes({ ...files, 'far.mvasm': just.replace('PUSH R1', 'PUSH') })).toEqual([
    'far.mvasm operand-missing',
  ]);
});

it('does not say that names are missing while a whole unit is', async () => {
  const files: Record<string, string> = { 'main.mvasm': main, 'other.mvasm': exported };
  const { diagnostics } = await checkProgram(
    ['main.mvasm', 'other.mvasm', 'helper.mvasm'],
    new SourceCache({
      read: async (path) => (files[path] === undefined ? undefined : new TextEncoder().encode(files[path])),
      list: async () => [],
    }),
  );
  expect(diagnostics.map(({ code }) => code)).toEqual(['file-missing']);
});

it('finds the units that export what is imported, whatever is typed', async () => {
  const files = { 'main.mvasm': `${main}    NO\n`, 'found_other.mvasm': exported, 'found_helper.mvasm': helper('') };
  expect(await codes(files, true)).toEqual(['main.mvasm unknown-mnemonic']);
});
