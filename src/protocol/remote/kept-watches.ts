/**
 * The watches a client has set, to be set again in an executive that has forgotten them. There they get other numbers;
 * the client goes on to use those it knows.
 */

import type { ExecutiveLink } from './link';
import type { Fields } from './message';

interface KeptWatch {
  readonly pid: unknown;
  /** The request that made it. */
  readonly request: Fields;
  /** The number the client knows. */
  readonly known: number;
  /** Its number in the executive as it is now; absent while it is not there. */
  present: number | undefined;
}

export class KeptWatches {
  private kept: KeptWatch[] = [];

  /** The request with the numbers of the executive. */
  outward(command: string, request: Fields): Fields {
    if (command !== 'watch' || request['watch'] === undefined) return request;
    const { present } = this.kept.find(({ known }) => known === request['watch']) ?? {};
    return present === undefined ? request : { ...request, watch: present };
  }

  /** Call after a request was granted, as the client made it. @returns the answer with the numbers of the client */
  inward(command: string, request: Fields, answer: Fields): Fields {
    const { pid } = request;
    if (command === 'kill' || command === 'reload') this.kept = this.kept.filter((watch) => watch.pid !== pid);
    if (command !== 'watch') return answer;
    const { op = 'list', watch: removed } = request;
    if (op === 'add') this.add(request, answer);
    const renamed = this.renamed(answer) as Fields;
    if (op === 'remove') this.kept = this.kept.filter(({ known }) => known !== removed);
    return renamed;
  }

  /** An event with the number of the client. */
  event<Event extends { readonly type: string; readonly data?: unknown }>(event: Event): Event {
    return event.type === 'watch_update' ? { ...event, data: this.renamed(event.data) } : event;
  }

  /** The executive has forgotten everything. */
  forgotten(): void {
    for (const watch of this.kept) watch.present = undefined;
  }

  /** Sets again what a task lacks. */
  async restoreTask(link: ExecutiveLink, pid: unknown): Promise<void> {
    for (const watch of this.kept) {
      if (watch.pid !== pid || watch.present !== undefined) continue;
      const answer = await link.call('watch', watch.request);
      watch.present = numberOf(answer);
    }
  }

  private add(request: Fields, answer: Fields): void {
    const present = numberOf(answer);
    if (present === undefined) return;
    // A number that another watch is known by is free again where all were forgotten.
    const isTaken = this.kept.some(({ known }) => known === present);
    const known = isTaken ? Math.max(...this.kept.map((watch) => watch.known)) + 1 : present;
    this.kept.push({ pid: request['pid'], request, known, present });
  }

  private renamed(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((entry) => this.renamed(entry));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, field]) => {
        if (name === 'id' || name === 'watch_id') return [name, this.knownAs(field)];
        return [name, this.renamed(field)];
      }),
    );
  }

  private knownAs(number: unknown): unknown {
    return this.kept.find(({ present }) => present === number)?.known ?? number;
  }
}

const numberOf = (answer: Fields): number | undefined => {
  const { watch_id: id } = (answer['watch'] ?? {}) as Fields;
  return typeof id === 'number' ? id : undefined;
};
