/** Times, and the rows that they make beside budgets and beside a server that finds nothing. */

import type { Row } from '../row';

const quantile = (times: readonly number[], part: number): number =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(part * times.length))]!;

export async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export async function times(count: number, work: (index: number) => Promise<unknown>): Promise<number[]> {
  const measured: number[] = [];
  for (let index = 0; index < count; index++) measured.push(await time(() => work(index)));
  return measured;
}

export class Measurements {
  readonly rows: Row[] = [];

  constructor(
    private readonly subject: string,
    /** Whether the budgets are meant for this size. */
    readonly judged: boolean,
  ) {}

  /** @param base a budget, which counts where it is meant for this size */
  add(what: string, ours: number, base: number, unit = 'ms'): void {
    this.compare(what, ours, base, unit, this.judged ? { goal: 1 } : {});
  }

  compare(what: string, ours: number, base: number, unit: string, goal: Pick<Row, 'goal'> = {}): void {
    this.rows.push({ name: `${this.subject}: ${what}`, ours, base, unit, ratio: ours / base, ...goal });
  }

  addTimes(what: string, measured: readonly number[], budget: number): void {
    this.add(`${what} p50`, quantile(measured, 0.5), budget);
    this.add(`${what} p95`, quantile(measured, 0.95), budget);
  }

  /** Against a server that finds nothing. */
  compareTimes(what: string, ours: readonly number[], floor: readonly number[]): void {
    for (const [name, part] of [
      ['p50', 0.5],
      ['p95', 0.95],
    ] as const) {
      this.compare(`${what} ${name} (empty server)`, quantile(ours, part), quantile(floor, part), 'ms');
    }
  }
}
