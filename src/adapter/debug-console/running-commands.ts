/** Commands of the Debug Console that run or end tasks: as the buttons of the client do. */

import { type ConsoleCommand, commandsOf, said } from '../../protocol/console/command';
import type { StepPlan } from '../../protocol/contract';
import type { RunControl } from '../run-control';

/** What follows once the client has its answer. */
export type Effect = () => Promise<void> | void;

/** @param after takes what is to follow the answer */
export function runningCommands(control: RunControl, after: (pid: number, effect: Effect) => void): ConsoleCommand[] {
  const stepping = (kind: StepPlan['kind']): ConsoleCommand['run'] => {
    return async (context, words) => {
      const pid = await context.pid(words);
      words.end();
      after(pid, await control.step(kind, { threadId: pid, granularity: 'instruction' }));
      return said('');
    };
  };
  return [
    ...commandsOf(
      'Running',
      {
        name: 'continue',
        aliases: ['c', 'run', 'go'],
        usage: 'continue',
        summary: 'let the tasks run',
        async run(context, words) {
          const threadId = await context.pid(words);
          words.end();
          after(threadId, control.resume({ threadId }));
          return said('');
        },
      },
      {
        name: 'step',
        aliases: ['s'],
        usage: 'step [N] [-p PID]',
        summary: 'execute N instructions of a task, 1 by default',
        async run(context, words) {
          const steps = words.number() ?? 1;
          words.end();
          const pid = await context.pid(words);
          const { executed, stopped } = await control.advance(pid, steps);
          after(pid, stopped);
          return said(`${executed} executed.`);
        },
      },
      {
        name: 'next',
        aliases: ['n'],
        usage: 'next [PID]',
        summary: 'execute one instruction, and a call as a whole',
        completes: ['pid'],
        run: stepping('over'),
      },
      {
        name: 'finish',
        aliases: ['out'],
        usage: 'finish [PID]',
        summary: 'run until the present routine has returned',
        completes: ['pid'],
        run: stepping('out'),
      },
      {
        name: 'pause',
        usage: 'pause [PID]',
        summary: 'stop all tasks and look at one',
        completes: ['pid'],
        async run(context, words) {
          const pid = await context.pid(words);
          words.end();
          after(pid, control.pause(pid));
          return said('');
        },
      },
    ),
    ...commandsOf('Tasks', {
      name: 'kill',
      usage: 'kill PID',
      summary: 'end a task',
      completes: ['pid'],
      async run(context, words) {
        const pid = (await context.task(words.pid ?? Number(words.required()))).pid;
        words.end();
        after(pid, await control.terminateThreads([pid]));
        return said(`Task ${pid} is gone.`);
      },
    }),
  ];
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
