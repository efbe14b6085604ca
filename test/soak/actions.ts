/** What clients do to an executive, at random. */

import fc from 'fast-check';
import { interactingTask } from '../../src/executive/interacting.testing';
import { imageBytes } from '../../src/executive/program.testing';
import type { Random } from '../fuzz/random';
import type { JsonObject } from '../protocol/client';

const RANDOM_PROGRAMS = 12;

const values = `.entry main
.value {"group":1,"id":1,"name":"level","flags":0,"init":1.5}
.text
main:
 LDI R0, 1
 SVC MOD=6, FN=0
 JMP main
`;

/** Images as base64. */
export function programs(seed: number): string[] {
  const sources = [values, ...fc.sample(interactingTask, { seed, numRuns: RANDOM_PROGRAMS })];
  return sources.map((source) => Buffer.from(imageBytes(source)).toString('base64'));
}

type Action = (random: Random, images: readonly string[]) => JsonObject;

const MOST_PIDS = 14;

const actions: readonly Action[] = [
  (random, images) => ({ cmd: 'load', path: `program${random.below(100)}.hxe`, image: random.pick(images) }),
  () => ({ cmd: 'ps' }),
  (random) => ({ cmd: 'step', steps: random.below(400) }),
  () => ({ cmd: 'clock', op: 'start' }),
  () => ({ cmd: 'clock', op: 'stop' }),
  (random) => ({ cmd: 'clock', op: 'rate', rate: 20 + random.below(200) }),
  (random) => ({ cmd: 'clock', op: 'start', limit: 1 + random.below(500) }),
  () => ({ cmd: 'mailbox_snapshot' }),
  (random) => ({ cmd: 'send', channel: 'app:shared', data: 'x'.repeat(1 + random.below(8)) }),
  () => ({ cmd: 'val.list' }),
  (random) => ({ cmd: 'val.set', oid: 0x0101, value: random.below(1000) }),
  () => ({ cmd: 'info' }),
];

const taskActions: readonly ((random: Random) => JsonObject)[] = [
  () => ({ cmd: 'kill' }),
  () => ({ cmd: 'pause' }),
  () => ({ cmd: 'resume' }),
  (random) => ({ cmd: 'step', steps: 1 + random.below(60) }),
  (random) => ({ cmd: 'bp', op: 'set', addr: 4 * random.below(40) }),
  () => ({ cmd: 'bp', op: 'clear_all' }),
  (random) => ({ cmd: 'poke', addr: 0x400 + random.below(0x400), data: 'c0ffee' }),
  () => ({ cmd: 'dumpregs' }),
  () => ({ cmd: 'listen' }),
  () => ({ cmd: 'stack' }),
  (random) => ({ cmd: 'send', data: 'y'.repeat(1 + random.below(20)) }),
  (random) => ({ cmd: 'watch', op: 'add', expr: String(0x300 + 4 * random.below(8)) }),
  (random) => ({ cmd: 'trace', mode: random.below(6) === 0 }),
];

/** @param newest the largest pid so far */
export function anyRequest(random: Random, images: readonly string[], newest: number): JsonObject {
  if (random.below(3) > 0) return random.pick(actions)(random, images);
  return { pid: Math.max(1, newest - random.below(MOST_PIDS)), ...random.pick(taskActions)(random) };
}
