/** The debug points a client has set, and what it wants to catch. They end with its session. */

import { KeptThings } from './kept-things';
import type { ExecutiveLink } from './link';
import type { Fields } from './message';

export class KeptPoints {
  private readonly kept = new KeptThings();
  private catches: Fields | undefined;

  /** The request with the numbers of the executive; undefined: it concerns nothing that is there. */
  outward(command: string, request: Fields): Fields | undefined {
    if (command !== 'debug.point.remove') return request;
    const present = this.kept.presentOf(request['id']);
    if (present === null) return request;
    return present === undefined ? undefined : { ...request, id: present };
  }

  /** Call after a request was granted, as the client made it. @returns the answer with the numbers of the client */
  inward(command: string, request: Fields, answer: Fields): Fields {
    if (command === 'debug.catch') this.catches = request;
    if (command === 'debug.point.remove') this.kept.drop(request['id']);
    const { id } = answer;
    if (command !== 'debug.point.add' || typeof id !== 'number') return answer;
    return { ...answer, id: this.kept.add(request['pid'], request, id) };
  }

  /** An event with the numbers of the client. */
  event<Event extends { readonly type: string; readonly data?: unknown }>(event: Event): Event {
    const data = (event.data ?? {}) as Fields;
    const { points, point } = data;
    if (event.type === 'debug_stop' && Array.isArray(points)) {
      return { ...event, data: { ...data, points: points.map((number) => this.kept.knownAs(number)) } };
    }
    if (event.type === 'debug_log') return { ...event, data: { ...data, point: this.kept.knownAs(point) } };
    return event;
  }

  /** The session in which they were is gone. */
  forgotten(): void {
    this.kept.forgotten();
  }

  /** The task is gone for good. */
  dropTask(pid: unknown): void {
    this.kept.dropTask(pid);
  }

  /** Says again what is to be caught, in a session that has not said so. */
  async restoreCatches(link: ExecutiveLink): Promise<void> {
    if (this.catches) await link.call('debug.catch', this.catches);
  }

  /** Sets again what a task lacks. */
  restoreTask(link: ExecutiveLink, pid: unknown): Promise<void> {
    return this.kept.restoreTask(pid, {
      make: async (request) => {
        const { id } = await link.call('debug.point.add', request);
        return typeof id === 'number' ? id : undefined;
      },
      unmake: (task, id) => link.call('debug.point.remove', { pid: task, id }),
    });
  }
}
