import type { DebugProtocol } from '@vscode/debugprotocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Client, example, program } from './client';

const counter = program('counter.mvasm');
const fib = example('fib_frames.mvasm');
let client: Client;

beforeEach(async () => {
  client = await Client.start();
});
afterEach(() => client.stop());

const goOn = () => client.dc.continueRequest({ threadId: 1 });
const info = async (args: object): Promise<DebugProtocol.DataBreakpointInfoResponse['body']> =>
  (await client.dc.customRequest('dataBreakpointInfo', args)).body;
const watch = async (...breakpoints: object[]): Promise<DebugProtocol.Breakpoint[]> =>
  (await client.dc.customRequest('setDataBreakpoints', { breakpoints })).body.breakpoints;

it('watches a label, an expression, a range and a register-relative place', async () => {
  await client.untilStop(() => client.launch({ program: counter, stopOnEntry: true }));
  expect(await info({ name: 'total' })).toEqual({
    dataId: '1:0x4014:4',
    description: 'total: 4 bytes at 0x4014',
    accessTypes: ['read', 'write', 'readWrite'],
    canPersist: true,
  });
  expect(await info({ name: 'table' })).toMatchObject({ dataId: '1:0x4000:20' });
  expect(await info({ name: '[SP - 8],u16' })).toMatchObject({ dataId: '1:0xFFF4:2' });
  expect(await info({ name: '&letter', asAddress: true, bytes: 2 })).toMatchObject({ dataId: '1:0x4018:2' });
  expect(await info({ name: 'half', mode: 'change' })).toMatchObject({ dataId: '1:0x401A:2:change' });
  expect(await info({ name: 'R1' })).toEqual({ dataId: null, description: expect.stringContaining('only memory') });
  expect(await info({ name: 'total +' })).toMatchObject({ dataId: null, description: expect.stringContaining('ends') });
});

it('watches from the variables view', async () => {
  await client.untilStop(() => client.launch({ program: counter, stopOnEntry: true }));
  const [frame] = await client.frames();
  const scopes = await client.scopes(frame?.id ?? 0);
  const labels = scopes['Labels']?.variablesReference ?? 0;
  expect(await info({ variablesReference: labels, name: 'letter' })).toMatchObject({ dataId: '1:0x4018:1' });
  const table = (await client.variables(labels)).find(({ name }) => name === 'table');
  const element = { variablesReference: table?.variablesReference, name: '[2]' };
  expect(await info(element)).toMatchObject({ dataId: '1:0x4004:2' });
});

it('stops behind the access and tells what happened', async () => {
  await client.untilStop(() => client.launch({ program: counter, stopOnEntry: true }));
  expect(
    await watch({ dataId: '1:0x4014:4', accessType: 'write' }, { dataId: '1:0xFFFE:4' }, { dataId: 'total' }),
  ).toMatchObject([
    { id: 1, verified: true },
    { verified: false, message: expect.stringContaining('do not lie inside data memory') },
    { verified: false, message: expect.stringContaining('is no data id') },
  ]);
  expect(await client.untilStop(goOn)).toMatchObject({
    reason: 'data breakpoint',
    line: 22,
    hitBreakpointIds: [1],
    text: 'total (0x4014) was written: 0x00000000 → 0x00000037',
  });
});

it('stops at reads with a condition and a hit count', async () => {
  await client.untilStop(() => client.launch({ program: counter, stopOnEntry: true }));
  await watch({ dataId: '1:0x4000:20', accessType: 'read', condition: 'R1 > 4', hitCondition: '2' });
  expect(await client.untilStop(goOn)).toMatchObject({ text: 'table+10 (0x400A) was read: 0x0006' });
  expect(await client.evaluate('R1,d')).toBe('6');
  await watch();
  await client.untilEnd(goOn);
});

it('passes writes that change nothing when only changes count', async () => {
  const forever = program('forever.mvasm');
  await client.untilStop(() => client.launch({ program: forever, stopOnEntry: true }));
  await watch({ dataId: '1:0x4000:1:change', condition: '[0x4000,u8] == 0' });
  // The low byte of the counter comes back to 0 after 256 writes.
  expect(await client.untilStop(goOn)).toMatchObject({ text: 'count (0x4000) was written: 0xFF → 0x00' });
});

it('sees what services write', async () => {
  const pair = [example('mailbox_consumer.mvasm'), example('mailbox_producer.mvasm')];
  await client.untilStop(() => client.launch({ program: pair, stopOnEntry: true }));
  const buffer = await info({ name: 'cons_buffer' });
  await watch({ dataId: buffer.dataId, accessType: 'write' });
  const stop = await client.untilStop(goOn);
  expect(stop).toMatchObject({ reason: 'data breakpoint', threadId: 1, text: expect.stringContaining('cons_buffer') });
});

it('watches the stack of a recursion', async () => {
  await client.untilStop(() => client.launch({ program: fib }, { [fib]: [38] }));
  const { dataId } = await info({ name: '[R7+-4]', frameId: (await client.frames())[0]?.id });
  await client.setBreakpoints(fib);
  await watch({ dataId, accessType: 'read' });
  expect(await client.untilStop(goOn)).toMatchObject({ reason: 'data breakpoint', name: 'fib', line: 55 });
});
