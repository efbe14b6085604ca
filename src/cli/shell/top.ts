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

/** Rows by pid, by steps per second, or by bytes on the stack. */
const orders = ['pid', 'busy', 'stack'] as const;
type Order = (typeof orders)[number];

/**
 * Until q, Escape or Ctrl-C is pressed; the terminal is left as it was, whatever happens.
 * @throws what the executive answered when it could not be asked any more
 */
export async function showTop(context: ConsoleContext): Promise<void> {
  const { stdin, stdout } = process;
  const wasRaw = stdin.isRaw;
  let order: Order = 'pid';
  let measured: Measured | undefined;
  let measuring = false;
  const { promise: left, resolve: leave, reject: fail } = withResolvers();
  const paint = (): void => {
    if (!measured) return;
    const lines = screen(measured, order, stdout.columns, stdout.rows);
    stdout.write(ansi.cursorTo(0, 0) + lines.map((line) => line + ansi.eraseEndLine).join('\n') + ansi.eraseDown);
  };
  const draw = async (): Promise<void> => {
    if (measuring) return;
    measuring = true;
    try {
      measured = await measure(context, measured?.sample);
      paint();
    } catch (error) {
      fail(error);
    } finally {
      measuring = false;
    }
  };
  const onKey = (_text: string | undefined, { name = '', ctrl }: Key): void => {
    if (name === 'q' || name === 'escape' || (ctrl === true && name === 'c')) leave();
    order = orders.find((each) => each[0] === name) ?? order;
    paint();
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
  stdout.on('resize', paint);
  const timer = setInterval(() => void draw(), PERIOD);
  try {
    await draw();
    await left;
  } finally {
    clearInterval(timer);
    stdin.off('keypress', onKey);
    stdout.off('resize', paint);
    process.off('exit', restore);
    restore();
  }
}

function withResolvers(): { promise: Promise<void>; resolve: () => void; reject: (error: unknown) => void } {
  let resolve: () => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<void>((ok, wrong) => {
    resolve = ok;
    reject = wrong;
  });
  return { promise, resolve, reject };
}

interface Row {
  readonly pid: number;
  readonly perSecond: number;
  readonly stack: number;
  readonly cells: readonly (string | number | null)[];
}

const sorters: Readonly<Record<Order, (a: Row, b: Row) => number>> = {
  pid: (a, b) => a.pid - b.pid,
  busy: (a, b) => b.perSecond - a.perSecond || a.pid - b.pid,
  stack: (a, b) => b.stack - a.stack || a.pid - b.pid,
};

interface Measured {
  readonly sample: Sample;
  /** The line about the executive as a whole. */
  readonly head: string;
  readonly rows: readonly Row[];
}

async function measure({ client }: ConsoleContext, before: Sample | undefined): Promise<Measured> {
  const { tasks } = (await client.request('ps', {})).tasks;
  const { clock } = await client.request('clock', { op: 'status' });
  const { descriptors } = await client.request('mailbox_snapshot', {});
  const sample = { at: performance.now(), steps: new Map(tasks.map((task) => [task.pid, task.accounted_steps])) };
  const seconds = Math.max((sample.at - (before?.at ?? sample.at)) / 1000, 0.001);
  const doneBy = ({ pid, accounted_steps: steps }: (typeof tasks)[number]): number =>
    steps - (before?.steps.get(pid) ?? steps);
  const all = tasks.reduce((sum, task) => sum + doneBy(task), 0);
  const rows = await Promise.all(
    tasks.map(async (task): Promise<Row> => {
      const { sp } = (await client.request('dumpregs', { pid: task.pid })).registers;
      const done = doneBy(task);
      const perSecond = Math.round(done / seconds);
      const stack = Math.max(0, task.stack_base + task.stack_size - sp);
      const messages = descriptors
        .filter(({ owner_pid: owner }) => owner === task.pid)
        .reduce((sum, { queue_depth: depth }) => sum + depth, 0);
      const share = all === 0 ? 0 : Math.round((100 * done) / all);
      return {
        ...{ pid: task.pid, perSecond, stack },
        cells: [
          ...[task.pid, task.app_name, stateOf(task), hex(task.pc), task.accounted_steps, perSecond],
          ...[`${share} %`.padStart(5), `${stack}/${task.stack_size}`, task.priority, messages],
        ],
      };
    }),
  );
  const count = `${tasks.length} task${tasks.length === 1 ? '' : 's'}`;
  const total = clock.total_steps ?? clock.auto_total_steps + clock.manual_total_steps;
  const speed = `${Math.round(all / seconds)} instructions per second, ${total} in all`;
  return { sample, head: `${count}, clock ${clock.mode}, ${speed}`, rows };
}

const titles = ['PID', 'NAME', 'STATE', 'PC', 'STEPS', 'STEPS/S', 'SHARE', 'STACK', 'PRIO', 'MESSAGES'];

function screen({ head, rows }: Measured, order: Order, columns: number, height: number): string[] {
  const cells = [...rows].sort(sorters[order]).map((row) => row.cells);
  const lines = [
    head,
    `Order: ${order}   (p: pid, b: busy, s: stack, q leaves)`,
    '',
    ...table(titles, cells).split('\n'),
  ];
  const hidden = lines.length - height;
  const shown = hidden > 0 ? [...lines.slice(0, height - 1), `and ${hidden + 1} more`] : lines;
  return shown.map((line) => line.slice(0, columns));
}
