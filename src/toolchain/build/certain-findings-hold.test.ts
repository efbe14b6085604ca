/** Whatever line of a program is half typed or garbled: nothing is told of the linker that the whole program has not. */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type CheckedProgram, checkProgram } from '../build';
import { linkCatalogue } from '../catalogue/link';
import type { Diagnostic } from '../diagnostics';
import { SourceCache } from './source-cache';

type Files = Readonly<Record<string, readonly string[]>>;

const names = ['alpha', 'beta', 'gamma', 'delta', 'loop', 'table', 'add_up', 'x1'];
const name = fc.constantFrom(...names);
const some = (most: number): fc.Arbitrary<string[]> => fc.uniqueArray(name, { maxLength: most });

const filling = fc.constantFrom(
  ['    PUSH R1'],
  ['    LDI32 R2, 5'],
  ['    LDI32 R2, 0', '    RET'],
  Array<string>(1020).fill('    POP R2'),
  Array<string>(1030).fill('    ADD R1, R2, R3'),
  ['.org 0x1004', '    RET'],
  ['.org 0x2800'],
  ['.align 8', '.byte 1, "two", 3'],
  ['.zero 3'],
  ['.asciz "text; x"'],
  ['.value {"group": 1, "id": 2, "name": "speed"}'],
  ['.value {"group": 1,', '  "id": 2}'],
  ['.value {"group": 1, "id": 300}'],
  ['.cmd {"group": 1, "id": 3, "handler": "alpha"}'],
  ['.cmd {"group": 1, "id": 3,', '"handler": "table"}'],
  ['.mailbox {"target": "app:in", "capacity": 64}'],
  ['.include "part.inc"'],
  ['.text'],
  ['.data'],
  ['.org 64'],
  [''],
);
const use = fc
  .tuple(fc.constantFrom('    LDI R1, ', '    LDI32 R1, ', '    JMP ', '    CALL ', '    CALL ', '.word '), fc.nat(20))
  .map(
    ([statement, index]) =>
      (known: readonly string[]) =>
        known.length > 0 ? [`${statement}${known[index % known.length]}`] : [],
  );
const label = fc.nat(20).map((index) => ({ label: index }));

/** Lines of a unit; what stands in the wrong section makes it a program that is not looked at. */
const unit = fc
  .record({
    labels: some(5),
    imports: some(3),
    externs: some(2),
    exports: some(3),
    entry: fc.boolean(),
    body: fc.array(fc.oneof(filling, use, use, label), { maxLength: 14 }),
  })
  .map(({ labels, imports, externs, exports, entry, body }) => {
    const foreign = imports.filter((each) => !labels.includes(each));
    const outer = externs.filter((each) => !foreign.includes(each));
    const known = [...labels, ...foreign, ...outer];
    const left = [...labels];
    const lines: string[] = [];
    let section = '.text';
    for (const part of body) {
      const place = (line: string): void => {
        const wanted = /^\.(align|byte|zero|asciz|word)/.test(line)
          ? '.data'
          : /^ {4}|^\.org/.test(line)
            ? '.text'
            : section;
        if (wanted !== section) lines.push(wanted);
        section = line === '.text' || line === '.data' ? line : wanted;
        lines.push(line);
      };
      if (Array.isArray(part)) part.forEach(place);
      else if (typeof part === 'function') part(known).forEach(place);
      else if (left.length > 0) place(`${left.shift()}:`);
    }
    for (const each of left) lines.push(`${each}:`);
    return [
      ...foreign.map((each) => `.import ${each}`),
      ...outer.map((each) => `.extern ${each}`),
      ...exports.filter((each) => labels.includes(each)).map((each) => `.export ${each}`),
      '.text',
      // A unit is looked for by what it exports in so many words.
      ...(entry && labels[0] ? [`.export ${labels[0]}`, `.entry ${labels[0]}`] : []),
      ...lines,
    ];
  });

const program: fc.Arbitrary<Files> = fc
  .record({
    units: fc.array(unit, { minLength: 1, maxLength: 3 }),
    part: fc.constantFrom(['.export inner', 'inner:', '    RET'], ['.text', '    RET'], ['.data', '.word 7']),
  })
  .map(({ units, part }) => ({
    ...Object.fromEntries(units.map((lines, index) => [`unit${index}.mvasm`, lines])),
    'part.inc': part,
  }));

/** One mistake in a line: it ends too early, or a character is missing, wrong, or too many. */
const damage = fc.record({
  line: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  kind: fc.constantFrom('cut', 'cut', 'missing', 'wrong', 'extra'),
  character: fc.constantFrom(...'xR1 ,.:"[{'),
});

function damaged(text: string, { at, kind, character }: { at: number; kind: string; character: string }): string {
  const index = Math.floor(at * text.length);
  const [front, rest] = [text.slice(0, index), text.slice(index)];
  if (kind === 'cut') return front;
  if (kind === 'missing') return front + rest.slice(1);
  return front + character + rest.slice(kind === 'wrong' ? 1 : 0);
}

function check(files: Files, findImports: boolean): Promise<CheckedProgram> {
  const paths = Object.keys(files).filter((path) => path.endsWith('.mvasm'));
  const reader = {
    async read(path: string) {
      const lines = files[path];
      return lines && new TextEncoder().encode(lines.join('\n'));
    },
    list: async () => paths.map((path) => ({ name: path, folder: false })),
  };
  const [first, ...others] = paths;
  return checkProgram([first!, ...(findImports ? [] : others)], new SourceCache(reader), { findImports });
}

const ofLinker = ({ code }: Diagnostic): boolean =>
  code in linkCatalogue || ['metadata-range', 'code-too-large', 'entry-out-of-range'].includes(code);

/** Without addresses and sizes. */
const lineOf = ({ file, range, code, message }: Diagnostic): string =>
  `${file}:${range.start.line + 1}:${range.start.character} ${code} ${message.replace(/0x[\da-f]+|-?\d+/gi, 'n')}`;

it('holds when the line is mended', async () => {
  let [kept, all] = [0, 0];
  await fc.assert(
    fc.asyncProperty(program, damage, fc.boolean(), async (files, change, findImports) => {
      const whole = await check(files, findImports);
      fc.pre(whole.isWhole);
      const findings = new Set(whole.diagnostics.filter(ofLinker).map(lineOf));
      const places = Object.entries(files).flatMap(([path, lines]) => lines.map((_, line) => ({ path, line })));
      const { path, line } = places[Math.floor(change.line * places.length)]!;
      const lines = files[path]!.map((text, index) => (index === line ? damaged(text, change) : text));
      const broken = await check({ ...files, [path]: lines }, findImports);
      const isThere = (finding: Diagnostic) => finding.file === path && finding.range.start.line === line;
      fc.pre(
        broken.diagnostics.some((finding) => isThere(finding) && finding.severity === 'error' && !ofLinker(finding)),
      );
      const told = broken.diagnostics.filter((finding) => ofLinker(finding) && !isThere(finding)).map(lineOf);
      expect(
        told.filter((finding) => !findings.has(finding)),
        lines[line],
      ).toEqual([]);
      all += findings.size;
      kept += told.length;
    }),
    { numRuns: 300 },
  );
  expect(kept).toBeGreaterThan(all / 5);
});
