/** Commands of the Debug Console that run or end tasks: as the buttons of the client do. */

import { type ConsoleCommand, said } from '../../protocol/console/command';
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
export function runningCommands(
  control: RunControl,
  call: () => Call,
  after: (pid: number, effect: Effect) => void,
): Readonly<Record<string, ConsoleCommand['run']>> {
  const stepping = (kind: StepPlan['kind']): ConsoleCommand['run'] => {
    return async (context, words) => {
      const pid = await context.pid(words);
      words.end();
      after(pid, await control.step(kind, { threadId: pid, granularity: 'instruction' }));
      return said('');
    };
  };
  return {
    next: stepping('over'),
    finish: stepping('out'),
    continue: async (context, words) => {
      const threadId = await context.pid(words);
      words.end();
      after(threadId, control.resume({ threadId }));
      return said('');
    },
    step: async (context, words) => {
      const steps = words.number() ?? 1;
      words.end();
      if (steps < 1) throw new ConsoleError('At least one step is taken.');
      const pid = await context.pid(words);
      const { executed, stopped } = await control.advance(pid, steps, call());
      after(pid, stopped);
      return said(`${executed} executed.`);
    },
    pause: async (context, words) => {
      const pid = await context.pid(words);
      words.end();
      after(pid, control.pause(pid));
      return said('');
    },
    kill: async (context, words) => {
      const { pid } = await context.task(words.pid ?? Number(words.required()));
      words.end();
      after(pid, await control.terminateThreads([pid]));
      return said(`Task ${pid} is gone.`);
    },
  };
}

/** What would pull the ground from under the session, and what to do instead. */
export const refusedCommands: Readonly<Record<string, string>> = {
  attach: 'A session is attached by its configuration: start one with "request": "attach".',
  detach: 'Disconnect or stop the session instead.',
  shutdown: 'Stop the session instead; an executive of its own ends in the shell, hsx shell.',
  restart: 'Restart the session instead.',
  load: 'Name the program in the configuration instead.',
  reload: 'Restart the session instead.',
  resume: 'Use continue.',
  clock: 'Use continue, pause and step.',
  debugstate: 'The debugger sets it by itself.',
};
