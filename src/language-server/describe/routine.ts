/** Facts about a routine in words (toolchain/flow): what it reads and changes, its stack, how long it runs. */

import { Flag } from '../../isa/constants';
import { registersIn } from '../../toolchain/flow/effects';
import type { RoutineFacts } from '../../toolchain/flow/routine-facts';
import type { Bounds } from '../../toolchain/flow/summary';

const flagNames = (set: number): string[] =>
  Object.entries(Flag)
    .filter(([, bit]) => set & bit)
    .map(([name]) => name);

const registerNames = (set: number): string[] => registersIn(set).map((register) => `R${register}`);

function listed(set: number): string {
  const names = registerNames(set);
  if (names.length === 16) return 'all registers';
  return names.length === 0 ? 'no register' : names.join(', ');
}

const withFlags = (text: string, flags: number): string => {
  const names = flagNames(flags);
  if (names.length === 0) return text;
  const named = `flag${names.length === 1 ? '' : 's'} ${names.join(', ')}`;
  return text === 'no register' ? named : `${text}, ${named}`;
};

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

function boundsText({ min, max }: Bounds): string {
  if (max === Number.POSITIVE_INFINITY) return `at least ${plural(min, 'instruction')}`;
  return min === max ? plural(min, 'instruction') : `${min} to ${plural(max, 'instruction')}`;
}

/** `12 bytes`, or why there is no limit. */
export function stackText({ stack, recursive }: RoutineFacts): string {
  if (stack === undefined) return 'unknown';
  if (stack !== Number.POSITIVE_INFINITY) return plural(stack, 'byte');
  return recursive ? 'no limit, it recurses' : 'no limit, a loop pushes';
}

function stackLine(facts: RoutineFacts): string {
  const own = facts.stack !== facts.ownStack && facts.ownStack !== Number.POSITIVE_INFINITY;
  return `Stack: ${stackText(facts)}${own ? `, ${facts.ownStack} of its own` : ''}`;
}

function runLine({ untilReturn, untilExit, leavesCode }: RoutineFacts): string {
  const ways = [
    untilReturn && `${boundsText(untilReturn)} until it returns`,
    untilExit && `${boundsText(untilExit)} until the task ends`,
    leavesCode && 'may run off the code',
  ].filter((way) => way !== undefined && way !== false);
  const text = ways.join('; ') || 'does not return';
  return `Runs: ${text}`;
}

/** Registers that are written and come back as they were. */
const restored = ({ written, clobbered }: RoutineFacts): number => written & ~clobbered;

/** Lines for a hover. */
export function describeRoutine(facts: RoutineFacts): string {
  const { liveIn, flagsIn, clobbered, flagsWritten, callsUnknown, imbalances, storesOverReturn } = facts;
  const lines = [`Reads: ${withFlags(listed(liveIn), flagsIn)}`];
  if (facts.untilReturn) {
    lines.push(`Changes: ${withFlags(listed(clobbered), flagsWritten)}`);
    if (restored(facts) !== 0) lines.push(`Restores: ${listed(restored(facts))}`);
  }
  lines.push(stackLine(facts), runLine(facts));
  if (facts.argumentsRead.size > 0)
    lines.push(`Takes from the caller's stack: ${plural(facts.argumentsRead.size, 'word')}`);
  if (callsUnknown) lines.push('It calls what is not known, which may change everything.');
  if (imbalances.length > 0) lines.push(imbalanceText(facts));
  if (storesOverReturn) lines.push('It stores over its return address.');
  return lines.join('  \n');
}

function imbalanceText({ imbalances }: RoutineFacts): string {
  const [first] = imbalances;
  const { bytes } = first!;
  if (bytes === undefined) return 'The stack is not the same on all ways to its end.';
  return bytes > 0
    ? `It leaves ${plural(bytes, 'byte')} on the stack.`
    : `It takes ${plural(-bytes, 'byte')} more than it puts on the stack.`;
}

/** For a hint behind the label. */
export function routineHint(facts: RoutineFacts): string {
  const parts = [`reads ${withFlags(registerNames(facts.liveIn).join(' ') || 'no register', facts.flagsIn)}`];
  if (facts.untilReturn) parts.push(`changes ${registerNames(facts.clobbered).join(' ') || 'none'}`);
  else parts.push('does not return');
  return parts.join('; ');
}

/** In few characters, for a listing: `stack 12, changes R0-R2 R7`. */
export function routineSummary({ stack, clobbered, untilReturn }: RoutineFacts): string {
  const bytes = stack === undefined ? '?' : stack === Number.POSITIVE_INFINITY ? 'no limit' : String(stack);
  return `stack ${bytes}, ${untilReturn ? `changes ${registerRanges(clobbered) || 'none'}` : 'no return'}`;
}

/** Three or more in a row as a range. */
function registerRanges(set: number): string {
  const runs: number[][] = [];
  for (const register of registersIn(set)) {
    const run = runs.at(-1);
    if (run?.at(-1) === register - 1) run.push(register);
    else runs.push([register]);
  }
  return runs
    .map((run) => (run.length < 3 ? run.map((register) => `R${register}`).join(' ') : `R${run[0]}-R${run.at(-1)}`))
    .join(' ');
}
