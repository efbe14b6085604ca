/** What loading an image does to names, arenas and services, against the recorded reference (vectors `services/load.jsonl`). */

import { describe, expect } from 'vitest';
import type { Outcome } from './services-player';
import { type Deviations, playRecorded } from './services-suite';

const arenas = (...pids: [pid: number, place: number][]): Outcome =>
  Object.fromEntries(
    pids.map(([pid, place]) => {
      const stack_base = 0xfffc - 0x1000 * (place + 1);
      return [pid, { reg_base: 0x1000 + 64 * place, stack_base, stack_size: 0x1000, sp: stack_base + 0x1000 }];
    }),
  );

const stdoutTap = expect.objectContaining({ name: 'stdio.out', taps: [{ pid: 0, handle: 1, depth: 0 }] });
const NOTHING: Outcome = { values: [] };
const mailboxes = (...pids: number[]): Outcome => ({
  descriptors: pids.flatMap((owner_pid) =>
    ['stdio.in', 'stdio.out', 'stdio.err', `pid:${owner_pid}`].map((name) => ({ name, owner_pid })),
  ),
});

/** Scenarios that follow services spec 9 instead of the record: what they give by number of the action. */
const deviations: Deviations = {
  'ldm-06b': {
    why: 'quirk 28: missing help is empty',
    results: {
      0: { pid: 1, command_oids: [1025] },
      2: { commands: [{ oid: 1025 }] },
      3: mailboxes(1),
      6: { tasks: [{ pid: 1, state: 'ready' }] },
    },
  },
  'ldm-07': {
    why: 'quirk 27: all or nothing',
    results: { 2: NOTHING, 5: arenas([2, 0]), 7: { tasks: [{ pid: 2, reg_base: 0x1000 }] } },
  },
  'ldm-08': { why: 'quirk 27: all or nothing', results: { 5: arenas([1, 0]) } },
  'ldm-09': {
    why: 'quirk 5: kill unregisters',
    results: {
      2: { pid: 2, value_oids: [257] },
      3: { values: [{ oid: 257, owner_pid: 2 }] },
      7: { tasks: [{ pid: 2 }] },
    },
  },
  'ldm-10': { why: 'quirk 27: all or nothing', results: { 2: { commands: [] }, 4: {} } },
  'ldm-11': {
    why: 'quirk 26: the persisted value wins',
    results: { 1: { values: [{ oid: 257, last_f16: 0x4900 }] } },
  },
  'ldm-21': {
    why: 'gap 14: bindings of a mailbox are opened for the tasks they name, pid 0 is the host',
    results: { 3: { descriptors: expect.arrayContaining([stdoutTap]) } },
  },
  'ldm-26': {
    why: 'quirk 27, and exs-18: a program is not loaded without a mailbox that it declares',
    results: {
      0: { error: 'ENOSPC: 6 mailboxes are needed, the profile allows 5' },
      3: { descriptors: [] },
      4: {},
      6: { tasks: [], current_pid: null },
    },
  },
  'ldm-27': {
    why: 'quirk 27: all or nothing',
    results: { 2: { tasks: [{ pid: 1 }] }, 5: mailboxes(1), 6: arenas([1, 0]), 8: { tasks: [{ pid: 1 }] } },
  },
};

describe('loading as recorded', () => playRecorded('load', deviations));
