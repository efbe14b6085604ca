import type { TaskRecord } from '../../../executive/task-record';
import { isFinal } from '../../../executive/task-state';
import { commandsOf, said } from '../command';
import { fields, hex, listing, table } from '../text';
import { ConsoleError, numberOf } from '../words';

/** The state of a task and why it is in it. */
export function stateOf(task: TaskRecord): string {
  if (task.fault) return `${task.state} (${task.fault})`;
  if (isFinal(task.state)) return `${task.state}${task.exit_status === null ? '' : ` (${task.exit_status})`}`;
  if (task.state === 'waiting_mbx') return `waiting (mailbox ${task.wait_mailbox ?? '?'})`;
  return task.state === 'sleeping' ? `sleeping (${task.sleep_pending_ms} ms)` : task.state;
}

const taskTable = (tasks: readonly TaskRecord[]): string =>
  table(
    ['PID', 'NAME', 'STATE', 'PC', 'STEPS', 'PRIO', 'PROGRAM'],
    tasks.map((task) => [
      ...[task.pid, task.app_name, stateOf(task), hex(task.pc), task.accounted_steps, task.priority],
      task.program,
    ]),
  );

export const taskCommands = commandsOf(
  'Tasks',
  {
    name: 'ps',
    aliases: ['tasks'],
    usage: 'ps',
    summary: 'list the tasks',
    async run(context, words) {
      words.end();
      const tasks = await context.tasks();
      return { data: tasks, text: tasks.length === 0 ? 'No task is loaded.' : taskTable(tasks) };
    },
  },
  {
    name: 'info',
    usage: 'info [PID]',
    summary: 'tell about the executive, or about one task',
    completes: ['pid'],
    async run(context, words) {
      const [pid] = [words.pid ?? words.number()];
      words.end();
      const { info } = await context.client.request('info', pid === undefined ? {} : { pid });
      if (pid !== undefined) {
        const task = await context.task(pid);
        return { data: { ...task, registers: info.selected_registers }, text: fields({ ...task }) };
      }
      const { tasks, active_context: _context, scheduler: _scheduler, mailbox_profile: profile, ...rest } = info;
      return { data: info, text: fields({ ...rest, tasks: tasks.length, mailbox_profile: profile.name }) };
    },
  },
  {
    name: 'load',
    aliases: ['exec'],
    usage: 'load FILE',
    summary: 'load a program as a new task, which gets the focus',
    completes: ['file'],
    async run(context, words) {
      const path = words.required();
      words.end();
      const pid = await context.host.load(context.client, path);
      context.focusOn(pid);
      const { app_name: name, pc } = await context.task(pid);
      return { data: { pid }, text: `Task ${pid} (${name}) is loaded and stands at ${await context.place(pid, pc)}.` };
    },
  },
  {
    name: 'use',
    usage: 'use PID',
    summary: 'choose the task that commands without a pid are about',
    completes: ['pid'],
    async run(context, words) {
      const word = words.required();
      words.end();
      const pid = numberOf(word);
      if (pid === undefined) throw new ConsoleError(`"${word}" is no pid.`);
      const task = await context.task(pid);
      context.focusOn(task.pid);
      return { data: { pid }, text: `Task ${pid} (${task.app_name}) is in focus.` };
    },
  },
  {
    name: 'kill',
    usage: 'kill PID',
    summary: 'end a task',
    tellsEnd: true,
    completes: ['pid'],
    async run(context, words) {
      const pid = words.pid ?? numberOf(words.required());
      words.end();
      if (pid === undefined) throw new ConsoleError('Usage: kill PID');
      return context.actions.kill((await context.task(pid)).pid);
    },
  },
  {
    name: 'reload',
    usage: 'reload [PID]',
    summary: 'end a task and load its image again',
    tellsEnd: true,
    completes: ['pid'],
    async run(context, words) {
      const pid = await context.pid(words);
      words.end();
      const { reload } = await context.client.request('reload', { pid });
      context.focusOn(reload.new_pid);
      return { data: reload, text: `Task ${reload.old_pid} is now task ${reload.new_pid}.` };
    },
  },
  {
    name: 'sched',
    usage: 'sched [trace [N]|PID priority|quantum N]',
    summary: 'show the scheduler or its last turns, or set priority or quantum of a task',
    completes: ['pid', ['priority', 'quantum']],
    async run(context, words) {
      if (words.oneOf('trace')) {
        const limit = words.number();
        words.end();
        const { scheduler } = await context.client.request('sched', limit === undefined ? {} : { limit });
        const turns = scheduler?.trace ?? [];
        const rows = turns.map(({ ts, pid, event, pc, descriptor }) => [
          ...[ts.toFixed(6), pid, event, pc === undefined ? null : hex(pc), descriptor ?? null],
        ]);
        const titles = ['TIME', 'PID', 'EVENT', 'PC', 'MAILBOX'];
        return { data: turns, text: listing(titles, rows, 'There were no turns yet.') };
      }
      if (words.count === 0 && words.pid === undefined) {
        const { scheduler } = await context.client.request('sched', {});
        const counters = Object.entries(scheduler?.counters ?? {});
        const names = [...new Set(counters.flatMap(([, counts]) => Object.keys(counts)))];
        const rows = counters.map(([pid, counts]) => [
          Number(pid),
          ...names.map((name) => (counts as Record<string, number>)[name] ?? 0),
        ]);
        return {
          data: scheduler,
          text: listing(['PID', ...names.map((name) => name.toUpperCase())], rows, 'There were no turns yet.'),
        };
      }
      const pid = await context.pid(words, 2);
      const what = words.oneOf('priority', 'quantum');
      const value = words.number();
      words.end();
      if (!what || value === undefined) throw new ConsoleError('Usage: sched [trace [N]|PID priority|quantum N]');
      const { task } = await context.client.request('sched', { pid, [what]: value });
      return { data: task, text: `Task ${pid}: priority ${task?.priority}, quantum ${task?.quantum}.` };
    },
  },
  {
    name: 'top',
    usage: 'top',
    summary: 'watch the tasks; q leaves',
    async run(context, words) {
      words.end();
      if (!context.host.top) throw new ConsoleError("There is no screen to show it on; 'ps' lists the tasks.");
      await context.host.top(context);
      return said('');
    },
  },
);
