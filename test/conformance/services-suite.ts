/** Tests of recorded scenarios with loaded programs: what is compared, and where we deviate on purpose. */

import { describe, expect, it } from 'vitest';
import { readScenarios } from './scenarios';
import { type Action, type Outcome, ServicesPlayer, type ServicesScenario } from './services-player';

export interface Deviation {
  /** The quirk or rule that makes the difference. */
  readonly why: string;
  /** What is compared instead, by number of the action. */
  readonly results: Readonly<Record<number, Outcome>>;
}

export type Deviations = Readonly<Record<string, Deviation>>;

/** Exit statuses of tasks that have used the exit service, by pid. */
type Exits = ReadonlyMap<unknown, number>;

/** Plays all scenarios of a file of vectors. */
export function playRecorded(file: string, deviations: Deviations): void {
  const scenarios = readScenarios<ServicesScenario>(file);

  it.each(scenarios)('$id $title', ({ id, ...scenario }) => {
    const player = new ServicesPlayer({ id, ...scenario });
    const exits = new Map<unknown, number>();
    scenario.actions.forEach((action, index) => {
      // Which number comes next is an inner matter: a skipped one is fine (quirk 27).
      if (action.do === 'next_pid') return;
      const outcome = player.play(action);
      for (const { pid, exitStatus } of player.kernel.tasks.values())
        if (exitStatus !== null) exits.set(pid, exitStatus);
      compare(action, outcome, deviations[id]?.results[index] ?? expectedOutcome(action, exits), `action ${index}`);
    });
  });

  describe.runIf(Object.keys(deviations).length > 0)('deviations on purpose', () => {
    it.each(Object.entries(deviations))('%s', (id, { why, results }) => {
      const { actions } = scenarios.find((scenario) => scenario.id === id)!;
      expect(why).not.toBe('');
      for (const [index, result] of Object.entries(results)) {
        const action = actions[Number(index)]!;
        const recorded = expectedOutcome(action, new Map());
        expect(() => compare(action, recorded, result, `action ${index}`)).toThrow();
      }
    });
  });
}

/** What is compared of an action: the fields that our outcome has a counterpart for. */
function expectedOutcome({ do: kind, expect: expected }: Action, exits: Exits): Outcome {
  switch (kind) {
    case 'load': {
      const { events: _lost, error, ...loaded } = expected;
      // The wording of errors is free, but for names in use.
      return error === undefined ? loaded : { error: nameTaken(error) ? error : expect.any(String) };
    }
    case 'step': {
      const { executed, trace, next_pid, events = [], log = [] } = expected;
      return {
        executed,
        ...(trace !== undefined && { trace }),
        ...(next_pid !== undefined && { next_pid }),
        events: (events as Outcome[]).map(withoutText),
        log,
      };
    }
    case 'tasks':
      return { ...expected, tasks: (expected['tasks'] as Outcome[]).map((task) => taskOutcome(task, exits)) };
    case 'arenas':
      return Object.fromEntries(Object.entries(expected).map(([pid, arena]) => [pid, arenaOutcome(arena as Outcome)]));
    case 'vm_command':
      return replyOutcome(expected);
    case 'store':
      return { data: expected['data'] };
    case 'run_async':
      return {};
    default:
      return expected;
  }
}

const nameTaken = (error: unknown): boolean => String(error).startsWith('app_exists');

function taskOutcome(recorded: Outcome, exits: Exits): Outcome {
  const { sleep_pending: _, stack_limit: __, state, exit_status, ...task } = recorded;
  // Quirk 3 fixed: a task that used the exit service has returned with its status.
  if (state === 'stopped' && exits.has(task['pid'])) {
    return { ...task, state: 'returned', exit_status: exits.get(task['pid']) };
  }
  return { ...task, state: wordOf(state), exit_status };
}

/** `running` and `ready` say nothing different to anybody (services spec 2.3). */
const wordOf = (state: unknown): unknown => (state === 'running' ? 'ready' : state);

const arenaOutcome = ({ stack_limit: _, ...arena }: Outcome): Outcome => arena;

function replyOutcome(expected: Outcome): Outcome {
  const { error, ...reply } = expected;
  if (error !== undefined) return { ...reply, error: expect.any(String) };
  return reply;
}

/** The wording of errors is free. */
function withoutText({ error, ...event }: Outcome): Outcome {
  return event['type'] === 'mailbox_error' ? event : { ...event, ...(error !== undefined && { error }) };
}

/** Nobody more may wait or hold memory than was recorded. */
const exact: ReadonlySet<string> = new Set(['waiting', 'arenas']);

function compare({ do: kind }: Action, outcome: Outcome, expected: Outcome, place: string): void {
  const title = `${place}: ${kind}`;
  if (exact.has(kind)) expect(outcome, title).toEqual(expected);
  else expect(outcome, title).toMatchObject(expected);
}
