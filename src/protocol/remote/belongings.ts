/**
 * What a client has set in an executive, to be set again in one that has forgotten it: breakpoints and watches, which
 * outlive a session, and debug points and catches, which do not.
 */

import { Serial } from '../../platform/serial';
import { KeptPoints } from './kept-points';
import { KeptWatches } from './kept-watches';
import type { ExecutiveLink } from './link';
import type { Fields } from './message';

export class Belongings {
  /** The requests that made them, by task and address. */
  private readonly breakpoints = new Map<string, Fields>();
  private readonly watches = new KeptWatches();
  private readonly points = new KeptPoints();
  /** The session that has the debug points. */
  private session: unknown;
  /** One thing at a time, so that nothing is set twice. */
  private readonly work = new Serial();

  constructor(private readonly link: ExecutiveLink) {
    this.session = link.session['id'];
  }

  /** The request with the numbers of the executive; undefined: it concerns nothing that is there. */
  outward(command: string, request: Fields): Fields | undefined {
    return this.points.outward(command, this.watches.outward(command, request));
  }

  /** Call after a request was granted, as the client made it. @returns the answer with the numbers of the client */
  inward(command: string, request: Fields, answer: Fields): Fields {
    if (command === 'kill') this.dropTask(request['pid']);
    if (command === 'bp') this.noteBreakpoint(request);
    return this.points.inward(command, request, this.watches.inward(command, request, answer));
  }

  /** An event with the numbers of the client. */
  event<Event extends { readonly type: string; readonly data?: unknown }>(event: Event): Event {
    return this.points.event(this.watches.event(event));
  }

  /** Takes note of tasks that come and go. */
  onEvent({ type, pid, data }: Fields): void {
    const { reason } = (data ?? {}) as Fields;
    if (type !== 'task_state') return;
    if (reason === 'killed') this.dropTask(pid);
    if (reason === 'loaded') void this.onLoaded(pid);
  }

  /** A task has just been loaded: an executive that starts anew may do so after we are back. */
  onLoaded(pid: unknown): Promise<void> {
    // What cannot be set is not there to stop at, either.
    return this.work.run(() => this.restoreTask(pid)).catch(() => {});
  }

  /**
   * Sets again what belongs to the tasks there are; others may come yet.
   * @param restarted the executive is a new one
   */
  restore(restarted: boolean): Promise<void> {
    return this.work.run(async () => {
      if (restarted) this.watches.forgotten();
      const { id } = this.link.session;
      if (restarted || id !== this.session) {
        this.session = id;
        this.points.forgotten();
        await this.points.restoreCatches(this.link);
      }
      const { tasks } = (await this.link.call('ps'))['tasks'] as { tasks: Fields[] };
      for (const { pid } of tasks) await this.restoreTask(pid);
    });
  }

  private async restoreTask(pid: unknown): Promise<void> {
    for (const request of [...this.breakpoints.values()]) {
      if (request['pid'] === pid) await this.link.call('bp', request);
    }
    await this.watches.restoreTask(this.link, pid);
    await this.points.restoreTask(this.link, pid);
  }

  private noteBreakpoint(request: Fields): void {
    const { pid, op, addr } = request;
    if (op === 'set') this.breakpoints.set(`${pid}:${addr}`, request);
    if (op === 'clear') this.breakpoints.delete(`${pid}:${addr}`);
    if (op === 'clear_all') this.dropBreakpoints(pid);
  }

  private dropTask(pid: unknown): void {
    this.dropBreakpoints(pid);
    this.watches.dropTask(pid);
    this.points.dropTask(pid);
  }

  private dropBreakpoints(pid: unknown): void {
    for (const key of [...this.breakpoints.keys()]) {
      if (key.startsWith(`${pid}:`)) this.breakpoints.delete(key);
    }
  }
}
