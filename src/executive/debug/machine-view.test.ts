import { expect, it } from 'vitest';
import { encode } from '../../isa/encoding';
import { Opcode } from '../../isa/instructions';
import { Processor } from '../../machine/processor';
import { processorView } from './machine-view';

it.each([
  0, 0x1000,
])('sees a task whose memory has moved because its code was translated, bank at %i', (registerBase) => {
  // R1 counts up and is stored at 0x2000.
  const words = [
    encode(Opcode.ADD, { rd: 1, rs1: 1, rs2: 2 }),
    encode(Opcode.ST, { rs1: 3, rs2: 1 }),
    encode(Opcode.JMP, { imm: 0 }),
  ];
  const code = new DataView(new ArrayBuffer(12));
  for (const [index, word] of words.entries()) code.setUint32(4 * index, word);
  const processor = new Processor({ code: new Uint8Array(code.buffer), registerBase, translateAfter: 30 });
  processor.registers.set([1, 0x2000], 2);
  const view = processorView(processor);
  processor.run(30);
  expect([processor.translatedSteps, view.load(0x2000, 4)]).toEqual([0, 10]);
  processor.run(270);
  expect(processor.translatedSteps).toBeGreaterThan(0);
  expect([view.registers[1], view.load(0x2000, 4), view.load(0x2000, 1), view.read(0x2000, 1)[0]]).toEqual([
    100, 100, 100, 100,
  ]);
});
