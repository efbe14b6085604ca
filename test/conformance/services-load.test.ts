/**
 * What loading an image does to names, arenas and services, against the recorded reference (vectors
 * `services/load.jsonl`). Streaming loads (ldm-40, ldm-41) are no part of this executive.
 */

import { describe, expect, it } from 'vitest';
import { readScenarios } from './scenarios';
import { type Action, type GuestScenario, type Outcome, ServicesPlayer } from './services-player';

const scenarios = readScenarios<GuestScenario>('load').filter(
  ({ actions }) => !actions.some((action) => action.do.startsWith('stream_')),
);

const arenas = (...pids: [pid: number, place: number][]): Outcome =>
  Object.fromEntries(
    pids.map(([pid, place]) => {
      const stack_base = 0xfffc - 0x1000 * (place + 1);
      return [pid, { reg_base: 0x1000 + 64 * place, stack_base, stack_size: 0x1000, sp: stack_base + 0x1000 }];
    }),
  );

const NOTHING: Outcome = { values: [] };
const mailboxes = (...pids: number[]): Outcome => ({
  descriptors: pids.flatMap((owner_pid) =>
    ['stdio.in', 'stdio.out', 'stdio.err', `pid:${owner_pid}`].map((name) => ({ name, owner_pid })),
  ),
});

/** Scenarios that follow services spec 9 instead of the record: what they give by number of the action. */
const deviations: Record<string, { quirk: string; results: Record<number, Outcome> }> = {
  'ldm-06b': {
    quirk: 'quirk 28: missing help is empty',
    results: {
      0: { pid: 1, command_oids: [1025] },
      2: { commands: [{ oid: 1025 }] },
      3: mailboxes(1),
      6: { tasks: [{ pid: 1, state: 'ready' }] },
    },
  },
  'ldm-07': { quirk: 'quirk 27: all or nothing', results: { 2: NOTHING, 5: arenas([2, 0]) } },
  'ldm-08': { quirk: 'quirk 27: all or nothing', results: { 5: arenas([1, 0]) } },
  'ldm-09': {
    quirk: 'quirk 5: kill unregisters',
    results: {
      2: { pid: 2, value_oids: [257] },
      3: { values: [{ oid: 257, owner_pid: 2 }] },
      7: { tasks: [{ pid: 2 }] },
    },
  },
  'ldm-10': { quirk: 'quirk 27: all or nothing', results: { 2: { commands: [] }, 4: {} } },
  'ldm-11': {
    quirk: 'quirk 26: the persisted value wins',
    results: { 1: { values: [{ oid: 257, last_f16: 0x4900 }] } },
  },
  'ldm-27': {
    quirk: 'quirk 27: all or nothing',
    results: { 2: { tasks: [{ pid: 1 }] }, 5: mailboxes(1), 6: arenas([1, 0]), 8: { tasks: [{ pid: 1 }] } },
  },
};

/** Fields of a recorded task that loading decides. */
const taskFields = ({ pid, app_name, pc, accounted_steps }: Outcome): Outcome => ({
  pid,
  app_name,
  pc,
  accounted_steps,
});

function expectedOutcome({ do: kind, expect: expected }: Action): Outcome {
  if (kind === 'load') {
    const { events: _lost, error, ...loaded } = expected;
    if (error === undefined) return loaded;
    // The wording of errors is free, but for names in use.
    return { error: String(error).startsWith('app_exists') ? error : expect.any(String) };
  }
  if (kind === 'tasks') return { tasks: (expected['tasks'] as Outcome[]).map(taskFields) };
  if (kind === 'vm_command') {
    const { status: _, ...reply } = expected;
    return reply;
  }
  if (kind === 'arenas') {
    const entries = Object.entries(expected as Record<string, Outcome>);
    return Object.fromEntries(entries.map(([pid, { stack_limit: _, ...arena }]) => [pid, arena]));
  }
  return kind === 'kill' ? {} : expected;
}

/** Mailboxes that could not be bound tell why in free words. */
function withoutText(outcome: Outcome): Outcome {
  const { mailbox_creation: bound } = outcome;
  if (!Array.isArray(bound)) return outcome;
  return { ...outcome, mailbox_creation: bound.map(({ error: _, ...rest }: Outcome) => rest) };
}

function compare(action: Action, outcome: Outcome, expected: Outcome): void {
  if (action.do === 'arenas') expect(outcome, action.do).toEqual(expected);
  else expect(withoutText(outcome), action.do).toMatchObject(withoutText(expected));
}

describe('loading as recorded', () => {
  it.each(scenarios)('$id $title', (scenario) => {
    const player = new ServicesPlayer(scenario);
    scenario.actions.forEach((action, index) => {
      // Which number comes next is an inner matter: a skipped one is fine (quirk 27).
      if (action.do === 'next_pid') return;
      compare(action, player.play(action), deviations[scenario.id]?.results[index] ?? expectedOutcome(action));
    });
  });

  it.each(Object.entries(deviations))('%s deviates from the record on purpose', (id, { quirk, results }) => {
    const { actions } = scenarios.find((scenario) => scenario.id === id)!;
    expect(quirk).toMatch(/^quirk \d+/);
    for (const [index, result] of Object.entries(results)) {
      const action = actions[Number(index)]!;
      expect(() => compare(action, expectedOutcome(action), result)).toThrow();
    }
  });
});
