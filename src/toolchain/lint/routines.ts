/** What is wrong with whole routines, by their data flow. */

import { FRAME_POINTER } from '../../isa/constants';
import { opcodeOf } from '../../isa/encoding';
import { Opcode } from '../../isa/instructions';
import { blocksFrom } from '../flow/control-flow';
import { ALL_FLAGS, effectsOf, type FlagSet } from '../flow/effects';
import type { RoutineFacts } from '../flow/routine-facts';
import type { LintedProgram } from './linted-program';

export function* lintRoutines(program: LintedProgram): Generator<void> {
  const told = new Set<number>();
  // The routine that a task starts with returns to nobody, whatever is on the stack (machine spec 3.3).
  for (const entry of program.called) {
    const facts = program.routines.factsOf(entry);
    if (!facts) continue;
    lintStack(program, facts, told);
    lintFramePointer(program, facts);
    yield;
  }
  for (const entry of new Set([program.entry, ...program.handlers])) lintFlags(program, entry);
}

/** @param told addresses that another routine with the same end has been told of */
function lintStack(program: LintedProgram, { imbalances, entry }: RoutineFacts, told: Set<number>): void {
  for (const { address, bytes } of imbalances) {
    if (bytes === undefined || opcodeOf(program.code.words[address / 4]!) !== Opcode.RET || told.has(address)) continue;
    told.add(address);
    const place = program.placeAt(address);
    if (!place) continue;
    const words = Math.abs(bytes) / 4;
    const count = `${words} word${words === 1 ? '' : 's'}`;
    const what = bytes > 0 ? `${count} more is pushed than popped` : `${count} more is popped than pushed`;
    const name = program.nameAt(entry) ?? 'the routine';
    program.report('stack-unbalanced', `In "${name}" ${what} on the way to this RET.`, place);
  }
}

function lintFramePointer(program: LintedProgram, { clobbered, addresses, entry }: RoutineFacts): void {
  if (!(clobbered & (1 << FRAME_POINTER))) return;
  // What a callee does is told of the callee.
  const writer = addresses.find((address) => {
    const word = program.code.words[address / 4]!;
    return effectsOf(word).writes & (1 << FRAME_POINTER) && opcodeOf(word) !== Opcode.POP;
  });
  const place = writer === undefined ? undefined : program.placeAt(writer);
  if (!place) return;
  const name = program.nameAt(entry) ?? 'The routine';
  program.report('frame-pointer-lost', `"${name}" returns with R7 changed; save it with PUSH and POP.`, place);
}

/** Whether a routine calls what is not known, itself or by way of others: then nobody knows which flags are read. */
function callsUnknown({ routines }: LintedProgram, { entry }: RoutineFacts): boolean {
  const seen = new Set([entry]);
  for (const address of seen) {
    const facts = routines.factsOf(address);
    if (!facts || facts.callsUnknown) return true;
    for (const callee of facts.callees) seen.add(callee);
  }
  return false;
}

/** Follows the flags that nothing has set yet from where the executive starts the code. */
function lintFlags(program: LintedProgram, entry: number): void {
  const { code, routines } = program;
  if (!routines.factsOf(entry)?.flagsIn) return;
  const blocks = blocksFrom(code, entry);
  const unset = new Map<number, FlagSet>([[entry, ALL_FLAGS]]);
  const told = new Set<number>();
  const waiting = [entry];
  for (let address = waiting.pop(); address !== undefined; address = waiting.pop()) {
    const block = blocks.get(address);
    if (!block) continue;
    let flags = unset.get(address)!;
    for (const { address: at, kind, target, word } of block.steps) {
      const callee = kind === 'call' && target !== undefined ? routines.factsOf(target) : undefined;
      const { flagsRead, flagsSet } = effectsOf(word);
      if ((callee ? callee.flagsIn : flagsRead) & flags && !(callee && callsUnknown(program, callee))) told.add(at);
      // A callee that is not known may set them all.
      flags &= ~(kind === 'call' ? (callee?.flagsWritten ?? ALL_FLAGS) : flagsSet);
    }
    for (const successor of block.successors) {
      const known = unset.get(successor) ?? 0;
      if ((known | flags) === known && unset.has(successor)) continue;
      unset.set(successor, known | flags);
      waiting.push(successor);
    }
  }
  for (const at of told) {
    const place = program.placeAt(at);
    if (place) program.report('flags-unset', 'No instruction on a way to here sets the flag that this reads.', place);
  }
}
