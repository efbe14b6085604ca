import type { DebugProtocol } from '@vscode/debugprotocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Client, example, program } from './client';

const fib = example('fib_frames.mvasm');
const counter = program('counter.mvasm');
const forever = program('forever.mvasm');
let client: Client;

beforeEach(async () => {
  client = await Client.start();
});
afterEach(() => client.stop());

const goOn = () => client.dc.continueRequest({ threadId: 1 });
const launch = (path: string) => client.dc.launchRequest({ program: path } as DebugProtocol.LaunchRequestArguments);
const start = () => client.untilStop(() => client.dc.configurationDoneRequest());

async function set(
  path: string,
  ...breakpoints: DebugProtocol.SourceBreakpoint[]
): Promise<DebugProtocol.Breakpoint[]> {
  return (await client.dc.setBreakpointsRequest({ source: { path }, breakpoints })).body.breakpoints;
}

it('stops where a condition is met, and nowhere before', async () => {
  await launch(counter);
  await set(counter, { line: 15, condition: 'R1 == 7' });
  expect(await start()).toMatchObject({ reason: 'breakpoint', line: 15, hitBreakpointIds: [1] });
  expect(await client.evaluate('R1,d')).toBe('7');
  await client.untilEnd(goOn);
});

it.each([
  ['3', ['3']],
  ['> 8', ['9', '10']],
  ['>= 9', ['9', '10']],
  ['<= 2', ['1', '2']],
  ['%4', ['4', '8']],
])('counts hits: %s', async (hitCondition, expected) => {
  await launch(counter);
  await set(counter, { line: 15, hitCondition });
  const seen: string[] = [];
  await start();
  for (;;) {
    seen.push(await client.evaluate('R1,d'));
    if (seen.length === expected.length) break;
    await client.untilStop(goOn);
  }
  expect(seen).toEqual(expected);
  await client.untilEnd(goOn);
});

it('counts only hits that meet the condition', async () => {
  await launch(counter);
  await set(counter, { line: 15, condition: 'R1 % 2 == 0', hitCondition: '3' });
  await start();
  expect(await client.evaluate('R1,d')).toBe('6');
});

it('logs instead of stopping, located at its line', async () => {
  await launch(counter);
  await set(counter, { line: 15, condition: 'R1 > 8', logMessage: 'item {R1} of {greeting} {{x}} {[R4],u16,x} {1/0}' });
  await client.untilEnd(() => client.dc.configurationDoneRequest());
  expect(client.output('console')).toContain('item 9 of "hello" {x} 0x0009 {division by zero}\nitem 10 of');
  const output = client.events.find(({ body }) => body?.output?.startsWith('item 9'));
  expect(output?.body).toMatchObject({ source: { path: counter }, line: 15, data: { pid: 1 } });
});

it('says why a breakpoint with a rule cannot be set', async () => {
  await launch(counter);
  const breakpoints = await set(
    counter,
    { line: 15, condition: 'R1 == nowhere' },
    { line: 16, hitCondition: 'often' },
    { line: 17, logMessage: 'open {R1' },
    { line: 18, condition: '(R1' },
  );
  expect(breakpoints.map(({ verified, message }) => [verified, message])).toEqual([
    [false, expect.stringContaining('"nowhere" is neither a register nor a label')],
    [false, expect.stringContaining('"often" is no hit count')],
    [false, expect.stringContaining('"}" is missing for the "{" in column 6')],
    [false, expect.stringContaining('")" is missing')],
  ]);
});

it('stops when a condition cannot be evaluated, and tells so', async () => {
  await launch(counter);
  await set(counter, { line: 15, condition: '[0xFFFE] == 1' });
  expect(await start()).toMatchObject({ line: 15 });
  expect(client.output('stderr')).toContain('the condition failed: this reaches beyond the end of data memory');
});

it('changes a condition while the program runs', async () => {
  await client.launch({ program: forever });
  await set(forever, { line: 20, condition: '[count,u32] == 0' });
  const stop = await client.untilStop(() => set(forever, { line: 20, condition: 'count > 1000' }));
  expect(stop).toMatchObject({ line: 20, hitBreakpointIds: [1] });
});

it('stops at functions by label, file and address', async () => {
  await launch(fib);
  const { body } = await client.dc.setFunctionBreakpointsRequest({
    breakpoints: [
      { name: 'fib', condition: 'R1 == 3' },
      { name: 'console.mvasm:con_puts' },
      { name: '0x0034' },
      { name: 'nobody' },
    ],
  });
  expect(body.breakpoints).toMatchObject([
    { verified: true, instructionReference: '0x0034' },
    { verified: true },
    { verified: true, instructionReference: '0x0034' },
    { verified: false, message: expect.stringContaining('no routine or label "nobody"') },
  ]);
  expect(await start()).toMatchObject({ reason: 'function breakpoint', name: 'fib', hitBreakpointIds: [3] });
  await client.dc.setFunctionBreakpointsRequest({ breakpoints: [{ name: 'fib', condition: 'R1 == 3' }] });
  expect(await client.untilStop(goOn)).toMatchObject({ hitBreakpointIds: [1] });
  expect(await client.evaluate('R1,d')).toBe('3');
});

it('steps over a routine that drops its return address and jumps back', async () => {
  const away = program('away.mvasm');
  await launch(away);
  await set(away, { line: 10 });
  await start();
  await set(away);
  expect(await client.untilStop(() => client.dc.nextRequest({ threadId: 1 }))).toMatchObject({
    reason: 'step',
    line: 9,
  });
});
