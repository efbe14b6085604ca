/**
 * The persistent store against the recorded behaviour of the reference (vectors `services/persistence.jsonl`). Ours
 * keeps its data in memory: the column `file` of the records is not compared.
 */

import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../../src/executive/values/store';
import { readScenarios } from './scenarios';

interface Operation {
  op: 'open' | 'write' | 'load' | 'advance_ms' | 'shutdown';
  key?: number;
  raw?: number;
  debounce_ms?: number;
  ms?: number;
  result?: number | null;
  expect: { memory: Record<string, number> };
}

interface Scenario {
  id: string;
  title: string;
  initial_file?: string;
  ops: Operation[];
}

/** Quirk 25 fixed: a shutdown commits what was still delayed. */
const afterShutdown: Record<string, Record<string, number>> = { 'per-04': { 7: 1 } };

/** What the reference reads from its file at the start; nothing when the file is unreadable (per-06). */
function initialData({ initial_file = '{}' }: Scenario): [number, number][] {
  if (!initial_file.startsWith('{')) return [];
  return Object.entries<number>(JSON.parse(initial_file)).map(([key, raw]) => [Number(key), raw]);
}

describe('persistent store as recorded', () => {
  it.each(readScenarios<Scenario>('persistence'))('$id $title', (scenario) => {
    let now = 0;
    const store = new MemoryStore(() => now, initialData(scenario));
    let shutDown: Record<string, number> | undefined;
    for (const { op, key = 0, raw = 0, debounce_ms = 0, ms = 0, result, expect: expected } of scenario.ops) {
      if (op === 'write') store.write(key, raw, debounce_ms);
      if (op === 'advance_ms') now += ms;
      if (op === 'shutdown') {
        store.flush();
        shutDown = afterShutdown[scenario.id];
      }
      if (op === 'load') expect(store.load(key) ?? null).toBe(shutDown?.[key] ?? result);
      expect(Object.fromEntries(store.entries())).toEqual(shutDown ?? expected.memory);
    }
  });
});
