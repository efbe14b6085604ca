import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProgramSymbols } from '../adapter/program-symbols';
import { type Instruction, instructions } from '../isa/instructions';
import { assemble } from '../toolchain/assemble';
import { type Image, readImage, writeImage } from '../toolchain/image';
import { link } from '../toolchain/link';
import { randomProgram } from '../toolchain/random-program.testing';
import { symbolTableOf } from '../toolchain/symbols';
import { sourceOf } from './source-text';

const shifts: Partial<Record<Instruction['operands'][number], readonly [shift: number, mask: number]>> = {
  rd: [20, 15],
  rs1: [16, 15],
  rs2: [12, 15],
  code: [0, 0xff],
};

/** Words that an instruction can assemble to, all fields at random. */
const encoded = fc.constantFrom(...instructions).chain(({ opcode, operands, size }) =>
  fc.tuple(fc.nat(0xffffffff), fc.nat(0xffffffff)).map(([bits, literal]) => {
    let word = opcode << 24;
    for (const form of operands) {
      const [shift, mask] = shifts[form] ?? [0, 0xfff];
      if (form === 'mem') word |= bits & 0xf0fff;
      else if (form !== 'imm32') word |= bits & (mask << shift);
    }
    return size === 8 ? [word >>> 0, literal] : [word >>> 0];
  }),
);

/** Zero words are the gaps of `.org`. */
const code = fc
  .array(fc.oneof({ weight: 9, arbitrary: encoded }, { weight: 1, arbitrary: fc.constant([0, 0]) }), {
    minLength: 1,
    maxLength: 60,
  })
  .map((words) => words.flat());

function imageOf(words: readonly number[], rodata: Uint8Array, entry: number): Image {
  const bytes = new Uint8Array(4 * words.length);
  words.forEach((word, index) => {
    new DataView(bytes.buffer).setUint32(4 * index, word);
  });
  const rest = { appName: 'a', allowMultipleInstances: true, requiredCapabilities: 0, sections: [] };
  return readImage(writeImage({ entry: 4 * (entry % words.length), code: bytes, rodata, ...rest }));
}

function checkReassembly(image: Image, symbols: ProgramSymbols): void {
  const text = `${sourceOf('a.hxe', image, symbols).join('\n')}\n`;
  const assembly = assemble('a.mvasm', () => text);
  const { bytes, diagnostics } = link([{ path: 'a.mvasm', object: assembly.object, assembly }], { output: 'a.hxe' });
  const errors = [...assembly.diagnostics, ...diagnostics].filter(({ severity }) => severity === 'error');
  expect(errors, text).toEqual([]);
  const back = readImage(bytes!);
  expect({ code: back.code, rodata: back.rodata, entry: back.entry }).toEqual({
    code: image.code,
    rodata: image.rodata,
    entry: image.entry,
  });
}

describe('source made from an image assembles to the same program', () => {
  it('whatever instructions it has', () => {
    fc.assert(
      fc.property(code, fc.uint8Array({ maxLength: 40 }), fc.nat(), (words, rodata, entry) => {
        checkReassembly(imageOf(words, rodata, entry), new ProgramSymbols(undefined, '/'));
      }),
      { numRuns: 500 },
    );
  });

  it('with the symbols of the program', () => {
    fc.assert(
      fc.property(randomProgram, ({ units }) => {
        const linked = units.map(({ path, text }) => {
          const assembly = assemble(path, () => text);
          return { path, object: assembly.object, assembly };
        });
        const { bytes, symbols } = link(linked, { output: 'a.hxe' });
        checkReassembly(readImage(bytes!), new ProgramSymbols(symbolTableOf(symbols!), '/'));
      }),
      { numRuns: 100 },
    );
  });
});
