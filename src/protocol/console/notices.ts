/** What a console tells without having been asked: what happens to tasks, and the events that the person wants to see. */

import type { ExecutiveEvent } from '../../executive/events';
import { isFinal } from '../../executive/task-state';
import { Serial } from '../../platform/serial';
import type { ConsoleCommand } from './command';
import type { ConsoleContext } from './context';
import { hex, stopText } from './text';

export class Notices {
  /** Types of events that are shown as they come. */
  readonly types = new Set<string>();
  /** A command is being performed whose answer says what becomes of the tasks. */
  private isTold = false;
  /** One after the other, also when the place of one has to be asked for. */
  private readonly telling = new Serial();
  private readonly unsubscribe: () => void;

  /** @param tell takes one line, without its end */
  constructor(
    private readonly context: ConsoleContext,
    tell: (line: string) => void,
  ) {
    this.unsubscribe = context.client.onEvent((event) => {
      const text = this.textOf(event);
      if (text !== undefined) this.telling.run(async () => tell(await text)).catch(() => {});
    });
  }

  /** What happens during a command is told before its answer. */
  async during<Result>({ tellsEnd = false }: ConsoleCommand, work: () => Promise<Result>): Promise<Result> {
    this.isTold = tellsEnd;
    try {
      const result = await work();
      await this.telling.run(async () => {});
      return result;
    } finally {
      this.isTold = false;
    }
  }

  end(): void {
    this.unsubscribe();
  }

  private textOf(event: ExecutiveEvent): string | Promise<string> | undefined {
    const { seq, type, pid, data } = event;
    if (this.types.has(type)) {
      return `#${seq} ${type}${pid === null ? '' : ` task ${pid}`} ${JSON.stringify(data)}`;
    }
    switch (event.type) {
      case 'watch_update': {
        const { watch_id: id, expr, old, new: now } = event.data;
        return `Watch ${id} (${expr}) of task ${pid}: ${old} -> ${now}`;
      }
      case 'warning':
        return 'text' in event.data ? event.data.text : undefined;
      case 'debug_stop':
        return this.isTold || pid === null ? undefined : this.stopText(pid, event.data);
      case 'task_state': {
        const { new_state: state, reason, details } = event.data;
        if (this.isTold || !isFinal(state)) return undefined;
        const status = details?.['exit_status'];
        const why = status ?? reason;
        return `Task ${pid} has ended: ${state}${why === undefined || why === state ? '' : ` (${why})`}`;
      }
      default:
        return undefined;
    }
  }

  private async stopText(pid: number, data: Extract<ExecutiveEvent, { type: 'debug_stop' }>['data']): Promise<string> {
    const place = await this.context.place(pid, data.pc).catch(() => hex(data.pc));
    return stopText(pid, data, place);
  }
}
