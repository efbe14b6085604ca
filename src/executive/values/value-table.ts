/** The values of an executive (services spec 4.1 to 4.3). */

import { decodeHalf } from '../../isa/half';
import type { EmitEvent } from '../events';
import { type Caller, levelOf } from './caller';
import { PersistMode, ValueFlag, ValueStatus } from './constants';
import type { DescriptorPool } from './descriptors';
import type { HalfValue } from './half-value';
import {
  type Declaration,
  describeObject,
  eventFields,
  ObjectTable,
  type Registration,
  type TableObject,
} from './object-table';
import type { ValueStore } from './store';
import type { Usage } from './usage';

/** A mailbox handle that is told of changes. */
export interface Subscriber {
  readonly pid: number;
  readonly handle: number;
}

/** Tells a subscriber; false ends its subscription. */
export type Notify = (subscriber: Subscriber, oid: number, oldRaw: number, newRaw: number) => boolean;

/** `level` is what others than the owner need. */
interface ValueDeclaration extends Declaration {
  /** Half as bits; a persisted value wins over it (fixes quirk 26). */
  readonly initial?: number;
}

interface Value extends TableObject {
  raw: number;
  readonly epsilon: number;
  readonly rateMs: number;
  readonly key: number;
  readonly debounceMs: number;
  /** Milliseconds; `null` before the first change at a known time. */
  changedAt: number | null;
  subscribers: Subscriber[];
}

interface ValueTableOptions {
  readonly usage: Usage;
  readonly pool: DescriptorPool;
  readonly emit: EmitEvent;
  readonly notify: Notify;
  readonly store: ValueStore | undefined;
  /** Refuses values outside their declared range (quirk 19). */
  readonly strictRanges: boolean;
}

export class ValueTable extends ObjectTable<Value> {
  constructor(private readonly options: ValueTableOptions) {
    super(options.usage, options.pool);
  }

  register(declaration: ValueDeclaration): Registration {
    const { initial = 0 } = declaration;
    const registration = this.add(declaration, (common) => {
      const unit = common.chain.find((descriptor) => descriptor.type === 'unit');
      const persist = common.chain.find((descriptor) => descriptor.type === 'persist');
      const value: Value = {
        ...common,
        raw: initial,
        epsilon: decodeHalf(unit?.epsilon ?? 0),
        rateMs: unit?.rateMs ?? 0,
        key: persist?.key ?? 0,
        debounceMs: persist?.debounceMs ?? 0,
        changedAt: null,
        subscribers: [],
      };
      if (isPersistent(value)) value.raw = this.options.store?.load(value.key) ?? initial;
      return value;
    });
    const value = this.find(registration.oid);
    if (registration.status === ValueStatus.ok && value) {
      const data = { ...eventFields(value, value.owner), value_id: value.id, desc_head: value.head };
      this.options.emit('value_registered', value.owner, data);
    }
    return registration;
  }

  /** `raw` is the half as bits, 0 when the call fails. */
  get(oid: number, caller: Caller): { status: ValueStatus; raw: number } {
    const value = this.find(oid);
    if (!value) return { status: ValueStatus.notFound, raw: 0 };
    if (!mayAccess(value, caller)) return { status: ValueStatus.notPermitted, raw: 0 };
    return { status: ValueStatus.ok, raw: value.raw };
  }

  /** @param time milliseconds; without it the rate limit is not applied */
  set(oid: number, wanted: HalfValue, caller: Caller, time?: number): ValueStatus {
    const value = this.find(oid);
    if (!value) return ValueStatus.notFound;
    if (!mayAccess(value, caller) || value.flags & ValueFlag.readOnly) return ValueStatus.notPermitted;
    if (time !== undefined && value.changedAt !== null && time - value.changedAt < value.rateMs) {
      return ValueStatus.busy;
    }
    if (value.epsilon !== 0 && Math.abs(wanted.number - decodeHalf(value.raw)) < value.epsilon) return ValueStatus.ok;
    if (this.options.strictRanges && !inRange(value, wanted.number)) return ValueStatus.invalid;
    this.change(value, wanted.raw, caller, time);
    return ValueStatus.ok;
  }

  subscribe(oid: number, subscriber: Subscriber): ValueStatus {
    const value = this.find(oid);
    if (!value) return ValueStatus.notFound;
    if (!value.subscribers.some((other) => isSame(other, subscriber))) value.subscribers.push(subscriber);
    return ValueStatus.ok;
  }

  /** Ends the subscriptions of a handle that was closed. */
  unsubscribe(subscriber: Subscriber): void {
    this.keepSubscribers((other) => !isSame(other, subscriber));
  }

  subscribers(oid: number): readonly Subscriber[] {
    return this.find(oid)?.subscribers ?? [];
  }

  /** @param mode one of `PersistMode`; load and save mean the same (quirk 21) */
  persist(oid: number, mode: number, caller: Caller): ValueStatus {
    const value = this.find(oid);
    if (!value) return ValueStatus.notFound;
    if (caller.pid !== value.owner) return ValueStatus.notPermitted;
    if (mode === PersistMode.volatile) {
      value.flags &= ~ValueFlag.persist;
      return ValueStatus.ok;
    }
    if (mode !== PersistMode.load && mode !== PersistMode.save) return ValueStatus.invalid;
    if (!value.chain.some(({ type }) => type === 'persist')) {
      const record = { type: 'persist', key: 0, debounceMs: 0 } as const;
      const head = this.pool.store([record]);
      if (head === undefined) return ValueStatus.noSpace;
      value.chain = [record, ...value.chain];
      value.head = head;
    }
    value.flags |= ValueFlag.persist;
    return ValueStatus.ok;
  }

  /** Everything about a value, in its wire form. */
  describe(oid: number) {
    const value = this.find(oid);
    if (!value) return undefined;
    return {
      value_id: value.id,
      last_f16: value.raw,
      last_value: decodeHalf(value.raw),
      persist_key: value.key,
      persist_debounce_ms: value.debounceMs,
      ...describeObject(value),
    };
  }

  /** Removes what a pid registered and subscribed to. */
  override removeTask(pid: number): void {
    super.removeTask(pid);
    this.keepSubscribers((subscriber) => subscriber.pid !== pid);
  }

  private change(value: Value, raw: number, caller: Caller, time: number | undefined): void {
    const { emit, notify, store } = this.options;
    const old = value.raw;
    value.raw = raw;
    value.changedAt = time ?? null;
    emit('value_changed', value.owner, {
      ...eventFields(value, caller.pid),
      value_id: value.id,
      old_f16: old,
      new_f16: raw,
      old_value: decodeHalf(old),
      new_value: decodeHalf(raw),
    });
    if (isPersistent(value)) store?.write(value.key, raw, value.debounceMs);
    value.subscribers = value.subscribers.filter((subscriber) => notify(subscriber, value.oid, old, raw));
  }

  private keepSubscribers(keep: (subscriber: Subscriber) => boolean): void {
    for (const value of this.all()) value.subscribers = value.subscribers.filter(keep);
  }
}

function inRange({ chain }: Value, number: number): boolean {
  const range = chain.find((descriptor) => descriptor.type === 'range');
  return !range || (number >= decodeHalf(range.min) && number <= decodeHalf(range.max));
}

const isSame = (a: Subscriber, b: Subscriber): boolean => a.pid === b.pid && a.handle === b.handle;

const isPersistent = ({ flags, key }: Value): boolean => (flags & ValueFlag.persist) !== 0 && key !== 0;

/** The owner always may, others by their level. */
const mayAccess = (value: Value, caller: Caller): boolean =>
  caller.pid === value.owner || levelOf(caller) >= value.level;
