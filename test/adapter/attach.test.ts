import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { Client, program } from './client';
import { Execd } from './execd';
import { ImageFolder } from './images';

const forever = program('forever.mvasm');
const counter = program('counter.mvasm');
let client: Client;
let execd: Execd;

beforeEach(async () => {
  client = await Client.start();
});
afterEach(async () => {
  await client.stop();
  await execd.kill();
});

const attach = async (args: Record<string, unknown> = {}, breakpoints: Record<string, number[]> = {}) => {
  await client.attach({ port: execd.port, ...args }, breakpoints);
};

it('takes up a task that runs, stops it at a breakpoint, and lets it go on at the end', async () => {
  execd = await Execd.start(forever);
  await execd.ask('clock', { op: 'start' });
  await client.dc.attachRequest({ port: execd.port } as never);
  expect(await client.setBreakpoints(forever, 13)).toMatchObject([{ verified: true, line: 13 }]);
  const stop = await client.untilStop(() => client.dc.configurationDoneRequest());
  expect(stop).toMatchObject({ reason: 'breakpoint', name: 'main', line: 13, threadId: 1, hitBreakpointIds: [1] });
  expect((await client.dc.threadsRequest()).body.threads).toEqual([{ id: 1, name: 'forever' }]);
  const next = await client.untilStop(() => client.dc.nextRequest({ threadId: 1 }));
  expect(next).toMatchObject({ reason: 'step', line: 14 });
  expect(Number(await client.evaluate('count,d'))).toBeGreaterThan(0);
  expect(await execd.clockRuns()).toBe(false);
  await client.leave();
  expect(await execd.clockRuns()).toBe(true);
  expect(await execd.sessions()).toEqual([]);
  const [before] = await execd.tasks();
  expect(before?.state).not.toBe('paused');
});

it('shows that everything stands where the clock is stopped, and runs it to its end', async () => {
  execd = await Execd.start(counter);
  const stop = await client.untilStop(() => attach({ pid: 1 }));
  expect(stop).toMatchObject({ reason: 'pause', name: 'main', threadId: 1 });
  await client.untilEnd(() => client.dc.continueRequest({ threadId: 1 }));
  expect(client.output('console')).toContain('counter (pid 1) returned 55');
});

it('comes back after the executive was killed and restarted, with the breakpoints set before and meanwhile', async () => {
  execd = await Execd.start(forever);
  await execd.ask('clock', { op: 'start' });
  const stop = await client.untilStop(() => attach({ pid: 1 }, { [forever]: [13] }));
  expect(stop).toMatchObject({ reason: 'breakpoint', line: 13 });
  await client.setBreakpoints(forever);
  await client.dc.continueRequest({ threadId: 1 });
  await execd.kill();
  await client.untilOutput('is lost');
  expect(await client.setBreakpoints(forever, 20)).toMatchObject([{ verified: false, reason: 'failed' }]);
  expect(await client.untilStop(() => execd.restart())).toMatchObject({ reason: 'breakpoint', name: 'tick', line: 20 });
  expect(client.output('console')).toContain('the executive was restarted');
  const out = await client.untilStop(() => client.dc.stepOutRequest({ threadId: 1 }));
  expect(out).toMatchObject({ reason: 'step', line: 13 });
  // Where the program stood, the new one stands, too.
  expect(await client.untilStop(() => execd.restart())).toMatchObject({ reason: 'pause', name: 'main', line: 6 });
  const again = await client.untilStop(() => client.dc.continueRequest({ threadId: 1 }));
  expect(again).toMatchObject({ reason: 'breakpoint', line: 20 });
  const threadEvents = client.events.filter(({ event }) => event === 'thread').map(({ body }) => body.reason);
  expect(threadEvents).toEqual(['started', 'exited', 'started', 'exited', 'started']);
});

it('has each breakpoint once in an executive that was restarted', async () => {
  execd = await Execd.start(counter);
  await client.untilStop(() => attach({ pid: 1 }));
  const breakpoints = [{ line: 15, logMessage: 'item {R1}' }];
  await client.dc.setBreakpointsRequest({ source: { path: counter }, breakpoints });
  await client.untilStop(() => execd.restart());
  await client.untilEnd(() => client.dc.continueRequest({ threadId: 1 }));
  const items = client.output('console').match(/item \d+/g) ?? [];
  expect(items).toHaveLength(10);
  expect(new Set(items).size).toBe(10);
});

it('shows tasks that come and go, and debugs them', async () => {
  execd = await Execd.start(forever);
  await execd.ask('clock', { op: 'start' });
  await attach({}, { [counter]: [20] });
  const stop = await client.untilStop(() => execd.ask('load', { path: counter }));
  expect(stop).toMatchObject({ reason: 'breakpoint', threadId: 2, name: 'main', line: 20 });
  const changed = client.events.filter(({ event }) => event === 'breakpoint').map(({ body }) => body.breakpoint);
  expect(changed).toMatchObject([{ id: 1, verified: true, line: 20 }]);
  await client.setBreakpoints(counter);
  const ended = client.dc.waitForEvent('thread');
  await client.dc.continueRequest({ threadId: 2 });
  expect((await ended).body).toEqual({ reason: 'exited', threadId: 2 });
  expect((await client.dc.threadsRequest()).body.threads).toMatchObject([{ id: 1 }]);
  const told = (name: string) => client.events.filter(({ event }) => event === name).map(({ body }) => body);
  expect(told('module')).toMatchObject([{ reason: 'new', module: { id: 2, name: 'counter.mvasm' } }]);
  expect(told('loadedSource')).toMatchObject([
    { reason: 'new', source: { path: counter } },
    { reason: 'new', source: { name: 'counter (pid 2) listing' } },
  ]);
  expect(client.eventNames()).not.toContain('terminated');
});

it('leaves the tasks standing, or ends them, when it is told so', async () => {
  execd = await Execd.start(forever);
  await execd.ask('clock', { op: 'start' });
  await client.untilStop(() => attach({ stopOnEntry: true }));
  await client.leave({ suspendDebuggee: true });
  expect(await execd.clockRuns()).toBe(false);
  await client.stop();
  client = await Client.start();
  await attach();
  await client.leave({ terminateDebuggee: true });
  expect(await execd.tasks()).toEqual([]);
});

it('reserves its tasks, and tells others who come', async () => {
  execd = await Execd.start(forever);
  await attach({ pid: '1' });
  const other = await Client.start();
  expect(await client.failure(other.attach({ port: execd.port, pid: 1 }))).toContain('task 1 is reserved by another');
  await other.attach({ port: execd.port, pid: 1, observer: true });
  const threads = (await other.dc.threadsRequest()).body.threads;
  expect(threads).toEqual([{ id: 1, name: 'forever' }]);
  expect(await client.failure(other.dc.continueRequest({ threadId: 1 }))).toContain('only observes');
  expect(await other.setBreakpoints(forever, 20)).toMatchObject([{ verified: false }]);
  const write = other.dc.customRequest('writeMemory', { memoryReference: '0x4000', data: 'AQ==' });
  expect(await client.failure(write)).toContain('observer_readonly');
  expect(await execd.sessions()).toMatchObject([{ pid_locks: [1] }, { role: 'observer', pid_locks: [] }]);
  await other.stop();
  await client.leave();
  expect(await execd.sessions()).toEqual([]);
});

it('works with a configuration of the predecessor, which leaves the task alive', async () => {
  execd = await Execd.start(forever);
  const predecessor = {
    pid: 1,
    port: execd.port,
    symPath: '',
    logLevel: 'INFO',
    pythonPath: 'python',
    adapterArgs: [],
  };
  await client.untilStop(() => client.launch(predecessor as never));
  expect(client.output('console')).toContain('"pythonPath" has no effect');
  await client.untilEnd(() => client.dc.terminateRequest());
  expect((await execd.tasks()).map(({ pid }) => pid)).toEqual([1]);
});

it('knows the source of a program of hsx.json by its name', async () => {
  const folder = await ImageFolder.create();
  onTestFinished(() => folder.remove());
  const source = await folder.file('main.mvasm', '.text\nmain:\n    LDI R0, 1\nother:\n    JMP other\n');
  await folder.file('hsx.json', '{ "programs": [{ "name": "one", "units": ["main.mvasm"], "entry": "other" }] }');
  execd = await Execd.start(`${folder.path}/one`);
  await client.untilStop(() => attach({ stopOnEntry: true }));
  expect(await client.frames()).toMatchObject([{ name: 'other', line: 5, source: { path: source } }]);
});

it('shows the listing of code without symbols, and stops in it', async () => {
  execd = await Execd.start(forever);
  await client.untilStop(() => attach({ pid: 1, symbols: '/nowhere/none.sym' }));
  expect(client.output('console')).toContain('/nowhere/none.sym does not exist): showing its disassembly');
  const [frame] = await client.frames();
  expect(frame?.source).toMatchObject({ sourceReference: 1 });
  const { body } = await client.dc.customRequest('disassemble', { memoryReference: '0x0', instructionCount: 2 });
  expect(body.instructions[0].instruction).toBe('LDI R6, 1');
  await client.dc.customRequest('setInstructionBreakpoints', { breakpoints: [{ instructionReference: '0xC' }] });
  const stop = await client.untilStop(() => client.dc.continueRequest({ threadId: 1 }));
  expect(stop.reason).toBe('instruction breakpoint');
});

it('says in words what is wrong with a connection', async () => {
  execd = await Execd.start('--token', 'secret', forever);
  expect(await client.failure(attach())).toBe('the executive asks for a token: set the attribute "token"');
  expect(await client.failure(attach({ token: 'secret', pid: 7 }))).toBe('the executive has no task with pid 7');
  expect(await client.failure(attach({ port: 1 }))).toMatch(/^no executive can be reached: .* nobody listens there/);
  await client.untilStop(() => attach({ token: 'secret' }));
});
