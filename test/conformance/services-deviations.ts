/** Where loaded programs deliberately see other results than recorded, as services spec 9 recommends. */

import { expect } from 'vitest';
import type { Outcome } from './services-player';
import type { Deviations } from './services-suite';

const stepped = (executed: number, events: object[] = [], log: object[] = []): Outcome => ({ executed, events, log });

const tasks = (...states: object[]): Outcome => ({ tasks: states });

const mailbox = (descriptor_id: number, fields: object): Outcome => ({
  descriptors: expect.arrayContaining([expect.objectContaining({ descriptor_id, ...fields })]),
});

const exited = [{ exit: 0 }];
const sent = { type: 'mailbox_send', pid: 2, descriptor: 5, length: 5 };
const registered = { type: 'value_registered', oid: 257 };
const changed = { type: 'value_changed', oid: 257, old_f16: 0, new_f16: 0x3c00 };

/** Memory rows in which the guests keep R0..R5. */
const row = (...registers: number[]): string => {
  const bytes = Buffer.alloc(24);
  registers.forEach((value, index) => {
    bytes.writeUInt32LE(value, 4 * index);
  });
  return bytes.toString('hex');
};

export const deviations: Deviations = {
  'gmbx-10': {
    why: 'quirk 6: a bad name is an error for the guest, which goes on',
    results: {
      1: stepped(12, [{ type: 'mailbox_error', pid: 1, fn: 0, status: 0xff }], exited),
      2: stepped(0),
      3: { pc: 52 },
      4: tasks({ state: 'returned', exit_status: 0 }),
    },
  },
  'gmbx-21': {
    why: 'quirk 10: what does not fit below the end of memory is not stored, and loads there fault',
    results: {
      1: stepped(25, [
        { type: 'mailbox_send', length: 6 },
        { type: 'mailbox_recv', length: 2 },
        { type: 'fault', error: 'mem_fault', pc: 124 },
      ]),
      2: { data: row(0, 2, 0, 0, 1, 0) + row().slice(0, 8) },
      3: { pc: 124 },
      4: tasks({ state: 'terminated', accounted_steps: 24 }),
    },
  },
  'gmbx-23': {
    why: 'quirk 5: a killed task waits for nothing, and its mailboxes are gone',
    results: {
      3: {},
      5: stepped(19, [sent], exited),
      6: mailbox(5, { queue_depth: 1, waiters: [] }),
    },
  },
  'gmbx-24': {
    why: 'quirk 13: a message does not lift the pause of its receiver',
    results: {
      6: tasks({ state: 'paused', pc: 60 }, { state: 'ready' }),
      7: stepped(0),
      8: { pc: 60, regs: [0, 5, 16, 9, 2, 832, 0, 0, 0, 0, 4, 0, 512, 0, 0, 0] },
      10: tasks({ state: 'paused', pc: 60 }, { state: 'ready' }),
    },
  },
  'gmbx-25': {
    why: 'quirk 13: resume does not end a wait',
    results: { 2: { state: 'waiting_mbx' }, 4: stepped(0), 5: { pc: 60 }, 6: tasks({ state: 'waiting_mbx', pc: 60 }) },
  },
  'gval-06': {
    why: 'quirk 20: one message of six bytes per change',
    results: {
      1: stepped(70, [registered, changed, { type: 'mailbox_recv', length: 6 }], exited),
      2: {
        data:
          row(0, 257, 1, 0, 0, 0) +
          row(0, 4, 0x4000, 0, 0, 0) +
          row(0, 257, 0x3c00, 0, 0, 0) +
          row(0, 6, 0, 0, 1, 0) +
          row(3, 0, 1296, 16, 0, 0) +
          row(3, 0, 1312, 16, 0, 0),
      },
      3: { data: `01010000003c${'00'.repeat(42)}` },
      5: mailbox(5, { bytes_used: 14, queue_depth: 1, next_seq: 2 }),
    },
  },
  'gval-07': {
    why: 'quirk 20: no message when nothing changed',
    results: {
      1: stepped(46, [registered], exited),
      2: { data: row(0, 257, 0x3800, 0, 0x4000, 0) + row(3, 0, 1280, 16, 0, 0) + row(3, 0, 1296, 16, 0, 0) },
      3: { data: '00'.repeat(32) },
    },
  },
  'gval-08': {
    why: 'quirk 11: a notification wakes its receiver at once',
    results: {
      6: stepped(17, [changed, { type: 'mailbox_wake', pid: 2, descriptor: 9, length: 6 }], exited),
      7: {},
      8: mailbox(9, { queue_depth: 0, waiters: [] }),
    },
  },
  'gcmd-03': {
    why: 'an asynchronous call completes before the caller goes on; nothing is held back for another thread',
    results: {
      1: stepped(30, [
        { type: 'cmd_registered' },
        { type: 'cmd_invoked', oid: 1027 },
        { type: 'cmd_completed', oid: 1027, status: 0, result: null },
      ]),
      6: stepped(20, [{ type: 'mailbox_recv', descriptor: 5, length: 4 }], exited),
    },
  },
  'gsys-03': {
    why: 'quirk 1: a sleeper wakes at its deadline',
    results: {
      5: stepped(4, [{ type: 'sleep_complete', pid: 1 }]),
      6: tasks({ state: 'ready', accounted_steps: 5 }, { state: 'ready', accounted_steps: 7 }),
      7: { state: 'ready', current_pid: 2 },
      8: stepped(1),
      9: stepped(5, [], exited),
      13: tasks({ state: 'returned', accounted_steps: 11 }, { state: 'ready', accounted_steps: 7 }),
    },
  },
  'gfs-02': {
    why: 'quirk 30: a deleted file stays readable through its descriptor',
    results: {
      1: stepped(48, [], exited),
      2: stepped(0),
      4: { pc: 208 },
      5: tasks({ state: 'returned', exit_status: 0 }),
    },
  },
  'gfs-03': {
    why: 'quirk 30: files and descriptors outlive a pause',
    results: {
      6: {
        data:
          row(3, 0x4000, 0, 0, 0, 0) +
          row(4, 3, 0x4006, 4, 0, 0) +
          row(4, 3, 0x4006, 4, 0, 0) +
          row(4, 0x4000, 0, 4, 0, 0) +
          row(0, 3, 0x500, 8, 0, 0),
      },
    },
  },
  'gfs-04': {
    why: 'quirk 30: descriptors belong to one task',
    results: {
      4: { data: row(0, 3, 0x500, 8, 0, 0) + row(3, 0x4000, 0, 8, 0, 0) + row(0, 4, 0x510, 8, 0, 0) },
      5: { data: '00'.repeat(8) },
      7: { regs: [0, 4, 0x510, 8, 0, 0, 0, 0, 0, 0, 0, 0, 512, 0, 0, 0] },
    },
  },
};
