import type { ClockStatus } from '../../../executive/task-record';
import { type ConsoleCommand, commandsOf } from '../command';
import { type Arguments, ConsoleError } from '../words';
import { stateOf } from './tasks';

/** What drives the tasks, in words. */
function clockText({ running, mode, rate_hz: rate, ...clock }: ClockStatus): string {
  const speed = rate === 0 ? 'at full speed' : `at ${rate} turns of ${clock.step_size} per second`;
  const reason = clock.throttle_reason === null ? '' : `; now it waits (${clock.throttle_reason})`;
  const state = running ? `The clock runs ${speed}${reason}` : 'The clock stands';
  const total = clock.total_steps ?? clock.auto_total_steps + clock.manual_total_steps;
  const time = clock.now === undefined ? '' : `, time ${clock.now.toFixed(6)} s`;
  return `${state}. ${total} instructions so far${time}.`;
}

/** @throws ConsoleError for a number that is not positive */
function stepCount(words: Arguments): number {
  const steps = words.number() ?? 1;
  if (steps < 1) throw new ConsoleError('At least one step is taken.');
  return steps;
}

/** A command that is about one task and nothing else. */
const onTask =
  (action: 'continue' | 'next' | 'finish' | 'pause'): ConsoleCommand['run'] =>
  async (context, words) => {
    const pid = await context.pid(words);
    words.end();
    return context.actions[action](pid);
  };

export const runningCommands = commandsOf(
  'Running',
  {
    name: 'continue',
    aliases: ['c', 'run', 'go'],
    usage: 'continue [PID]',
    summary: 'let the tasks run until one stops',
    tellsEnd: true,
    completes: ['pid'],
    run: onTask('continue'),
  },
  {
    name: 'step',
    aliases: ['s'],
    usage: 'step [source] [N] [-p PID]',
    summary: 'execute N instructions of a task, 1 by default; source passes over those of the compiler',
    tellsEnd: true,
    completes: [['source']],
    async run(context, words) {
      const source = words.oneOf('source') !== undefined;
      const steps = stepCount(words);
      words.end();
      const pid = await context.pid(words);
      return context.actions.step(pid, steps, source);
    },
  },
  {
    name: 'next',
    aliases: ['n'],
    usage: 'next [PID]',
    summary: 'execute one instruction, and a call as a whole',
    tellsEnd: true,
    completes: ['pid'],
    run: onTask('next'),
  },
  {
    name: 'finish',
    aliases: ['out'],
    usage: 'finish [PID]',
    summary: 'run until the present routine has returned',
    tellsEnd: true,
    completes: ['pid'],
    run: onTask('finish'),
  },
  {
    name: 'pause',
    usage: 'pause [PID]',
    summary: 'make a task stand, whatever runs',
    completes: ['pid'],
    run: onTask('pause'),
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
      const value = op === 'rate' ? words.number() : op === 'step' ? stepCount(words) : undefined;
      words.end();
      if (op === 'rate' && value === undefined) throw new ConsoleError('Usage: clock rate HZ (0: as fast as it goes)');
      const { clock, result } = await context.client.request('clock', {
        op: op === 'run' ? 'start' : op === 'halt' ? 'stop' : op,
        ...(op === 'rate' && { rate: value }),
        ...(op === 'step' && { steps: value }),
        ...(words.pid !== undefined && { pid: words.pid }),
      });
      return { data: result ? { result, clock } : clock, text: clockText(clock) };
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
