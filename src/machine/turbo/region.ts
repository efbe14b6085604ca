/** Which instructions are translated together, and how they fall into blocks. */

import type { Decoding } from '../decode';
import { Operation } from '../operation';
import { MAX_INSTRUCTIONS } from './layout';

/** Longest block: what is left of a budget below this is interpreted. */
const MAX_BLOCK = 64;

export interface Instruction {
  readonly pc: number;
  readonly operation: Operation;
  readonly rd: number;
  readonly rs1: number;
  readonly rs2: number;
  /** Immediate, literal, or the target address of a jump or near call. */
  readonly argument: number;
  readonly next: number;
}

/** Entered at its first instruction only; may be left by a jump before its last. */
export interface Block {
  readonly start: number;
  readonly instructions: readonly Instruction[];
}

export interface Region {
  /** By address. */
  readonly blocks: readonly Block[];
  /** Index of the block that starts at an address. */
  readonly index: ReadonlyMap<number, number>;
}

const jumps = new Set([Operation.JMP, Operation.JZ, Operation.JNZ]);

/** After these control does not simply go on. RET and what the interpreter does instead end a block too. */
const ends = new Set([
  Operation.JMP,
  Operation.CALL,
  Operation.farCall,
  Operation.RET,
  Operation.SVC,
  Operation.BRK,
  Operation.illegal,
  Operation.truncated,
]);

/** Of these the following instruction is where control comes back to. */
const resumes = new Set([Operation.CALL, Operation.farCall, Operation.SVC]);

/** The instruction at a multiple of 4 inside the decoding of residue 0, breakpoint or not. */
function instructionAt({ words }: Decoding, pc: number): Instruction {
  const word = words[pc >> 1]!;
  const operation: Operation = word >>> 24;
  let argument = words[(pc >> 1) + 1]!;
  if (jumps.has(operation) || operation === Operation.CALL) {
    const outside = (words[argument]! & 0xff) === Operation.leave;
    argument = outside ? words[argument + 1]! : argument << 1;
  }
  return {
    ...{ pc, operation, argument },
    ...{ rd: (word >>> 8) & 15, rs1: (word >>> 12) & 15, rs2: (word >>> 16) & 15 },
    next: pc + (operation === Operation.LDI32 ? 8 : 4),
  };
}

/** What can be reached from the roots, nearest first, up to {@link MAX_INSTRUCTIONS}. Roots are leaders of blocks. */
export function findRegion(decoding: Decoding, roots: Iterable<number>): Region {
  const inside = (pc: number) => (pc & 3) === 0 && pc >= 0 && pc < decoding.end;
  const instructions = new Map<number, Instruction>();
  const leaders = new Set([...roots].filter(inside));
  // The set grows while it is walked.
  for (const leader of leaders) {
    let length = 0;
    for (let pc = leader; inside(pc) && instructions.size < MAX_INSTRUCTIONS; length++) {
      if (instructions.has(pc) || length === MAX_BLOCK) {
        leaders.add(pc);
        break;
      }
      const instruction = instructionAt(decoding, pc);
      const { operation, argument, next } = instruction;
      instructions.set(pc, instruction);
      if ((jumps.has(operation) || operation === Operation.CALL) && inside(argument)) leaders.add(argument);
      if (resumes.has(operation) && inside(next)) leaders.add(next);
      if (ends.has(operation)) break;
      pc = next;
    }
  }
  const starts = [...leaders].filter((pc) => instructions.has(pc)).sort((a, b) => a - b);
  const blocks = starts.map((start) => ({ start, instructions: blockAt(start, instructions, leaders) }));
  return { blocks, index: new Map(starts.map((start, index) => [start, index])) };
}

function blockAt(
  start: number,
  instructions: ReadonlyMap<number, Instruction>,
  leaders: ReadonlySet<number>,
): Instruction[] {
  const block: Instruction[] = [];
  for (let pc = start; pc === start || !leaders.has(pc); ) {
    const instruction = instructions.get(pc);
    if (instruction === undefined) break;
    block.push(instruction);
    if (ends.has(instruction.operation)) break;
    pc = instruction.next;
  }
  return block;
}
