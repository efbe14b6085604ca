/** The watches a client has set. */

import { KeptThings } from './kept-things';
import type { ExecutiveLink } from './link';
import type { Fields } from './message';

export class KeptWatches {
  private readonly kept = new KeptThings();

  /** The request with the numbers of the executive. */
  outward(command: string, request: Fields): Fields {
    if (command !== 'watch' || request['watch'] === undefined) return request;
    const present = this.kept.presentOf(request['watch']);
    return present == null ? request : { ...request, watch: present };
  }

  /** Call after a request was granted, as the client made it. @returns the answer with the numbers of the client */
  inward(command: string, request: Fields, answer: Fields): Fields {
    if (command !== 'watch') return answer;
    const { pid, op = 'list', watch: removed } = request;
    const number = numberOf(answer);
    if (op === 'add' && number !== undefined) this.kept.add(pid, request, number);
    const renamed = this.renamed(answer) as Fields;
    if (op === 'remove') this.kept.drop(removed);
    return renamed;
  }

  /** An event with the number of the client. */
  event<Event extends { readonly type: string; readonly data?: unknown }>(event: Event): Event {
    return event.type === 'watch_update' ? { ...event, data: this.renamed(event.data) } : event;
  }

  /** The executive has forgotten everything. */
  forgotten(): void {
    this.kept.forgotten();
  }

  /** The task is gone for good. */
  dropTask(pid: unknown): void {
    this.kept.dropTask(pid);
  }

  /** Sets again what a task lacks. */
  restoreTask(link: ExecutiveLink, pid: unknown): Promise<void> {
    return this.kept.restoreTask(pid, {
      make: async (request) => numberOf(await link.call('watch', request)),
      unmake: (task, watch) => link.call('watch', { pid: task, op: 'remove', watch }),
    });
  }

  private renamed(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((entry) => this.renamed(entry));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, field]) => {
        if (name === 'id' || name === 'watch_id') return [name, this.kept.knownAs(field)];
        return [name, this.renamed(field)];
      }),
    );
  }
}

const numberOf = (answer: Fields): number | undefined => {
  const { watch_id: id } = (answer['watch'] ?? {}) as Fields;
  return typeof id === 'number' ? id : undefined;
};
