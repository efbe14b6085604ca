import { callTarget, opcodeOf, rdOf, rs1Of, rs2Of, signedImmediateOf, unsignedImmediateOf } from '../isa/encoding';
import { instructions } from '../isa/instructions';
import { Operation } from './operation';

/**
 * The instructions at the addresses `residue`, `residue` + 4, ... of a code section, two numbers each:
 * an operation word (operation in bits 0..7, rd 8..11, rs1 12..15, rs2 16..19, the operation again in 24..31) and an
 * argument (immediate, literal, or for jumps the index of the target). After the last instruction and as targets of jumps
 * that lead elsewhere stand `leave` operations with an address.
 */
export interface Decoding {
  readonly residue: number;
  readonly words: Int32Array;
  /** First address of this residue that holds no whole instruction. */
  readonly end: number;
  /** Index of a `leave` operation for targets computed at run time. */
  readonly exit: number;
}

const operations = new Uint8Array(256).fill(Operation.illegal);
for (const { mnemonic, opcode } of instructions) operations[opcode] = Operation[mnemonic];

const operationWord = (operation: Operation, word: number): number =>
  operation | (rdOf(word) << 8) | (rs1Of(word) << 12) | (rs2Of(word) << 16) | (operation << 24);

/** @param residue 0..3; anything but 0 is for code entered at an unaligned address */
export function decode(code: Uint8Array, residue: number): Decoding {
  const view = new DataView(code.buffer, code.byteOffset, code.byteLength);
  const count = Math.max(0, (code.length - residue) >> 2);
  const end = residue + 4 * count;
  const words: number[] = [];
  /** Addresses that need a `leave` operation; the first one follows the last instruction. */
  const outside: number[] = [end];

  const indexOf = (target: number): number => {
    if ((target & 3) === residue && target < end) return (target - residue) >> 1;
    let place = outside.indexOf(target);
    if (place < 0) place = outside.push(target) - 1;
    return 2 * (count + place);
  };

  for (let pc = residue; pc < end; pc += 4) {
    const word = view.getUint32(pc);
    let operation: Operation = operations[opcodeOf(word)]!;
    let argument = signedImmediateOf(word);
    switch (operation) {
      case Operation.JMP:
      case Operation.JZ:
      case Operation.JNZ:
        argument = indexOf(unsignedImmediateOf(word));
        break;
      case Operation.CALL:
        if (rs1Of(word) === 0) {
          argument = indexOf(callTarget(pc, word));
        } else {
          operation = Operation.farCall;
          argument *= 4;
        }
        break;
      case Operation.SVC:
      case Operation.BRK:
        argument = unsignedImmediateOf(word);
        break;
      case Operation.LDI32:
        if (pc + 8 <= code.length) argument = view.getInt32(pc + 4);
        else operation = Operation.truncated;
        break;
    }
    words.push(operationWord(operation, word), argument);
  }
  for (const address of outside) words.push(operationWord(Operation.leave, 0), address);
  const exit = words.push(operationWord(Operation.leave, 0), 0) - 2;
  return { residue, words: Int32Array.from(words), end, exit };
}

/** Stops the interpreter at `address`, or gives it the instruction back. */
export function patchTrap({ words, residue, end }: Decoding, address: number, armed: boolean): void {
  if ((address & 3) !== residue || address >= end) return;
  const index = (address - residue) >> 1;
  const word = words[index]!;
  words[index] = (word & ~0xff) | (armed ? Operation.trap : word >>> 24);
}
