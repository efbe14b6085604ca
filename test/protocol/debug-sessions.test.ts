/** What a session has set for its debugging ends with it, and not before. */

import { expect, it } from 'vitest';
import { imageBytes } from '../../src/executive/program.testing';
import type { JsonObject } from './client';
import { serveEachTest } from './served';

const BREAKS = '.entry main\n.text\nmain:\n LDI R1, 1\nagain:\n ADD R2, R2, R1\n BRK 7\n JMP again';
const AGAIN = 4;
const features = ['debug_run', 'debug_points'];
const served = serveEachTest();

async function open(wanted = features) {
  const client = await served.open();
  const { session } = (await client.request({ cmd: 'session.open', capabilities: { features: wanted } })) as {
    session: { id: string };
  };
  const ask = (cmd: string, fields: JsonObject = {}) => client.request({ cmd, session: session.id, ...fields });
  const load = async () =>
    (
      (await ask('load', { path: 'p.hxe', image: Buffer.from(imageBytes(BREAKS)).toString('base64') }))[
        'image'
      ] as JsonObject
    )['pid'] as number;
  return { ask, load };
}

type Session = Awaited<ReturnType<typeof open>>;

/** Until nothing moves: the stop's address; undefined while it runs on. */
async function runFor(session: Session, limit: number): Promise<number | undefined> {
  await session.ask('clock', { op: 'start', limit });
  for (;;) {
    const { clock } = (await session.ask('clock')) as { clock: { running: boolean; mode: string } };
    if (!clock.running || clock.mode === 'paused') break;
  }
  const { tasks } = (await session.ask('ps')) as { tasks: { tasks: { state: string; pc: number }[] } };
  const [task] = tasks.tasks;
  return task?.state === 'paused' ? task.pc : undefined;
}

it('takes its breakpoints along, and leaves those of others', async () => {
  const [first, second] = [await open(), await open()];
  const pid = await first.load();
  await second.ask('debug.catch', { catches: [] });
  await first.ask('debug.catch', { catches: [] });
  await first.ask('debug.point.add', { pid, point: { kind: 'code', address: AGAIN } });
  expect(await runFor(second, 50)).toBe(AGAIN);
  await first.ask('session.close');
  await second.ask('resume', { pid });
  expect(await runFor(second, 50)).toBeUndefined();
});

it('stops for what any session wants to catch, and as usual when none is left that said anything', async () => {
  const [first, second] = [await open(), await open()];
  const pid = await first.load();
  await first.ask('debug.catch', { catches: [{ name: 'brk' }] });
  await second.ask('debug.catch', { catches: [] });
  expect(await runFor(second, 50)).toBe(AGAIN + 8);
  await first.ask('session.close');
  await second.ask('resume', { pid });
  expect(await runFor(second, 50)).toBeUndefined();
  await second.ask('session.close');
  expect(await runFor(await open([]), 50)).toBe(AGAIN + 8);
});

it('stops a task that was just loaded for those who want to see it first', async () => {
  const session = await open();
  await session.ask('debug.catch', { catches: [{ name: 'load' }] });
  await session.load();
  expect(await runFor(session, 50)).toBe(0);
});
