import { beforeEach, describe, expect, it } from 'vitest';
import type { ExecutiveEvent } from '../executive/events';
import { imageBytes, receiveFor } from '../executive/program.testing';
import type { CommandError, ExecutiveClient } from './client';
import { embedExecutive } from './in-process';

const SPIN = '.entry main\n.text\nmain:\n LDI R1, 1\nagain:\n ADD R2, R2, R1\n JMP again';
/** Six thousand instructions, then it spins at 24. */
const COUNT_DOWN =
  '.entry main\n.text\nmain:\n LDI R1, 2000\n LDI R2, 1\n LDI R3, 0\nagain:\n SUB R1, R1, R2\n CMP R1, R3\n JNZ again\nend:\n JMP end';
const RETURN = '.entry main\n.text\nmain:\n LDI R0, 5\n LDI R1, 1\n LDI R2, 2\n RET';
const WAIT = receiveFor(0xffff);
const BEHIND_RECEIVE = 44;

let client: ExecutiveClient;
let events: ExecutiveEvent[];

beforeEach(() => {
  client = embedExecutive();
  events = [];
  client.onEvent((event) => events.push(event));
});

const load = async (source: string): Promise<number> =>
  (await client.request('load', { path: 'program.hxe', image: imageBytes(source) })).image.pid;

async function task(pid: number) {
  const { tasks } = (await client.request('ps', {})).tasks;
  return tasks.find((candidate) => candidate.pid === pid)!;
}

const refusal = (request: Promise<unknown>): Promise<string> =>
  request.then(
    () => 'no refusal',
    (error: CommandError) => error.message,
  );

/** The next event of a type, or one seen already that nobody has waited for. */
async function seen<Type extends ExecutiveEvent['type']>(type: Type): Promise<ExecutiveEvent & { type: Type }> {
  const found = () => events.findIndex((event) => event.type === type);
  while (found() < 0) await new Promise((resolve) => setTimeout(resolve, 1));
  return events.splice(found(), 1)[0] as ExecutiveEvent & { type: Type };
}

const steps = () =>
  events.flatMap(({ type, data }) => (type === 'task_state' ? [`${data.prev_state}>${data.new_state}`] : []));

describe('step', () => {
  it('leaves a paused task paused', async () => {
    const pid = await load(SPIN);
    await client.request('pause', { pid });
    events = [];
    const { result } = await client.request('step', { pid, steps: 3 });
    expect(result).toMatchObject({ executed: 3, paused: false, current_pid: pid });
    expect(await task(pid)).toMatchObject({ state: 'paused', accounted_steps: 3 });
    expect(events).toMatchObject([
      { type: 'task_state', data: { prev_state: 'paused', new_state: 'paused', reason: 'step' } },
    ]);
  });

  it('passes the breakpoint at which a task stands, and stops at the next', async () => {
    const pid = await load(SPIN);
    await client.request('bp', { pid, op: 'set', addr: 0 });
    await client.request('bp', { pid, op: 'set', addr: 8 });
    expect((await client.request('step', { pid, steps: 9 })).result).toMatchObject({ executed: 2, paused: true });
    expect(await task(pid)).toMatchObject({ state: 'paused', pc: 8 });
  });

  it('executes nothing of a task that waits, sleeps or has ended', async () => {
    const waiting = await load(WAIT);
    const returned = await load(RETURN);
    await client.request('step', { steps: 100 });
    expect((await task(waiting)).state).toBe('waiting_mbx');
    expect((await task(returned)).state).toBe('returned');
    for (const pid of [waiting, returned]) {
      expect((await client.request('step', { pid, steps: 5 })).result).toMatchObject({ executed: 0, running: false });
    }
    await client.request('pause', { pid: waiting });
    await client.request('step', { pid: waiting, steps: 5 });
    expect((await task(waiting)).state).toBe('paused');
    await client.request('resume', { pid: waiting });
    expect((await task(waiting)).state).toBe('waiting_mbx');
  });

  it('reports a fault on the way', async () => {
    const pid = await load('.entry main\n.text\nmain:\n LDI R1, 1\n DIV R1, R1, R2\n RET');
    await client.request('pause', { pid });
    expect((await client.request('step', { pid, steps: 5 })).result).toMatchObject({ executed: 2, paused: true });
    expect(await task(pid)).toMatchObject({ state: 'terminated', fault: 'div_zero', pc: 4 });
    expect(await refusal(client.request('resume', { pid }))).toContain('has ended');
  });

  it('does not make the user’s pause of a task the debugger’s, nor the other way round', async () => {
    const stopped = await load(SPIN);
    const paused = await load(SPIN);
    await client.request('pause', { pid: paused });
    await client.request('bp', { pid: stopped, op: 'set', addr: 4 });
    await client.request('debug.run', {});
    await seen('debug_stop');
    await client.request('bp', { pid: stopped, op: 'clear_all' });
    await client.request('step', { pid: stopped });
    await client.request('step', { pid: paused });
    await client.request('debug.run', {});
    expect((await task(stopped)).state).toBe('ready');
    expect((await task(paused)).state).toBe('paused');
    await client.close();
  });
});

describe('clock', () => {
  it('stops by itself after exactly its limit', async () => {
    await load(SPIN);
    await load(SPIN);
    await client.request('clock', { op: 'start', limit: 100_001 });
    while ((await client.request('clock', {})).clock.running) await new Promise((resolve) => setTimeout(resolve, 1));
    expect((await client.request('clock', {})).clock.total_steps).toBe(100_001);
  });

  it('is idle while nobody can run, and goes on with a new task', async () => {
    await client.request('clock', { op: 'start' });
    await seen('clock');
    expect((await seen('clock')).data.mode).toBe('idle');
    const pid = await load(RETURN);
    expect((await seen('clock')).data.mode).toBe('active');
    expect((await seen('clock')).data.mode).toBe('idle');
    expect(await task(pid)).toMatchObject({ state: 'returned', exit_status: 5 });
  });

  it('goes on when a step has woken somebody', async () => {
    const receiver = await load(WAIT);
    const sender = await load(
      '.entry main\n.text\nmain:\n LDI32 R1, name\n LDI R2, 0\n SVC MOD=5, FN=0\n LDI32 R2, name\n' +
        ' LDI R3, 2\n LDI R4, 0\n LDI R5, 0\n SVC MOD=5, FN=2\n RET\n.data\nname:\n .asciz "pid:1"',
    );
    await client.request('pause', { pid: sender });
    await client.request('clock', { op: 'start' });
    await seen('clock');
    expect((await seen('clock')).data.mode).toBe('idle');
    await client.request('step', { pid: sender, steps: 8 });
    expect((await seen('clock')).data.mode).toBe('active');
    expect((await seen('clock')).data.mode).toBe('idle');
    expect((await task(receiver)).state).toBe('returned');
  });

  it('can be started twice without harm to a step under way', async () => {
    const pid = await load(COUNT_DOWN);
    await client.request('debug.run', { step: { pid, kind: 'over', ranges: [[0, 24]] } });
    expect((await client.request('clock', {})).clock.running).toBe(true);
    await client.request('clock', { op: 'start' });
    expect((await seen('debug_stop')).data).toMatchObject({ reason: 'step', pc: 24 });
    expect((await client.request('clock', {})).clock.running).toBe(false);
  });

  it('lets the others run on when one task meets a breakpoint', async () => {
    const stopping = await load(SPIN);
    const running = await load(SPIN);
    await client.request('bp', { pid: stopping, op: 'set', addr: 8 });
    await client.request('clock', { op: 'start', limit: 1000 });
    while ((await client.request('clock', {})).clock.running) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(await task(stopping)).toMatchObject({ state: 'paused', accounted_steps: 2 });
    expect((await task(running)).accounted_steps).toBe(998);
  });

  it('takes loads, kills, pauses and resumes while it runs', async () => {
    const first = await load(SPIN);
    await client.request('clock', { op: 'start' });
    await seen('clock');
    const second = await load(SPIN);
    await client.request('pause', { pid: first });
    const before = (await task(first)).accounted_steps;
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await task(first)).accounted_steps).toBe(before);
    await client.request('resume', { pid: first });
    await client.request('kill', { pid: second });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await task(first)).accounted_steps).toBeGreaterThan(before);
    expect((await client.request('clock', {})).clock.running).toBe(true);
    await client.request('kill', { pid: first });
    while ((await seen('clock')).data.mode !== 'idle');
    expect((await client.request('ps', {})).tasks).toEqual({ tasks: [], current_pid: null });
  });
});

describe('debug.run and debug.halt', () => {
  it('stop at once, also while every task waits', async () => {
    const pid = await load(WAIT);
    await client.request('debug.run', {});
    await seen('clock');
    expect((await seen('clock')).data.mode).toBe('idle');
    await client.request('debug.halt', { pid });
    expect(await seen('debug_stop')).toMatchObject({ pid, data: { reason: 'async_break', pc: BEHIND_RECEIVE } });
    expect((await task(pid)).state).toBe('waiting_mbx');
    expect((await client.request('clock', {})).clock.mode).toBe('stopped');
  });

  it('keep a breakpoint behind a wait', async () => {
    const pid = await load(WAIT);
    await client.request('debug.run', {});
    await seen('clock');
    await seen('clock');
    await client.request('bp', { pid, op: 'set', addr: BEHIND_RECEIVE });
    await client.request('debug.halt', { pid });
    await seen('debug_stop');
    await client.request('debug.run', {});
    await load(
      '.entry main\n.text\nmain:\n LDI32 R1, name\n LDI R2, 0\n SVC MOD=5, FN=0\n LDI32 R2, name\n' +
        ' LDI R3, 2\n LDI R4, 0\n LDI R5, 0\n SVC MOD=5, FN=2\n RET\n.data\nname:\n .asciz "pid:1"',
    );
    expect(await seen('debug_stop')).toMatchObject({ pid, data: { reason: 'breakpoint', pc: BEHIND_RECEIVE } });
  });

  it('leave a task alone that its user has paused', async () => {
    const paused = await load(SPIN);
    await load(SPIN);
    await client.request('pause', { pid: paused });
    await client.request('debug.run', {});
    await client.request('debug.halt', { pid: paused });
    await seen('debug_stop');
    await client.request('debug.run', {});
    expect((await task(paused)).state).toBe('paused');
    await client.close();
  });

  it('say nothing when nothing runs', async () => {
    const pid = await load(SPIN);
    events = [];
    await client.request('debug.halt', { pid });
    expect(events).toEqual([]);
  });

  it('take a new step in place of the one under way', async () => {
    const pid = await load('.entry main\n.text\nmain:\n CALL spin\n RET\nspin:\n JMP spin');
    await client.request('debug.run', { step: { pid, kind: 'over' } });
    await client.request('clock', {});
    await client.request('debug.run', { step: { pid, kind: 'into' } });
    expect((await seen('debug_stop')).data).toMatchObject({ reason: 'step' });
    await client.request('debug.run', { step: { pid, kind: 'out' } });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await client.request('clock', {})).clock.running).toBe(true);
    await client.request('debug.halt', { pid });
    expect((await seen('debug_stop')).data).toMatchObject({ reason: 'async_break' });
  });
});

describe('the channel', () => {
  it('serves a request of a listener once the executive has finished what it does', async () => {
    const pid = await load('.entry main\n.text\nmain:\n BRK 1\n RET');
    let state: Promise<string> | undefined;
    client.onEvent(({ type }) => {
      if (type === 'debug_stop') state = task(pid).then((found) => found.state);
    });
    await client.request('step', { pid, steps: 5 });
    expect(await state).toBe('paused');
  });

  it('numbers events without gaps, and ends a subscription', async () => {
    const pid = await load(SPIN);
    const stop = client.onEvent((event) => events.push(event));
    stop();
    await client.request('pause', { pid });
    await client.request('resume', { pid });
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(steps()).toEqual(['null>running', 'running>paused', 'paused>running']);
  });

  it('refuses what the executive refuses, and everything once it is closed', async () => {
    expect(await refusal(client.request('pause', { pid: 7 }))).toBe('unknown pid 7');
    const broken = client.request('load', { path: 'x.hxe', image: new Uint8Array(3) });
    expect(await refusal(broken)).toContain('at least 32 bytes');
    expect(await refusal(client.request('load', { path: 'x.hxe' }))).toContain("load requires 'image'");
    await client.close();
    expect(await refusal(client.request('ping', {}))).toBe('the session is closed');
  });

  it('tells in a load what became of declared mailboxes', async () => {
    const source = '.entry main\n.mailbox {"target":"app:one","capacity":32,"mode_mask":3}\n.text\nmain:\n RET';
    const { image } = await client.request('load', { path: 'one.hxe', image: imageBytes(source) });
    expect(image.mailbox_creation).toMatchObject([{ target: 'app:one', status: 'ok', capacity: 32 }]);
    expect(image).toMatchObject({ meta_count: 1, code_len: 4, entry: 0 });
  });
});
