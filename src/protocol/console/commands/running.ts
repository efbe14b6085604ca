import { commandsOf, type Reply } from '../command';
import type { ConsoleContext } from '../context';
import type { RunEnd } from '../stop-watch';
import { fields } from '../text';
import { type Arguments, ConsoleError } from '../words';
import { stateOf } from './tasks';

/** What a run came to, and where the task now stands. */
async function tellEnd(context: ConsoleContext, end: RunEnd): Promise<Reply> {
  if (end.kind === 'idle') {
    const tasks = await context.tasks();
    const lines = tasks.map((task) => `Task ${task.pid} (${task.app_name}): ${stateOf(task)}`);
    return { data: { end: 'idle', tasks }, text: ['No task can go on.', ...lines].join('\n') };
  }
  const { pid, data } = end;
  context.focusOn(pid);
  context.frame = 0;
  const why = data.error ?? (data.reason === 'brk' ? `BRK ${data.code}` : data.reason);
  const text = `Task ${pid} stopped (${why}) at ${await context.place(pid, data.pc)}.`;
  return { data: { end: 'stopped', pid, ...data }, text };
}

type Kind = 'into' | 'over' | 'out';

const stepping = (kind: Kind) => async (context: ConsoleContext, words: Arguments) => {
  const pid = await context.pid(words, 0);
  words.end();
  const end = await context.stops.until(() => context.client.request('debug.run', { step: { pid, kind } }));
  return tellEnd(context, end);
};

export const runningCommands = commandsOf(
  'Running',
  {
    name: 'continue',
    aliases: ['c', 'run', 'go'],
    usage: 'continue [PID]',
    summary: 'let the tasks run until one stops',
    completes: ['pid'],
    async run(context, words) {
      const from = await context.pid(words);
      words.end();
      const end = await context.stops.until(() => context.client.request('debug.run', { from }));
      return tellEnd(context, end);
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
      const { result } = await context.client.request('step', { pid, steps });
      const { pc } = await context.task(pid);
      const text = `${result.executed} executed; task ${pid} is at ${await context.place(pid, pc)}.`;
      return { data: result, text };
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
    summary: 'make a task stand, whatever runs',
    completes: ['pid'],
    async run(context, words) {
      const pid = await context.pid(words);
      words.end();
      const { task } = await context.client.request('pause', { pid });
      return { data: task, text: `Task ${pid} is ${stateOf(task)}.` };
    },
  },
  {
    name: 'resume',
    usage: 'resume [PID]',
    summary: 'lift the pause of a task; it goes on when the clock runs',
    completes: ['pid'],
    async run(context, words) {
      const pid = await context.pid(words);
      words.end();
      const { task } = await context.client.request('resume', { pid });
      return { data: task, text: `Task ${pid} is ${stateOf(task)}.` };
    },
  },
  {
    name: 'clock',
    usage: 'clock [status|start|stop|rate HZ|step N [-p PID]]',
    summary: 'show or set what drives the tasks',
    completes: [['status', 'start', 'stop', 'rate', 'step']],
    async run(context, words) {
      const op = words.oneOf('status', 'start', 'run', 'stop', 'halt', 'rate', 'step') ?? 'status';
      const value = op === 'rate' || op === 'step' ? words.number() : undefined;
      words.end();
      if (op === 'rate' && value === undefined) throw new ConsoleError('Usage: clock rate HZ (0: as fast as it goes)');
      const { clock, result } = await context.client.request('clock', {
        op: op === 'run' ? 'start' : op === 'halt' ? 'stop' : op,
        ...(op === 'rate' && { rate: value }),
        ...(op === 'step' && { steps: value ?? 1 }),
        ...(words.pid !== undefined && { pid: words.pid }),
      });
      return { data: result ? { result, clock } : clock, text: fields({ ...clock }) };
    },
  },
  {
    name: 'debugstate',
    usage: 'debugstate PID on|off',
    summary: 'mark a task: its steps then pass over breakpoints',
    completes: ['pid', ['on', 'off']],
    async run(context, words) {
      const pid = await context.pid(words, 1);
      const mode = words.oneOf('on', 'off');
      words.end();
      if (!mode) throw new ConsoleError('Usage: debugstate PID on|off');
      const { debug_state: state } = await context.client.request('debug.state', { pid, mode: mode === 'on' });
      return { data: state, text: `Debug state of task ${pid}: ${state.debug_state ? 'on' : 'off'}.` };
    },
  },
);
