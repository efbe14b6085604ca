import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { Folder } from '../cli/hsx';
import { Client, example, program } from './client';
import { Execd } from './execd';
import { ServedReference } from './reference';

const fib = example('fib_frames.mvasm');
const counter = program('counter.mvasm');
let client: Client;

beforeEach(async () => {
  client = await Client.start();
});
afterEach(() => client.stop());

const go = () => client.dc.continueRequest({ threadId: 1 });
const restart = (frameId: number) => client.dc.customRequest('restartFrame', { frameId });

async function restartFrame(index: number) {
  const frames = await client.frames();
  return client.untilStop(() => restart(frames[index]!.id));
}

it('begins a frame anew: frames above it are gone, and its caller gets the same result', async () => {
  // The third call is fib(8), with fib(9) and fib(10) around it.
  await client.dc.launchRequest({ program: fib } as never);
  await client.dc.setBreakpointsRequest({ source: { path: fib }, breakpoints: [{ line: 39, hitCondition: '3' }] });
  await client.untilStop(() => client.dc.configurationDoneRequest());
  expect(await client.evaluate('R1,d')).toBe('8');
  const before = await client.frames();
  expect(before.map(({ name }) => name)).toEqual(['fib', 'fib', 'fib', 'fib_main']);
  await client.setBreakpoints(fib);
  const stop = await restartFrame(1);
  expect(stop).toMatchObject({ reason: 'restart', threadId: 1, allThreadsStopped: true, name: 'fib', line: 35 });
  const after = await client.frames();
  expect(after.map(({ name }) => name)).toEqual(['fib', 'fib', 'fib_main']);
  expect(after.slice(1).map(({ line }) => line)).toEqual(before.slice(2).map(({ line }) => line));
  // Registers stay: this is fib(9) with the argument of fib(8), unless it is given its own again.
  expect(await client.evaluate('R1,d')).toBe('8');
  await client.dc.customRequest('setExpression', { expression: 'R1', value: '9', frameId: after[0]!.id });
  const out = await client.untilStop(() => client.dc.stepOutRequest({ threadId: 1 }));
  expect(out).toMatchObject({ name: 'fib', line: 53 });
  expect(await client.evaluate('R0,d')).toBe('34');
  await client.untilEnd(go);
  expect(client.output('stdout')).toBe('fib(10) = \n55\n');
});

it('begins the whole task anew in its outermost frame', async () => {
  await client.untilStop(() => client.launch({ program: fib }, { [fib]: [35] }));
  await client.setBreakpoints(fib);
  expect(await restartFrame(1)).toMatchObject({ reason: 'restart', name: 'fib_main', line: 20 });
  await client.untilEnd(go);
  expect(client.output('stdout')).toBe('fib(10) = \n55\n');
});

it('says why a frame cannot begin anew', async () => {
  await client.untilStop(() => client.launch({ program: program('waits.mvasm'), stopOnEntry: true }));
  const [entry] = await client.frames();
  expect(entry).not.toHaveProperty('canRestart');
  await go();
  expect(await client.failure(restart(entry!.id))).toContain('the program is running: pause it first');
  await client.untilStop(() => client.dc.pauseRequest({ threadId: 1 }));
  const [waiting] = await client.frames();
  expect(waiting).toMatchObject({ canRestart: false });
  expect(await client.failure(restart(waiting!.id))).toContain(
    'cannot restart the frame: task 1 is in the middle of a service: it waits',
  );
  expect(await client.failure(restart(waiting!.id + 9))).toContain('this stack frame is gone');
});

it('begins a frame of an attached task anew, and not for one who only looks', async () => {
  const execd = await Execd.start(counter);
  onTestFinished(() => execd.kill());
  await client.untilStop(() => client.attach({ port: execd.port, pid: 1 }, {}));
  await client.setBreakpoints(counter, 25);
  await client.untilStop(go);
  const observer = await Client.start();
  onTestFinished(() => observer.stop());
  await observer.untilStop(() => observer.attach({ port: execd.port, observer: true }));
  const [frame] = await observer.frames();
  expect(await observer.failure(observer.dc.customRequest('restartFrame', { frameId: frame!.id }))).toContain(
    'this session only observes',
  );
  expect(await restartFrame(1)).toMatchObject({ reason: 'restart', name: 'main', line: 6 });
  await client.setBreakpoints(counter);
  await client.untilEnd(go);
  expect(client.output('console')).toContain('counter (pid 1) returned 55');
});

it('is not offered by an executive that keeps no record of calls', async () => {
  const folder = new Folder();
  await folder.hsx('build', counter, '-o', 'counter.hxe', '--sym', 'counter.sym');
  const executive = await ServedReference.start(
    new Map([[folder.in('counter.hxe'), readFileSync(folder.in('counter.hxe'))]]),
  );
  onTestFinished(() => executive.close());
  await executive.ask('load', { path: folder.in('counter.hxe') });
  await client.untilStop(() => client.attach({ port: executive.port, pid: 1 }));
  const [frame] = await client.frames();
  expect(frame).toMatchObject({ canRestart: false });
  expect(await client.failure(restart(frame!.id))).toContain('this executive cannot restart frames');
  await client.leave();
});
