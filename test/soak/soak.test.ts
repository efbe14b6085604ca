/**
 * Many clients do everything at once to an executive in a process of its own, for a minute or as long as HSX_SOAK_SECONDS
 * says. HSX_SOAK_SEED repeats what each of them does, though not how they take turns.
 */

import { type ChildProcessWithoutNullStreams, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { replay } from '../../src/executive/inputs/replay';
import { startExecd } from '../cli/execd';
import { Folder } from '../cli/hsx';
import { Random } from '../fuzz/random';
import { Client } from '../protocol/client';
import { anyRequest, programs } from './actions';
import { SoakClient } from './soak-client';

const SECONDS = Number(process.env['HSX_SOAK_SECONDS'] ?? 50);
const SEED = Number(process.env['HSX_SOAK_SEED'] ?? Date.now() % 1_000_000);
const CLIENTS = 64;
/** Milliseconds that a client thinks at most before its next request. */
const THINKING_MS = 200;
const MB = 1024;

let folder: Folder;
let server: ChildProcessWithoutNullStreams;
let port: number;

beforeAll(async () => {
  folder = new Folder();
  const running = await startExecd(['--step', '20', '--record', 'session.log'], { cwd: folder.path });
  server = running.child;
  port = running.port;
}, 60_000);

afterAll(() => {
  server.kill('SIGKILL');
  folder.remove();
});

/** Kilobytes that the server has resident; absent where there is no `ps`. */
function resident(): number | undefined {
  try {
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(server.pid)], { encoding: 'utf8' }));
  } catch {
    return undefined;
  }
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

it(`is still right after ${SECONDS} s (seed ${SEED})`, { timeout: (SECONDS + 120) * 1000 }, async () => {
  const images = programs(SEED);
  const end = Date.now() + SECONDS * 1000;
  let newest = 1;

  async function work(client: SoakClient, random: Random): Promise<void> {
    await client.connect();
    while (Date.now() < end) {
      await sleep(random.below(THINKING_MS));
      if (random.below(40) === 0) {
        // What was asked last may or may not be done.
        void client.request(anyRequest(random, images, newest));
        client.disconnect();
        await client.connect();
        continue;
      }
      const answer = await client.request(anyRequest(random, images, newest));
      newest = Math.max(newest, (answer?.['image'] as { pid?: number } | undefined)?.pid ?? 0);
      expect(answer?.['error'] ?? '').not.toContain('internal_error');
    }
  }

  async function measure(): Promise<number[]> {
    const sizes: number[] = [];
    while (Date.now() < end) {
      await sleep(500);
      sizes.push(resident() ?? 0);
    }
    return sizes;
  }

  /** Subscribes, never reads, and comes again. */
  async function stall(): Promise<void> {
    while (Date.now() < end) {
      const silent = await Client.open(port);
      const opened = await silent.request({
        cmd: 'session.open',
        capabilities: { features: ['events'], max_events: 2 },
      });
      expect(opened).toHaveProperty('session');
      expect(opened['error']).toBeUndefined();
      silent.socket.pause();
      silent.send(`{"cmd":"events.subscribe","session":"${(opened['session'] as { id: string }).id}"}\n`);
      await sleep(Math.min(3000, Math.max(0, end - Date.now())));
      silent.close();
    }
  }

  const clients = Array.from({ length: CLIENTS }, () => new SoakClient(port));
  const [sizes] = await Promise.all([
    measure(),
    stall(),
    ...clients.map((client, index) => work(client, new Random(SEED + index))),
  ]);

  await Promise.all(clients.map((client) => client.request({ cmd: 'clock', op: 'stop' })));
  await Promise.all(clients.map((client) => client.request({ cmd: 'ping' })));
  const seenByAnybody = new Set(clients.flatMap(({ seen }) => [...seen]));
  for (const client of clients) {
    expect(client.dropped).toBe(0);
    // A number that one has not seen was used up by a warning to somebody: nobody has seen it.
    const lost = client.seen.missing().filter((number) => seenByAnybody.has(number));
    expect(lost).toEqual([]);
  }
  expect(new Set(clients.map(({ seen }) => seen.last)).size).toBe(1);
  expect(clients[0]!.seen.last).toBeGreaterThan(1000);

  const half = sizes.slice(sizes.length >> 1);
  const middle = Math.max(...half.slice(0, half.length >> 1));
  const late = Math.min(...half.slice(half.length >> 1));
  expect(late).toBeLessThan(middle + 30 * MB);

  clients[0]!.disconnect();
  const last = await Client.open(port);
  await last.request({ cmd: 'shutdown' });
  last.close();
  await once(server, 'close');
  expect(replay(folder.text('session.log'))).toMatchObject([{ complete: true }]);
});
