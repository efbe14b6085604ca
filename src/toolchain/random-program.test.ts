import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assemble } from './assemble';
import { hasErrors } from './diagnostics';
import { formatSource } from './format';
import { readImage } from './image';
import { link } from './link';
import { readObject, writeObject } from './object';
import { type ExpectedProgram, randomProgram } from './random-program.testing';
import { readSymbols, symbolTableOf, writeSymbols } from './symbols';

const wordsOf = (code: Uint8Array): number[] =>
  Array.from({ length: code.length / 4 }, (_, index) =>
    new DataView(code.buffer, code.byteOffset).getUint32(4 * index),
  );

function build({ units }: ExpectedProgram) {
  const linked = units.map(({ path, text }) => {
    const assembly = assemble(path, (name) => (name === path ? text : undefined));
    return { path, object: assembly.object, assembly };
  });
  return { linked, result: link(linked, { output: 'a.hxe' }) };
}

const runs = { numRuns: 120 };

describe('random valid programs', () => {
  it('assemble and link to what an independent encoder says', () => {
    fc.assert(
      fc.property(randomProgram, (program) => {
        const { linked, result } = build(program);
        linked.forEach(({ object, assembly }, index) => {
          const unit = program.units[index]!;
          expect(hasErrors(assembly.diagnostics), JSON.stringify(assembly.diagnostics)).toBe(false);
          expect(object.relocations).toEqual(unit.references);
          expect(4 * object.code.length).toBe(unit.codeSize);
          expect(object.rodata.length).toBe(unit.dataSize);
          const places = [...object.localSymbols].map(([name, { section, offset }]) => [name, { section, offset }]);
          expect(new Map(places as [string, unknown][])).toEqual(unit.labels);
          expect([...object.symbols.keys()].sort()).toEqual([...unit.exports].sort());
        });
        expect(result.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
        const image = readImage(result.bytes!);
        expect(wordsOf(image.code)).toEqual(program.code);
        expect([...image.rodata]).toEqual(program.rodata);
        expect(image.entry).toBe(program.entry);
      }),
      runs,
    );
  });

  it('link to the same image from written objects, and their symbols come back from the file', () => {
    fc.assert(
      fc.property(randomProgram, (program) => {
        const { linked, result } = build(program);
        const units = linked.map(({ path, object }) => ({ path, object: readObject(writeObject(object)) }));
        expect(link(units, { output: 'a.hxe' }).bytes).toEqual(result.bytes);
        const { symbols: file } = result;
        expect(readSymbols(writeSymbols(file!))).toEqual(symbolTableOf(JSON.parse(JSON.stringify(file))));
      }),
      runs,
    );
  });

  it('mean the same when they are formatted', () => {
    fc.assert(
      fc.property(randomProgram, ({ units }) => {
        for (const { path, text } of units) {
          const formatted = formatSource(text);
          expect(formatSource(formatted)).toBe(formatted);
          const [before, after] = [text, formatted].map((source) => assemble(path, () => source));
          expect(writeObject(after!.object)).toBe(writeObject(before!.object));
        }
      }),
      runs,
    );
  });
});
