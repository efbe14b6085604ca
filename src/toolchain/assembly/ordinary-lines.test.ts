import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Instruction, instructions, type Operand } from '../../isa/instructions';
import { type Assembly, assemble } from '../assemble';
import type { Place } from '../diagnostics';
import { writeObject } from '../object';
import { mixedSource, vectorSources } from '../sources.testing';
import { parse } from '../syntax/parse';

/**
 * The text with a blank in front of every line: a form feed, which is unusual, so that the parser has to read the line.
 * JSON knows no form feeds.
 */
function unusual(text: string): string {
  const breaks = text.match(/\r\n|\r|\n/g) ?? [];
  return parse(text)
    .map((line, index) => `${line.kind === 'payload' ? ' ' : '\f'}${line.text}${breaks[index] ?? ''}`)
    .join('');
}

function outcome({ object, diagnostics, labels, locations, places }: Assembly, shift: number): unknown {
  const moved = ({ start, end, ...rest }: Place) => ({ ...rest, start: start - shift, end: end - shift });
  return {
    object: writeObject(object),
    diagnostics: diagnostics.map(({ code, message, range: { start, end } }) => {
      // Where a payload breaks off, the blank in front is not one column more.
      if (code === 'metadata-json') return { code };
      const columns = { start: start.character - shift, end: end.character - shift };
      return { code, message, lines: [start.line, end.line], ...columns };
    }),
    labels: [...labels.values()].map((label) => ({ ...label, place: moved(label.place) })),
    locations: locations.map((location) => ({ ...location, column: location.column - shift })),
    references: places.references.map(moved),
  };
}

function check(sources: ReadonlyMap<string, string>, main: string): void {
  const slow = new Map([...sources].map(([path, text]) => [path, unusual(text)]));
  const ours = outcome(
    assemble(main, (path) => sources.get(path)),
    0,
  );
  const expected = outcome(
    assemble(main, (path) => slow.get(path)),
    1,
  );
  expect(ours).toEqual(expected);
}

const number = fc.constantFrom(...'0 1 -1 007 255 256 2047 2048 -2048 -2049 4095 4096 999999999 1000000000'.split(' '));
const radix = fc.constantFrom(
  '0x7FF',
  '0x800',
  '0XfFf',
  '0xFFFFFFFF',
  '0x100000000',
  '0x',
  '0b101',
  '-0x1',
  '+5',
  '1_0',
);
const name = fc.constantFrom('a', 'b', '_c.d', '.L1', 'e$2', 'R5', 'r16', 'RET', 'toString', 'lo16(a)', 'off16(b)');
const value = fc.oneof(number, radix, name);
const register = fc.constantFrom('R0', 'r9', 'R10', 'R15', 'R16', 'R1');
const blanks = fc.constantFrom('', ' ', '\t', '  ');

const operands: Record<Operand, fc.Arbitrary<string>> = {
  rd: register,
  rs1: register,
  rs2: register,
  mem: fc
    .tuple(register, fc.constantFrom('+', '-', '+-'), value)
    .map(([base, sign, offset]) => `[${base}${sign}${offset}]`),
  imm: value,
  imm32: value,
  target: value,
  distance: value,
  service: fc.tuple(value, value, blanks).map(([module, fn, gap]) => `MOD=${module},${gap}fn=${fn}`),
  code: number,
};

const statement = ({ mnemonic, operands: forms }: Instruction) =>
  fc
    .tuple(fc.constantFrom(mnemonic, mnemonic.toLowerCase()), ...forms.map((form) => operands[form]))
    .map(([word, ...rest]) => `${word} ${rest.join(', ')}`);

const line = fc.oneof(
  { weight: 6, arbitrary: fc.oneof(...instructions.map(statement)) },
  { weight: 2, arbitrary: name.map((label) => `${label}:`) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom('.byte', '.half', '.hword', '.WORD'), fc.array(value, { maxLength: 3 }))
      .map(([directive, items]) => `${directive} ${items.join(', ')}`),
  },
  { weight: 2, arbitrary: fc.constantFrom('.text', '.data', '.text:', '.data ; x', '', '; "x', '.value {', '.org 16') },
);

/** Wrong in few places: one character in some lines is another one. */
const nearlyOrdinary = fc
  .array(
    fc.tuple(
      blanks,
      line,
      fc.constantFrom('', ' ', ' ; c', ';"', ','),
      fc.nat(),
      fc.constantFrom(...'\t,;:[]+=.\'"$_ é\v'.split(''), undefined, undefined, undefined),
    ),
    { maxLength: 15 },
  )
  .map((lines) =>
    lines.map(([indent, text, end, at, stray]) => {
      const whole = indent + text + end;
      const place = at % (whole.length + 1);
      return stray === undefined ? whole : whole.slice(0, place) + stray + whole.slice(place + (at % 2));
    }),
  );
const source = fc.tuple(nearlyOrdinary, fc.constantFrom('\n', '\r\n', '\r')).map(([lines, end]) => lines.join(end));

describe('ordinary lines come out as from the parser', () => {
  it('in every golden vector', () => {
    for (const [, sources] of vectorSources) {
      for (const path of sources.keys()) {
        if (!sources.get(path)!.startsWith('\ufeff')) check(sources, path);
      }
    }
  });

  it('in random sources', () => {
    fc.assert(
      fc.property(source, (text) => check(new Map([['a', text]]), 'a')),
      { numRuns: 3000 },
    );
    fc.assert(
      fc.property(mixedSource, (text) => check(new Map([['a', text]]), 'a')),
      { numRuns: 500 },
    );
  });
});
