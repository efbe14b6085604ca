/** The persistent store against the recorded behaviour of the reference (vectors `services/persistence.jsonl`), on a real file. */

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createLayout } from '../../src/executive/persistence/layout';
import { DelayedStore } from '../../src/executive/values/store';
import { createNodeStorage } from '../../src/platform/node/storage';
import { readScenarios } from './scenarios';

interface Operation {
  op: 'open' | 'write' | 'load' | 'advance_ms' | 'shutdown';
  key?: number;
  raw?: number;
  debounce_ms?: number;
  ms?: number;
  result?: number | null;
  expect: { memory: Record<string, number>; file: string | null; pending: number[] };
}

interface Scenario {
  id: string;
  title: string;
  initial_file?: string;
  ops: Operation[];
}

/** Quirk 25 fixed: a shutdown commits what was still delayed. */
const afterShutdown: Record<string, Operation['expect']> = {
  'per-04': { memory: { 7: 1 }, file: '{"7": 1}', pending: [] },
};

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

describe('persistent store as recorded', () => {
  it.each(readScenarios<Scenario>('persistence'))('$id $title', (scenario) => {
    const folder = mkdtempSync(join(tmpdir(), 'hsx-store-'));
    folders.push(folder);
    const path = join(folder, 'fram.json');
    if (scenario.initial_file !== undefined) writeFileSync(path, scenario.initial_file);
    let now = 0;
    let shutDown: Operation['expect'] | undefined;
    const failed = (text: string): never => {
      throw new Error(text);
    };
    const open = () =>
      new DelayedStore(() => now, { layout: createLayout('json'), storage: createNodeStorage(path), failed });
    let store = open();
    for (const { op, key = 0, raw = 0, debounce_ms = 0, ms = 0, result, expect: recorded } of scenario.ops) {
      if (op === 'open') store = open();
      if (op === 'write') store.write(key, raw, debounce_ms);
      if (op === 'advance_ms') now += ms;
      if (op === 'shutdown') {
        store.flush();
        shutDown = afterShutdown[scenario.id];
      }
      const expected = shutDown ?? recorded;
      if (op === 'load') expect(store.load(key) ?? null).toBe(shutDown?.memory[key] ?? result);
      expect(Object.fromEntries(store.entries())).toEqual(expected.memory);
      expect(store.pending()).toEqual(expected.pending);
      expect(existsSync(path) ? readFileSync(path, 'utf8') : null).toBe(expected.file);
    }
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
