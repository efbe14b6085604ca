/** The control-flow graph of final code: basic blocks, and how each goes on (machine spec 3.3). */

import { callTarget, opcodeOf, rs1Of, serviceCallOf, unsignedImmediateOf } from '../../isa/encoding';
import { instructionByOpcode, Opcode } from '../../isa/instructions';

/** Linked code. */
export interface Code {
  readonly words: Uint32Array;
  /** Indexes of words whose target is not known, because nothing exports it. */
  readonly unresolved: ReadonlySet<number>;
}

/** How control leaves an instruction. `exit` ends the task, `illegal` stops it; `next` is everything ordinary. */
export type StepKind = 'next' | 'jump' | 'branch' | 'call' | 'return' | 'exit' | 'illegal';

export interface Step {
  /** Byte address. */
  readonly address: number;
  readonly word: number;
  /** 4 or 8 bytes. */
  readonly size: number;
  readonly kind: StepKind;
  /** Byte address that a jump, branch or call goes to; `undefined` when it is not known. */
  readonly target: number | undefined;
}

/** Instructions that are always executed one after the other. */
export interface Block {
  readonly steps: readonly Step[];
  /** Byte addresses of the blocks it goes on to; a call goes on behind itself. */
  readonly successors: readonly number[];
  /** Set when control may go to where no instruction is, or is not known: outside the code. */
  readonly leavesCode: boolean;
}

/** Module 1, function 0 (machine spec 5.3). */
const EXIT_SERVICE = 0x100;

const kindBy = new Map<number, StepKind>([
  [Opcode.JMP, 'jump'],
  [Opcode.JZ, 'branch'],
  [Opcode.JNZ, 'branch'],
  [Opcode.CALL, 'call'],
  [Opcode.RET, 'return'],
]);

function kindOf(word: number): StepKind {
  const opcode = opcodeOf(word);
  if (opcode === Opcode.SVC) return serviceCallOf(word) === EXIT_SERVICE ? 'exit' : 'next';
  return kindBy.get(opcode) ?? (instructionByOpcode(opcode) ? 'next' : 'illegal');
}

/** `undefined` where no whole instruction lies; jumps to odd places count as such. */
export function stepAt({ words, unresolved }: Code, address: number): Step | undefined {
  const index = address / 4;
  const word = words[index];
  if (word === undefined) return undefined;
  const kind = kindOf(word);
  const size = instructionByOpcode(opcodeOf(word))?.size ?? 4;
  if (index + size / 4 > words.length) return undefined;
  return { address, word, size, kind, target: unresolved.has(index) ? undefined : targetOfWord(address, word) };
}

/** Byte address that an instruction jumps to or calls; `undefined` when it does neither, or goes by a register. */
export function targetOfWord(address: number, word: number): number | undefined {
  const kind = kindOf(word);
  if (kind === 'jump' || kind === 'branch') return unsignedImmediateOf(word);
  return kind === 'call' && rs1Of(word) === 0 ? callTarget(address, word) : undefined;
}

/** Where an instruction goes on to in its own routine; `undefined` for an unknown place. */
function successorsOf({ kind, target, address, size }: Step): readonly (number | undefined)[] {
  switch (kind) {
    case 'return':
    case 'exit':
    case 'illegal':
      return [];
    case 'jump':
      return [target];
    case 'branch':
      return [target, address + size];
    default:
      return [address + size];
  }
}

/**
 * The blocks that control reaches from an address without entering what is called, by the address of their first
 * instruction, the entry first.
 */
export function blocksFrom(code: Code, entry: number): ReadonlyMap<number, Block> {
  const steps = new Map<number, Step>();
  const leaders = new Set([entry]);
  const arrivals = new Map<number, number>();
  const waiting = [entry];
  for (let address = waiting.pop(); address !== undefined; address = waiting.pop()) {
    const step = steps.has(address) ? undefined : stepAt(code, address);
    if (!step) continue;
    steps.set(address, step);
    const next = successorsOf(step);
    for (const successor of next) {
      if (successor === undefined) continue;
      const count = (arrivals.get(successor) ?? 0) + 1;
      arrivals.set(successor, count);
      if (count > 1 || step.kind === 'jump' || step.kind === 'branch') leaders.add(successor);
      waiting.push(successor);
    }
  }
  const blocks = new Map<number, Block>();
  for (const leader of leaders) if (steps.has(leader)) blocks.set(leader, blockAt(leader, steps, leaders));
  return blocks;
}

function blockAt(leader: number, steps: ReadonlyMap<number, Step>, leaders: ReadonlySet<number>): Block {
  const inBlock: Step[] = [];
  let step = steps.get(leader)!;
  for (;;) {
    inBlock.push(step);
    const next = successorsOf(step);
    const [only] = next;
    const following = next.length === 1 && only !== undefined && !leaders.has(only) ? steps.get(only) : undefined;
    if (following) {
      step = following;
      continue;
    }
    const known = next.filter((address): address is number => address !== undefined && steps.has(address));
    return { steps: inBlock, successors: known, leavesCode: known.length < next.length };
  }
}
