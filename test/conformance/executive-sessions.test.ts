/** Sessions with an executive against the recorded reference (vectors `services/exec.jsonl`). */

import { describe, expect, it } from 'vitest';
import type { TaskState } from '../../src/executive/task-state';
import { type Fields, type SessionAction, SessionPlayer, type SessionScenario } from './executive-player';
import { readScenarios } from './scenarios';

const all = readScenarios<SessionScenario>('exec');
const sessions = all.filter(({ kind }) => kind === 'exec');

const taskStates: readonly TaskState[] = [
  'running',
  'ready',
  'waiting_mbx',
  'sleeping',
  'paused',
  'returned',
  'stopped',
  'terminated',
];

interface StateTable {
  readonly states: readonly string[];
  readonly aliases: Readonly<Record<string, string | null>>;
}

function expectedOutcome({ do: kind, expect: expected }: SessionAction): unknown {
  if (expected['error'] !== undefined) return { error: expect.any(String) };
  if (kind === 'step') {
    const { executed } = expected;
    return { executed };
  }
  return expected;
}

const expectedEvents = ({ events = [] }: SessionAction): Fields[] =>
  events.map(({ pid, ...event }) => ({ ...event, ...(pid !== null && { pid }) }));

interface Deviation {
  readonly why: string;
  /** What is compared instead, by number of the action. */
  readonly outcomes?: Readonly<Record<number, object>>;
  readonly events?: Readonly<Record<number, readonly Fields[]>>;
}

const RUNNING = 'a task is woken, and then gets the turn: two changes';

const state = (pid: number, prev_state: string, new_state: string, reason?: string): Fields => ({
  type: 'task_state',
  pid,
  data: { prev_state, new_state, ...(reason !== undefined && { reason }) },
});

const turn = (prev_pid: number, next_pid: number, data: Fields = {}): Fields => ({
  type: 'scheduler',
  pid: next_pid,
  data: { state: 'switch', prev_pid, next_pid, ...data },
});

const deviations: Readonly<Record<string, Deviation>> = {
  'exs-02': {
    why: 'quirk 4: a task may return from any state',
    outcomes: { 4: { executed: 1, running: false }, 5: { executed: 0 } },
    events: { 4: [state(1, 'ready', 'returned', 'returned')] },
  },
  'exs-05': {
    why: 'quirk 3: a task that exits has returned with its status; the other has had the turn since',
    outcomes: { 3: { 1: { state: 'returned', exit_status: 3 }, 2: { state: 'ready' } } },
    events: {
      2: [state(1, 'ready', 'returned', 'exited'), state(2, 'running', 'ready')],
      4: [state(1, 'returned', 'terminated', 'killed')],
    },
  },
  'exs-06': {
    why: 'quirk 1: a sleeper wakes once, at its deadline',
    outcomes: { 7: { 1: { state: 'ready' }, 2: { state: 'running' } } },
    events: {
      5: [
        state(1, 'sleeping', 'ready', 'sleep_wake'),
        state(1, 'ready', 'running'),
        state(2, 'running', 'ready'),
        turn(2, 1),
      ],
      6: [state(1, 'running', 'ready'), state(2, 'ready', 'running'), turn(1, 2)],
    },
  },
  'exs-07': {
    why: RUNNING,
    events: {
      2: [
        { type: 'mailbox_wait', pid: 1 },
        state(1, 'ready', 'waiting_mbx', 'mailbox_wait'),
        turn(1, 2, { reason: 'wait_mbx', prev_state: 'ready' }),
      ],
      5: [
        { type: 'mailbox_timeout', pid: 1 },
        state(1, 'waiting_mbx', 'ready', 'timeout'),
        state(1, 'ready', 'running'),
        state(2, 'running', 'ready'),
        turn(2, 1),
      ],
    },
  },
  'exs-08': {
    why: 'the turn tells the state before the request',
    events: {
      4: [
        { type: 'mailbox_send', pid: 2 },
        { type: 'mailbox_wake', pid: 1 },
        state(1, 'waiting_mbx', 'ready', 'mailbox_wake'),
        turn(1, 2, { prev_state: 'waiting_mbx' }),
      ],
    },
  },
  'exs-09': {
    why: 'quirk 4: a task may go from waiting to sleeping in one batch',
    outcomes: { 4: { executed: 60 } },
    events: {
      4: [
        { type: 'mailbox_send', pid: 2 },
        { type: 'mailbox_wake', pid: 1 },
        state(1, 'waiting_mbx', 'ready', 'mailbox_wake'),
        { type: 'sleep_request', pid: 1 },
        state(1, 'ready', 'sleeping', 'sleep'),
        state(2, 'running', 'ready'),
      ],
    },
  },
  'exs-11': {
    why: 'quirk 2: a fault ends its task',
    outcomes: { 3: { 1: { state: 'terminated' }, 2: { state: 'ready' } } },
    events: { 2: [state(1, 'ready', 'terminated', 'fault'), state(2, 'running', 'ready')] },
  },
  'exs-13': {
    why: 'quirk 5: a task takes its values along when it is killed',
    outcomes: { 1: { old_pid: 1, new_pid: 2, app_name: 'app' }, 2: { 2: { state: 'running' } } },
    events: {
      0: [{ type: 'value_registered' }, { type: 'task_state', pid: 1 }],
      1: [
        state(1, 'running', 'terminated', 'killed'),
        turn(1, null as never, { reason: 'killed' }),
        { type: 'value_registered' },
        { type: 'task_state', pid: 2 },
      ],
    },
  },
  'exs-15': {
    why: 'quirk 18: whoever listens hears what went to all',
    outcomes: { 3: { messages: [{ target: 'svc:stdio.out@1', text: 'hello', flags: 1 }] } },
  },
  'exs-18': {
    why: 'quirk 27: a program is not loaded without a mailbox that it declares',
    outcomes: { 1: expect.not.objectContaining({ 1: expect.anything() }), 2: { executed: 0 } },
    events: { 0: [], 2: [] },
  },
};

/** A change of state is told when it happens, with the reference when it looks through all tasks. */
const byTask = (events: readonly Fields[]): Fields[] => {
  const places = events.flatMap(({ type }, index) => (type === 'task_state' ? [index] : []));
  const changes = places.map((place) => events[place]!).sort((a, b) => Number(a['pid']) - Number(b['pid']));
  const ordered = [...events];
  places.forEach((place, index) => {
    ordered[place] = changes[index]!;
  });
  return ordered;
};

describe('sessions with the executive as recorded', () => {
  it.each(sessions)('$id $title', async (scenario) => {
    const player = new SessionPlayer(scenario);
    const { outcomes = {}, events: told = {} } = deviations[scenario.id] ?? { why: '' };
    for (const [index, action] of scenario.actions.entries()) {
      const { outcome, events } = await player.play(action);
      const title = `action ${index}: ${action.do}`;
      expect.soft(outcome, title).toMatchObject(outcomes[index] ?? (expectedOutcome(action) as object));
      expect.soft(byTask(events), `events of ${title}`).toMatchObject(byTask(told[index] ?? expectedEvents(action)));
    }
  });

  it.each(Object.entries(deviations))('%s deviates from the record on purpose', (id, {
    why,
    outcomes = {},
    events = {},
  }) => {
    const { actions } = sessions.find((scenario) => scenario.id === id)!;
    expect(why).not.toBe('');
    for (const [index, outcome] of Object.entries(outcomes)) {
      expect(() => expect(expectedOutcome(actions[Number(index)]!)).toMatchObject(outcome)).toThrow();
    }
    for (const [index, told] of Object.entries(events)) {
      expect(() => expect(byTask(expectedEvents(actions[Number(index)]!))).toMatchObject(byTask(told))).toThrow();
    }
  });

  it('knows the words of the recorded states', () => {
    const { states, aliases } = all.find(({ kind }) => kind === 'exec-state-table') as unknown as StateTable;
    // Which may follow which is not checked: a task may go from any to any (quirk 4).
    for (const word of taskStates) expect(states, word).toContain(aliases[word]);
  });
});
