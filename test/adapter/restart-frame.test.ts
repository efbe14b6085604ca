import { readFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { Folder } from '../cli/hsx';
import { Client, example, program } from './client';
import { Execd } from './execd';
import { ServedReference } from './reference';

const fib = example('fib_frames.mvasm');
const counter = program('counter.mvasm');
const go = (client: Client) => () => client.dc.continueRequest({ threadId: 1 });
const restart = (client: Client, frameId: number) => client.dc.customRequest('restartFrame', { frameId });

async function restartFrame(client: Client, index: number) {
  const frames = await client.frames();
  return client.untilStop(() => restart(client, frames[index]!.id));
}

it('begins a frame anew: frames above it are gone, and its caller gets the same result', async () => {
  const client = await Client.inTest();
  // The third call is fib(8), with fib(9) and fib(10) around it.
  await client.dc.launchRequest({ program: fib } as never);
  await client.dc.setBreakpointsRequest({ source: { path: fib }, breakpoints: [{ line: 39, hitCondition: '3' }] });
  await client.untilStop(() => client.dc.configurationDoneRequest());
  expect(await client.evaluate('R1,d')).toBe('8');
  const before = await client.frames();
  expect(before.map(({ name }) => name)).toEqual(['fib', 'fib', 'fib', 'fib_main']);
  await client.setBreakpoints(fib);
  const stop = await restartFrame(client, 1);
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
  await client.untilEnd(go(client));
  expect(client.output('stdout')).toBe('fib(10) = \n55\n');
});

it('begins the whole task anew in its outermost frame', async () => {
  const client = await Client.inTest();
  await client.untilStop(() => client.launch({ program: fib }, { [fib]: [35] }));
  await client.setBreakpoints(fib);
  expect(await restartFrame(client, 1)).toMatchObject({ reason: 'restart', name: 'fib_main', line: 20 });
  await client.untilEnd(go(client));
  expect(client.output('stdout')).toBe('fib(10) = \n55\n');
});

it('says why a frame cannot begin anew', async () => {
  const client = await Client.inTest();
  await client.untilStop(() => client.launch({ program: program('waits.mvasm'), stopOnEntry: true }));
  const [entry] = await client.frames();
  expect(entry).not.toHaveProperty('canRestart');
  await go(client)();
  expect(await client.failure(restart(client, entry!.id))).toContain('the program is running: pause it first');
  await client.untilStop(() => client.dc.pauseRequest({ threadId: 1 }));
  const [waiting] = await client.frames();
  expect(waiting).toMatchObject({ canRestart: false });
  expect(await client.failure(restart(client, waiting!.id))).toContain(
    'cannot restart the frame: task 1 is in the middle of a service: it waits',
  );
  expect(await client.failure(restart(client, waiting!.id + 9))).toContain('this stack frame is gone');
});

it('begins a frame of an attached task anew, and not for one who only looks', async () => {
  const client = await Client.inTest();
  const execd = await Execd.start(counter);
  onTestFinished(() => execd.kill());
  await client.untilStop(() => client.attach({ port: execd.port, pid: 1 }, {}));
  await client.setBreakpoints(counter, 25);
  await client.untilStop(go(client));
  const observer = await Client.inTest();
  await observer.untilStop(() => observer.attach({ port: execd.port, observer: true }));
  const [frame] = await observer.frames();
  expect(await observer.failure(restart(observer, frame!.id))).toContain('this session only observes');
  expect(await restartFrame(client, 1)).toMatchObject({ reason: 'restart', name: 'main', line: 6 });
  await client.setBreakpoints(counter);
  await client.untilEnd(go(client));
  expect(client.output('console')).toContain('counter (pid 1) returned 55');
});

it('is not offered by an executive that keeps no record of calls', async () => {
  const client = await Client.inTest();
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
  expect(await client.failure(restart(client, frame!.id))).toContain('this executive cannot restart frames');
});
