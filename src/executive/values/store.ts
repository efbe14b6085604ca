/** Where persistent values are kept (services spec 4.7). A datum is a half as bits under a key of 1..0xFFFE. */

import type { Storage } from '../../platform/storage';
import { crc32 } from '../../toolchain/crc32';
import type { Layout } from '../persistence/layout';
import type { FramKey } from '../provisioning/fram-keys';

const crcOf = (raw: number): number => crc32(Uint8Array.of(raw >> 8, raw & 0xff));

export interface ValueStore {
  /** What was committed last under a key. */
  load(key: number): number | undefined;
  /** Commits a datum; with `debounceMs` > 0 only when no other write to the key follows within that time. */
  write(key: number, raw: number, debounceMs: number): void;
}

/** What a store is kept in beyond its executive. */
export interface Backing {
  readonly layout: Layout;
  readonly storage: Storage;
  /** Told why a commit did not reach the storage; the store keeps it. */
  readonly failed: (text: string) => void;
}

function refill<Key, Value>(map: Map<Key, Value>, entries: readonly (readonly [Key, Value])[]): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}

/** Delayed writes count as committed once their time has come; with a backing every commit goes there at once. */
export class DelayedStore implements ValueStore {
  private readonly delayed = new Map<number, { raw: number; due: number }>();

  private readonly committed = new Map<number, number>();
  private readonly writes = new Map<number, number>();
  private readonly modes = new Map<number, FramKey['mode']>();
  /** Keys whose datum is not what their program expects. */
  private readonly spoiled = new Set<number>();
  /** Keys that hold a default which is yet to be committed. */
  private readonly fresh = new Set<number>();

  /**
   * @param now milliseconds of the executive's clock
   * @param disturb told when there is a new deadline
   */
  constructor(
    private readonly now: () => number,
    private readonly backing?: Backing,
    private readonly disturb: () => void = () => {},
  ) {
    if (backing) for (const [key, raw] of backing.layout.decode(backing.storage.read())) this.committed.set(key, raw);
  }

  load(key: number): number | undefined {
    this.settle(this.now());
    return this.modes.get(key) === 'save' || this.spoiled.has(key) ? undefined : this.committed.get(key);
  }

  write(key: number, raw: number, debounceMs: number): void {
    if (this.modes.get(key) === 'load') return;
    this.settle(this.now());
    this.delayed.delete(key);
    if (debounceMs > 0) this.delayed.set(key, { raw: raw & 0xffff, due: this.now() + debounceMs });
    else this.commit(key, raw & 0xffff);
    if (debounceMs > 0) this.disturb();
  }

  /**
   * How keys are used from now on; a default is for one that holds nothing, or nothing of value.
   * @returns takes it back, as long as nothing else was written to them; defaults reach the backing with {@link keep}
   */
  prepare(keys: readonly FramKey[]): () => void {
    this.settle(this.now());
    const { modes, spoiled, committed, fresh } = this;
    const before = { modes: [...modes], spoiled: [...spoiled], fresh: [...fresh], committed: [...committed] };
    for (const { key, mode, crc, default: raw } of keys) {
      modes.set(key, mode);
      const datum = committed.get(key);
      const isSpoiled = datum !== undefined && crc !== undefined && crcOf(datum) !== crc;
      if (isSpoiled) spoiled.add(key);
      if (raw === undefined || !(isSpoiled || !this.has(key))) continue;
      committed.set(key, raw);
      spoiled.delete(key);
      fresh.add(key);
    }
    return () => {
      refill(modes, before.modes);
      refill(committed, before.committed);
      for (const set of [spoiled, fresh]) set.clear();
      for (const key of before.spoiled) spoiled.add(key);
      for (const key of before.fresh) fresh.add(key);
    };
  }

  /** Commits the defaults of keys: their program is there. */
  keep(): void {
    const keys = [...this.fresh];
    this.fresh.clear();
    for (const key of keys) this.commit(key, this.committed.get(key)!);
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

  /** Keys with a write that is still delayed. */
  pending(): number[] {
    return [...this.delayed.keys()];
  }

  get size(): number {
    return new Set([...this.committed.keys(), ...this.delayed.keys()]).size;
  }

  has(key: number): boolean {
    return this.committed.has(key) || this.delayed.has(key);
  }

  /** What is committed under a key, and how often it was since the executive began. */
  slot(key: number): { readonly raw: number; readonly writes: number } | undefined {
    this.settle(this.now());
    const raw = this.committed.get(key);
    return raw === undefined ? undefined : { raw, writes: this.writes.get(key) ?? 0 };
  }

  /** When the next delayed write is due, in milliseconds of the clock; `null` when none is. */
  nextDeadline(): number | null {
    let next: number | null = null;
    for (const { due } of this.delayed.values()) if (next === null || due < next) next = due;
    return next;
  }

  settle(now: number): void {
    for (const [key, { raw, due }] of this.delayed) {
      if (due > now) continue;
      this.delayed.delete(key);
      this.commit(key, raw);
    }
  }

  private commit(key: number, raw: number): void {
    this.committed.set(key, raw);
    this.writes.set(key, (this.writes.get(key) ?? 0) + 1);
    this.spoiled.delete(key);
    if (!this.backing) return;
    const { layout, storage, failed } = this.backing;
    const reason = storage.write(layout.encode(this.committed, key));
    if (reason !== undefined) failed(reason);
  }
}
