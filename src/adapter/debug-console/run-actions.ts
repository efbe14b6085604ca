/** How the Debug Console runs and ends tasks: as the buttons of the client do. */

import { type Reply, said } from '../../protocol/console/command';
import type { RunActions } from '../../protocol/console/run-actions';
import { ConsoleError } from '../../protocol/console/words';
import type { StepPlan } from '../../protocol/contract';
import type { Call } from '../calls';
import type { RunControl } from '../run-control';

/** What follows once the client has its answer. */
export type Effect = () => Promise<void> | void;

/**
 * @param call the request that the command came with
 * @param after takes what is to follow the answer
 */
export function runActions(
  control: RunControl,
  call: () => Call,
  after: (pid: number, effect: Effect) => void,
): RunActions {
  const following = (pid: number, effect: Effect, text = ''): Reply => {
    after(pid, effect);
    return said(text);
  };
  const stepping = (kind: StepPlan['kind']) => async (pid: number) =>
    following(pid, await control.step(kind, { threadId: pid, granularity: 'instruction' }));
  return {
    continue: async (pid) => following(pid, control.resume({ threadId: pid })),
    next: stepping('over'),
    finish: stepping('out'),
    async step(pid, steps, source) {
      if (source) throw new ConsoleError('Here the buttons of the client step by source lines.');
      const { executed, stopped } = await control.advance(pid, steps, call());
      return following(pid, stopped, `${executed} executed.`);
    },
    pause: async (pid) => following(pid, control.pause({ threadId: pid })),
    kill: async (pid) => following(pid, await control.terminateThreads([pid]), `Task ${pid} is gone.`),
  };
}

/** What would pull the ground from under the session, and what to do instead. */
export const refusedCommands: Readonly<Record<string, string>> = {
  attach: 'A session is attached by its configuration: start one with "request": "attach".',
  detach: 'Disconnect or stop the session instead.',
  shutdown: 'Stop the session instead; an executive of its own ends in the shell, hsx shell.',
  restart: 'Restart the session instead.',
  reload: 'Restart the session instead.',
  rollback: 'Restart the session instead.',
  resume: 'Use continue.',
  clock: 'Use continue, pause and step.',
  debugstate: 'The debugger sets it by itself.',
};
