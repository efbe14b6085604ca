import type { DebugProtocol } from '@vscode/debugprotocol';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { Client, example, program } from './client';
import { ImageFolder } from './images';

const fib = example('fib_frames.mvasm');
let client: Client;

beforeEach(async () => {
  client = await Client.start();
});
afterEach(() => client.stop());

it('hits a breakpoint inside the recursion, ten frames deep', async () => {
  const stop = await client.untilStop(() => client.launch({ program: fib }, { [fib]: [42] }));
  expect(stop).toMatchObject({ reason: 'breakpoint', name: 'fib', line: 42, hitBreakpointIds: [1] });
  const { body } = await client.dc.stackTraceRequest({ threadId: 1 });
  expect(body.totalFrames).toBe(10);
  expect(body.stackFrames.map(({ name, line }) => `${name}:${line}`)).toEqual([
    'fib:42',
    ...Array.from({ length: 8 }, () => 'fib:52'),
    'fib_main:23',
  ]);
  const page = await client.dc.stackTraceRequest({ threadId: 1, startFrame: 8, levels: 5 });
  expect(page.body).toMatchObject({ totalFrames: 10, stackFrames: [{ line: 52 }, { line: 23 }] });
});

it('places breakpoints on lines with code and says why it cannot', async () => {
  await client.dc.launchRequest({ program: fib } as DebugProtocol.LaunchRequestArguments);
  const [here, moved, beyond] = await client.setBreakpoints(fib, 23, 32, 70);
  expect(here).toMatchObject({ id: 1, verified: true, line: 23, instructionReference: '0x000C' });
  expect(here).not.toHaveProperty('message');
  expect(moved).toMatchObject({ id: 2, verified: true, line: 35, message: 'line 32 has no code; moved to line 35' });
  expect(beyond).toMatchObject({ verified: false, message: expect.stringContaining('no code at or below line 70') });
  const [elsewhere] = await client.setBreakpoints(example('blink_counter.mvasm'), 20);
  expect(elsewhere).toMatchObject({
    verified: false,
    message: 'blink_counter.mvasm is not part of the program that runs',
  });
});

it('stops in an included file', async () => {
  const folder = await ImageFolder.create();
  onTestFinished(() => folder.remove());
  const part = await folder.file('part.inc', '    LDI R1, 1\n    LDI R2, 2\n');
  const main = await folder.file('main.mvasm', '.entry main\n.text\nmain:\n.include "part.inc"\n    RET\n');
  const stop = await client.untilStop(() => client.launch({ program: main }, { [part]: [2] }));
  expect(stop).toMatchObject({ reason: 'breakpoint', name: 'main', line: 2 });
  expect((await client.frames())[0]?.source?.path).toBe(part);
});

it('stops in each of several included files, also where one includes another', async () => {
  const folder = await ImageFolder.create();
  onTestFinished(() => folder.remove());
  const inner = await folder.file('inner.inc', 'inner:\n    LDI R2, 2\n    RET\n');
  const outer = await folder.file('outer.inc', 'outer:\n    LDI R1, 1\n    RET\n.include "inner.inc"\n');
  const calls = '    CALL outer\n    CALL inner\n    RET\n';
  const main = await folder.file('main.mvasm', `.entry main\n.text\nmain:\n${calls}.include "outer.inc"\n`);
  const lines = { [outer]: [2], [inner]: [2], [main]: [6] };
  const stops = [await client.untilStop(() => client.launch({ program: main }, lines))];
  for (let count = 1; count < 3; count++) {
    stops.push(await client.untilStop(() => client.dc.continueRequest({ threadId: 1 })));
  }
  expect(stops).toMatchObject([
    { name: 'outer', line: 2, hitBreakpointIds: [1] },
    { name: 'inner', line: 2, hitBreakpointIds: [2] },
    { name: 'main', line: 6, hitBreakpointIds: [3] },
  ]);
});

it('keeps the ids of breakpoints that stay', async () => {
  await client.dc.launchRequest({ program: fib } as DebugProtocol.LaunchRequestArguments);
  await client.setBreakpoints(fib, 23, 39);
  const again = await client.setBreakpoints(fib, 22, 39);
  expect(again.map(({ id }) => id)).toEqual([3, 2]);
});

it('knows where breakpoints can stand', async () => {
  await client.dc.launchRequest({ program: fib } as DebugProtocol.LaunchRequestArguments);
  const { body } = await client.dc.customRequest('breakpointLocations', {
    source: { path: fib },
    line: 29,
    endLine: 36,
  });
  expect(body.breakpoints.map(({ line }: { line: number }) => line)).toEqual([29, 30, 31, 35, 36]);
});

it('takes breakpoints while the program runs, without stopping it', async () => {
  const forever = program('forever.mvasm');
  await client.launch({ program: forever });
  const stop = await client.untilStop(() => client.setBreakpoints(forever, 20));
  expect(stop).toMatchObject({ reason: 'breakpoint', name: 'tick', line: 20 });
  await client.setBreakpoints(forever);
  await client.dc.continueRequest({ threadId: 1 });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(client.eventNames().filter((name) => name === 'stopped')).toHaveLength(1);
});

it('stops at instruction breakpoints and refuses impossible ones', async () => {
  await client.dc.launchRequest({ program: fib } as DebugProtocol.LaunchRequestArguments);
  const { body } = await client.dc.customRequest('setInstructionBreakpoints', {
    breakpoints: [
      { instructionReference: '0x0000', offset: 12 },
      { instructionReference: '0x0018' },
      { instructionReference: '0x8000' },
      { instructionReference: '0x10000' },
    ],
  });
  expect(body.breakpoints).toMatchObject([
    { verified: true, instructionReference: '0x000C' },
    { verified: false, message: 'no instruction starts at 0x0018' },
    { verified: false, message: '0x8000 lies outside the code' },
    { verified: false, message: 'there is no task with pid 2' },
  ]);
  const stop = await client.untilStop(() => client.dc.configurationDoneRequest());
  expect(stop).toMatchObject({ reason: 'instruction breakpoint', line: 23, hitBreakpointIds: [1] });
});

it('counts lines as the client does', async () => {
  await client.stop();
  client = await Client.start(undefined, { linesStartAt1: false, columnsStartAt1: false });
  const stop = await client.untilStop(() => client.launch({ program: fib }, { [fib]: [41] }));
  expect(stop).toMatchObject({ reason: 'breakpoint', line: 41 });
  expect((await client.frames())[1]).toMatchObject({ line: 51, column: 4 });
  const [moved] = await client.setBreakpoints(fib, 31);
  expect(moved?.line).toBe(34);
});

it('passes everything without debugging', async () => {
  await client.dc.launchRequest({
    program: program('breaks.mvasm'),
    noDebug: true,
  } as DebugProtocol.LaunchRequestArguments);
  const [breakpoint] = await client.setBreakpoints(program('breaks.mvasm'), 6);
  expect(breakpoint).toMatchObject({ verified: false, message: 'the program was started without debugging' });
  await client.untilEnd(() => client.dc.configurationDoneRequest());
  expect(client.eventNames()).not.toContain('stopped');
  expect(client.output('console')).toContain('breaks (pid 1) was ended by a fault: memory access beyond 0xFFFF');
  expect(client.events.find(({ event }) => event === 'exited')?.body).toEqual({ exitCode: 1 });
});
