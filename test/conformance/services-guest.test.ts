/** Services as loaded programs see them, against the recorded reference (vectors `services/guest.jsonl`). */

import { describe, expect, it } from 'vitest';
import { readScenarios } from './scenarios';
import { deviations } from './services-deviations';
import { type Action, type GuestScenario, type Outcome, ServicesPlayer } from './services-player';

/** The scheduler's ring is not a matter of services; asynchronous calls have run when the record lets them. */
const notPlayed: ReadonlySet<string> = new Set(['scheduler', 'run_async']);

/** Parts of replies that belong to the reference's command interface. */
const replyOnly = ['status', 'target', 'text', 'mbx_status', 'pid'];

/** What is compared of an action: the fields that our outcome has a counterpart for. */
function expectedOutcome(action: Action, exits: ReadonlyMap<unknown, number>): Outcome {
  const { do: kind, expect: expected } = action;
  if (kind === 'tasks') {
    const tasks = expected['tasks'] as Outcome[];
    return {
      tasks: tasks.map(({ pid, app_name, pc, accounted_steps, state, exit_status }) => {
        // Quirk 3 fixed: a task that used the exit service has returned with its status.
        const exited = state === 'stopped' && exits.has(pid);
        const ending = exited
          ? { state: 'returned', exit_status: exits.get(pid) }
          : { state: wordOf(state), exit_status };
        return { pid, app_name, pc, accounted_steps, ...ending };
      }),
    };
  }
  if (kind === 'step') {
    const { executed, events = [], log = [] } = expected;
    return { executed, events: (events as Outcome[]).map(withoutText), log };
  }
  if (kind === 'store') return { data: expected['data'] };
  if (kind === 'vm_command') {
    return Object.fromEntries(Object.entries(expected).filter(([key]) => !replyOnly.includes(key)));
  }
  return kind === 'pause' || kind === 'resume' || kind === 'kill' ? {} : expected;
}

/** `running` and `ready` say nothing different to anybody (services spec 2.3). */
const wordOf = (state: unknown): unknown => (state === 'running' ? 'ready' : state);

/** The wording of errors is free. */
function withoutText({ error, ...event }: Outcome): Outcome {
  return event['type'] === 'mailbox_error' ? event : { ...event, ...(error !== undefined && { error }) };
}

function compare(action: Action, outcome: Outcome, expected: Outcome): void {
  if (action.do === 'waiting') expect(outcome, action.do).toEqual(expected);
  else expect(outcome, action.do).toMatchObject(expected);
}

describe('services for guests as recorded', () => {
  it.each(readScenarios<GuestScenario>('guest'))('$id $title', (scenario) => {
    const player = new ServicesPlayer(scenario);
    const exits = new Map<unknown, number>();
    scenario.actions.forEach((action, index) => {
      if (notPlayed.has(action.do)) return;
      const outcome = player.play(action);
      for (const { pid, exitStatus } of player.kernel.tasks.values())
        if (exitStatus !== null) exits.set(pid, exitStatus);
      const expected = deviations[scenario.id]?.results[index] ?? expectedOutcome(action, exits);
      compare(action, outcome, expected);
    });
  });

  it.each(Object.entries(deviations))('%s deviates from the record on purpose', (id, { why, results }) => {
    const { actions } = readScenarios<GuestScenario>('guest').find((scenario) => scenario.id === id)!;
    expect(why).not.toBe('');
    for (const [index, result] of Object.entries(results)) {
      const recorded = expectedOutcome(actions[Number(index)]!, new Map());
      expect(() => compare(actions[Number(index)]!, recorded, result)).toThrow();
    }
  });
});
