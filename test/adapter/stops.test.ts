import type { DebugProtocol } from '@vscode/debugprotocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Client, example, program } from './client';

let client: Client;

beforeEach(async () => {
  client = await Client.start();
});
afterEach(() => client.stop());

const goOn = () => client.dc.continueRequest({ threadId: 1 });
const exitCode = () => client.events.find(({ event }) => event === 'exited')?.body.exitCode;

it('stops at BRK with its number, then at the fault behind it', async () => {
  const brk = await client.untilStop(() => client.launch({ program: program('breaks.mvasm') }));
  expect(brk).toMatchObject({ reason: 'breakpoint', description: 'BRK 42', name: 'main', line: 8 });
  const fault = await client.untilStop(goOn);
  expect(fault).toMatchObject({ reason: 'exception', line: 10, description: 'Fault: memory access beyond 0xFFFF' });
  expect(fault.text).toContain('LD R0, [R3+0]');
  const { body } = await client.dc.exceptionInfoRequest({ threadId: 1 });
  expect(body).toMatchObject({ exceptionId: 'memory access beyond 0xFFFF', breakMode: 'always' });
  expect(body.description).toContain('pointer ran past its buffer');
  expect(body.details?.typeName).toBe('mem_fault');
});

it('keeps a faulted task for inspection and lets it go afterwards', async () => {
  const fault = await client.untilStop(() => client.launch({ program: example('fault_demo.mvasm') }));
  expect(fault).toMatchObject({ reason: 'exception', name: 'fault_dive' });
  expect((await client.dc.threadsRequest()).body.threads).toEqual([{ id: 1, name: 'fault_demo' }]);
  expect(await client.evaluate('depth,d')).toBe('511');
  const { body } = await client.dc.stackTraceRequest({ threadId: 1, startFrame: 0, levels: 3 });
  expect(body.totalFrames).toBe(513);
  await client.untilEnd(goOn);
  expect(client.output('console')).toContain('fault_demo (pid 1) was ended by a fault: stack overflow');
  expect(exitCode()).toBe(1);
});

it('shows a division by zero where it happened', async () => {
  await client.untilStop(() => client.launch({ program: example('fault_demo.mvasm'), stopOnEntry: true }));
  await client.evaluate('fault_mode = 1', 'repl');
  const fault = await client.untilStop(goOn);
  expect(fault).toMatchObject({ reason: 'exception', name: 'fault_main', description: 'Fault: division by zero' });
  expect(fault.text).toContain('DIV R0, R5, R2');
});

it('shows an illegal opcode at its own address', async () => {
  await client.untilStop(() => client.launch({ program: program('lost.mvasm'), stopOnEntry: true }));
  const fault = await client.untilStop(goOn);
  expect(fault).toMatchObject({ reason: 'exception', description: 'Fault: illegal opcode', line: 9 });
});

it('says where the code was left', async () => {
  const fault = await client.untilStop(() => client.launch({ program: program('falls.mvasm') }));
  expect(fault).toMatchObject({ reason: 'exception', description: 'Fault: execution left the code' });
  expect(fault.text).toContain('has no RET');
  expect((await client.frames()).length).toBeGreaterThan(0);
});

it('knows no exception at other stops', async () => {
  await client.untilStop(() => client.launch({ program: example('fib_frames.mvasm'), stopOnEntry: true }));
  const failure = await client.failure(client.dc.exceptionInfoRequest({ threadId: 1 }));
  expect(failure).toBe('this task did not stop at a fault');
});

it('says once that every task waits, and can be paused then', async () => {
  await client.launch({ program: program('waits.mvasm') });
  await client.untilOutput('Every task waits for a message');
  expect(client.eventNames()).not.toContain('stopped');
  const paused = await client.untilStop(() => client.dc.pauseRequest({ threadId: 1 }));
  expect(paused).toMatchObject({ reason: 'pause', name: 'main' });
  await goOn();
  await client.dc.threadsRequest();
  expect(client.output().split('Every task waits').length - 1).toBe(1);
});

it('passes a sleep without a stop', async () => {
  await client.untilEnd(() => client.launch({ program: example('blink_counter.mvasm') }));
  expect(client.eventNames()).not.toContain('stopped');
  expect(client.output('stdout')).toBe('lamp on\nlamp off\nlamp on\nlamp off\nlamp on\nlamp off\n');
  expect(exitCode()).toBe(6);
});

it('sends nothing after terminated', async () => {
  await client.untilEnd(() => client.launch({ program: example('fib_frames.mvasm') }));
  await new Promise((resolve) => setTimeout(resolve, 100));
  const events = client.events.map(({ event }): DebugProtocol.Event['event'] => event);
  expect(events.at(-1)).toBe('terminated');
  expect(client.output('stdout')).toBe('fib(10) = \n55\n');
});
