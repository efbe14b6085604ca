/**
 * Things of one kind that a client has made in an executive, to be made again in one that has forgotten them. There they
 * get other numbers; the client goes on to use those it knows.
 */

import { RefusedError } from './errors';
import type { Fields } from './message';

interface KeptThing {
  readonly pid: unknown;
  /** The request that made it. */
  readonly request: Fields;
  /** The number the client knows. */
  readonly known: number;
  /** Its number in the executive as it is now; undefined while it is not there. */
  present: number | undefined;
}

interface Maker {
  /** @returns the number it has got; undefined: none */
  make(request: Fields): Promise<number | undefined>;
  unmake(pid: unknown, number: number): Promise<unknown>;
}

export class KeptThings {
  private kept: KeptThing[] = [];

  /** @returns the number by which the client shall know it */
  add(pid: unknown, request: Fields, present: number): number {
    // A number that another one is known by is free again where all were forgotten.
    const isTaken = this.kept.some(({ known }) => known === present);
    const known = isTaken ? Math.max(...this.kept.map((thing) => thing.known)) + 1 : present;
    this.kept.push({ pid, request, known, present });
    return known;
  }

  /** The number in the executive; undefined: it is not there, `null`: it is none of these. */
  presentOf(number: unknown): number | undefined | null {
    const thing = this.kept.find(({ known }) => known === number);
    return thing ? thing.present : null;
  }

  /** What the client calls a number of the executive. */
  knownAs(number: unknown): unknown {
    return this.kept.find(({ present }) => present === number)?.known ?? number;
  }

  drop(number: unknown): void {
    this.kept = this.kept.filter(({ known }) => known !== number);
  }

  dropTask(pid: unknown): void {
    this.kept = this.kept.filter((thing) => thing.pid !== pid);
  }

  /** The executive has forgotten all of them. */
  forgotten(): void {
    for (const thing of this.kept) thing.present = undefined;
  }

  /** Makes again what a task lacks; what is refused there stays away. */
  async restoreTask(pid: unknown, { make, unmake }: Maker): Promise<void> {
    for (const thing of this.kept) {
      if (thing.pid !== pid || thing.present !== undefined) continue;
      try {
        const present = await make(thing.request);
        // The client may have given it up meanwhile.
        if (this.kept.includes(thing)) thing.present = present;
        else if (present !== undefined) await unmake(pid, present);
      } catch (error) {
        if (!(error instanceof RefusedError)) throw error;
      }
    }
  }
}
