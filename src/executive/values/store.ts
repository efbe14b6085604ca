/** Where persistent values are kept (services spec 4.7). A datum is a half as bits under a key of 1..0xFFFE. */

export interface ValueStore {
  /** What was committed last under a key. */
  load(key: number): number | undefined;
  /** Commits a datum; with `debounceMs` > 0 only when no other write to the key follows within that time. */
  write(key: number, raw: number, debounceMs: number): void;
}

/** A store that lives as long as its executive. Delayed writes count as committed once their time has come. */
export class MemoryStore implements ValueStore {
  private readonly committed: Map<number, number>;
  private readonly delayed = new Map<number, { raw: number; due: number }>();

  /** @param now milliseconds of the executive's clock */
  constructor(
    private readonly now: () => number,
    initial: Iterable<readonly [key: number, raw: number]> = [],
  ) {
    this.committed = new Map([...initial].map(([key, raw]) => [key, raw & 0xffff]));
  }

  load(key: number): number | undefined {
    this.settle(this.now());
    return this.committed.get(key);
  }

  write(key: number, raw: number, debounceMs: number): void {
    this.settle(this.now());
    this.delayed.delete(key);
    if (debounceMs > 0) this.delayed.set(key, { raw: raw & 0xffff, due: this.now() + debounceMs });
    else this.committed.set(key, raw & 0xffff);
  }

  /** Commits all delayed writes at once: what a shutdown does (fixes quirk 25). */
  flush(): void {
    this.settle(Number.POSITIVE_INFINITY);
  }

  /** What is committed, in ascending order of keys. */
  entries(): [key: number, raw: number][] {
    this.settle(this.now());
    return [...this.committed].sort(([a], [b]) => a - b);
  }

  private settle(now: number): void {
    for (const [key, { raw, due }] of this.delayed) {
      if (due > now) continue;
      this.delayed.delete(key);
      this.committed.set(key, raw);
    }
  }
}
