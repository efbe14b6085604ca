/** A screen of tasks that is drawn anew twice a second. */

import type { Key } from 'node:readline';
import ansi from 'ansi-escapes';
import { stateOf } from '../../protocol/console/commands/tasks';
import type { ConsoleContext } from '../../protocol/console/context';
import { hex, table } from '../../protocol/console/text';

/** Milliseconds between drawings. */
const PERIOD = 500;

interface Sample {
  readonly at: number;
  readonly steps: ReadonlyMap<number, number>;
}

/** Until q, Escape or Ctrl-C is pressed; the terminal is left as it was, whatever happens. */
export async function showTop(context: ConsoleContext): Promise<void> {
  const { stdin, stdout } = process;
  const wasRaw = stdin.isRaw;
  let leave: () => void = () => {};
  const left = new Promise<void>((resolve) => {
    leave = resolve;
  });
  const onKey = (_text: string | undefined, { name, ctrl }: Key): void => {
    if (name === 'q' || name === 'escape' || (ctrl === true && name === 'c')) leave();
  };
  const draw = (): void => void drawOnce();
  let before: Sample = { at: performance.now(), steps: new Map() };
  const drawOnce = async (): Promise<void> => {
    try {
      const { lines, sample } = await screen(context, before, stdout.columns, stdout.rows);
      before = sample;
      const text = lines.map((line) => line + ansi.eraseEndLine).join('\n');
      stdout.write(ansi.cursorTo(0, 0) + text + ansi.eraseDown);
    } catch {
      leave();
    }
  };
  const restore = (): void => {
    stdout.write(ansi.cursorShow + ansi.exitAlternativeScreen);
    stdin.setRawMode(wasRaw);
  };
  process.once('exit', restore);
  stdout.write(ansi.enterAlternativeScreen + ansi.cursorHide);
  stdin.setRawMode(true);
  stdin.resume();
  stdin.on('keypress', onKey);
  stdout.on('resize', draw);
  const timer = setInterval(draw, PERIOD);
  try {
    await drawOnce();
    await left;
  } finally {
    clearInterval(timer);
    stdin.off('keypress', onKey);
    stdout.off('resize', draw);
    process.off('exit', restore);
    restore();
  }
}

async function screen(
  { client }: ConsoleContext,
  before: Sample,
  columns: number,
  rows: number,
): Promise<{ lines: string[]; sample: Sample }> {
  const { tasks } = (await client.request('ps', {})).tasks;
  const { clock } = await client.request('clock', { op: 'status' });
  const { descriptors } = await client.request('mailbox_snapshot', {});
  const sample = { at: performance.now(), steps: new Map(tasks.map((task) => [task.pid, task.accounted_steps])) };
  const seconds = Math.max((sample.at - before.at) / 1000, 0.001);
  const cells = await Promise.all(
    tasks.map(async (task) => {
      const { sp } = (await client.request('dumpregs', { pid: task.pid })).registers;
      const done = task.accounted_steps - (before.steps.get(task.pid) ?? task.accounted_steps);
      const messages = descriptors
        .filter(({ owner_pid: owner }) => owner === task.pid)
        .reduce((sum, { queue_depth: depth }) => sum + depth, 0);
      return [
        ...[task.pid, task.app_name, stateOf(task), hex(task.pc), task.accounted_steps, Math.round(done / seconds)],
        ...[Math.max(0, task.stack_base + task.stack_size - sp), messages],
      ];
    }),
  );
  const titles = ['PID', 'NAME', 'STATE', 'PC', 'STEPS', 'STEPS/S', 'STACK', 'MESSAGES'];
  const head = `${tasks.length} tasks, clock ${clock.mode}, ${clock.total_steps ?? 0} instructions   (q leaves)`;
  const lines = [head, '', ...table(titles, cells).split('\n')].map((line) => line.slice(0, columns));
  return { lines: lines.slice(0, rows), sample };
}
