import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { encode } from '../../src/isa/encoding';
import { type Mnemonic, Opcode } from '../../src/isa/instructions';
import { Processor } from '../../src/machine/processor';
import { fromHex, machineRows } from './machine-vectors';

interface Grid {
  op: string;
  word: string;
  operands: string[];
  psw_in: number[];
  r3_in: string;
  count: number;
  sha256: string;
}

type HalfRow =
  | { kind: 'grid'; op: Mnemonic; operands: string; sha256: string }
  | { kind: 'samples'; op: Mnemonic; rows: string[] }
  | { kind: 'i2f-range'; from: number; to: number; sha256: string }
  | { kind: 'f2i-finite'; sha256: string }
  | { kind: 'libm' };

/** A processor that holds one instruction, executed again and again. */
class Bench {
  readonly processor: Processor;

  constructor(code: Uint8Array) {
    this.processor = new Processor({ code });
  }

  static of(mnemonic: Mnemonic): Bench {
    const word = Buffer.alloc(4);
    word.writeUInt32BE(encode(Opcode[mnemonic], { rd: 3, rs1: 1, rs2: 2 }));
    return new Bench(word);
  }

  /** R3 after the instruction on R1 = a, R2 = b. */
  apply(a: number, b: number, r3 = 0): number {
    const { processor } = this;
    processor.pc = 0;
    processor.registers[1] = a;
    processor.registers[2] = b;
    processor.registers[3] = r3;
    processor.run(1);
    return processor.registers[3]! >>> 0;
  }
}

const parse = (hex: string): number => Number.parseInt(hex, 16);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const halfWords = (values: readonly number[]): Uint8Array => new Uint8Array(Uint16Array.from(values).buffer);

describe('golden vectors: flags over operand grids', () => {
  it.each(machineRows<Grid>('grids.jsonl'))('$op', (grid) => {
    const bench = new Bench(fromHex(grid.word));
    const bytes: number[] = [];
    for (const a of grid.operands.map(parse)) {
      for (const b of grid.operands.map(parse)) {
        if (grid.op === 'DIV' && b === 0) continue;
        for (const psw of grid.psw_in) {
          bench.processor.psw = psw;
          const result = bench.apply(a, b, parse(grid.r3_in));
          bytes.push(result & 255, (result >>> 8) & 255, (result >>> 16) & 255, result >>> 24, bench.processor.psw);
        }
      }
    }
    expect(bytes).toHaveLength(5 * grid.count);
    expect(sha256(Uint8Array.from(bytes))).toBe(grid.sha256);
  });
});

describe('golden vectors: half precision', () => {
  const rows = machineRows<HalfRow>('f16.jsonl').filter((row) => row.kind !== 'libm');

  it('takes every row but the maths services', () => {
    expect(rows).toHaveLength(12);
  });

  it.each(rows)('$kind $op', (row) => {
    switch (row.kind) {
      case 'grid': {
        const bench = Bench.of(row.op);
        const operands = row.operands.match(/.{4}/g)!.map(parse);
        const results = operands.flatMap((a) => operands.map((b) => bench.apply(a, b)));
        expect(sha256(halfWords(results))).toBe(row.sha256);
        break;
      }
      case 'samples': {
        const bench = Bench.of(row.op);
        for (const sample of row.rows) {
          const [a, b, result] = sample.split(' ').map(parse);
          // The upper half of the destination stays, those of the operands do not matter.
          expect(bench.apply(a! | 0xabcd0000, b! | 0x12340000, 0x5a5a5a5a), sample).toBe(0x5a5a0000 + result!);
        }
        break;
      }
      case 'i2f-range': {
        const bench = Bench.of('I2F');
        const integers = Array.from({ length: row.to - row.from + 1 }, (_, index) => row.from + index);
        expect(sha256(halfWords(integers.map((integer) => bench.apply(integer, 0))))).toBe(row.sha256);
        break;
      }
      case 'f2i-finite': {
        const bench = Bench.of('F2I');
        const finite = Array.from({ length: 0x10000 }, (_, bits) => bits).filter((bits) => (bits & 0x7c00) !== 0x7c00);
        const results = Uint32Array.from(finite.map((bits) => bench.apply(bits, 0)));
        expect(sha256(new Uint8Array(results.buffer))).toBe(row.sha256);
        break;
      }
    }
  });
});
