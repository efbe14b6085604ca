/** Variables of compiled code, from its symbol file. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Client, example } from './client';
import { ImageFolder } from './images';

let client: Client;
let folder: ImageFolder;

beforeEach(async () => {
  client = await Client.start();
  folder = await ImageFolder.create();
});
afterEach(async () => {
  await client.stop();
  await folder.remove();
});

interface Vector {
  readonly programs: { readonly calls: { readonly source: string; readonly hxe_b64: string; readonly sym: object } };
}

/** The image of a golden session with the reference, as its tools made it. */
async function calls(change: (symbols: Symbols) => void = () => undefined): Promise<string> {
  const vector = join(import.meta.dirname, '..', 'vectors', 'protocol', '18-symbols.jsonl');
  const [first = ''] = (await readFile(vector, 'utf8')).split('\n', 1);
  const { source, hxe_b64: image, sym } = (JSON.parse(first) as Vector).programs.calls;
  change(sym as Symbols);
  await folder.file('calls.mvasm', source);
  await folder.file('calls.sym', JSON.stringify(sym));
  return folder.file('calls.hxe', Buffer.from(image, 'base64'));
}

interface Symbols {
  readonly symbols: { readonly variables: Record<string, unknown>[]; readonly locals: Record<string, unknown>[] };
}

async function stopAt(program: string, address: string): Promise<void> {
  await client.untilStop(() => client.launch({ program, stopOnEntry: true }));
  await client.dc.customRequest('setInstructionBreakpoints', { breakpoints: [{ instructionReference: address }] });
  await client.untilStop(() => client.dc.continueRequest({ threadId: 1 }));
}

const shown = (variables: Record<string, { value: string; type?: string }>) =>
  Object.entries(variables).map(([name, { value, type }]) => `${name}: ${type} = ${value}`);

it('shows the locals of compiled code where they live', async () => {
  await stopAt(await calls(), 'code:1:0x0048');
  const locals = await client.scope('Locals');
  expect(shown(locals)).toEqual([
    'saved: word = 0x00000003 (3)',
    'acc: word = 0x00000000 (0)',
    'g: word = 0x00000007 (7)',
  ]);
  expect(locals['saved']).toMatchObject({ evaluateName: 'saved', memoryReference: 'data:1:0xFFE4' });
  const { body } = await client.dc.customRequest('locations', {
    locationReference: locals['saved']?.declarationLocationReference,
  });
  expect(body).toMatchObject({ source: { name: 'calls.mvasm' }, line: 27 });
  expect(shown(await client.scope('Globals'))).toEqual(['total: word = 0x00000007 (7)']);
  await client.dc.setVariableRequest({ variablesReference: await client.reference('Locals'), name: 'acc', value: '9' });
  expect(await client.evaluate('R0,d')).toBe('9');
});

it('shows types as the compiler tells them, and arguments apart from locals', async () => {
  const program = await calls(({ symbols }) => {
    Object.assign(symbols.variables[0] ?? {}, { type: 'const unsigned char[4]' });
    symbols.variables.push({ name: 'greet', address: 16388, size: 3, scope: 'unit', type: 'char[3]' });
    const whole = (location: object) => [{ start: 60, end: 88, location }];
    symbols.locals.push(
      {
        name: 'count',
        function: 'inner',
        scope: 'arg',
        type: 'short',
        locations: whole({ kind: 'register', name: 'R1' }),
      },
      { name: 'ratio', function: 'inner', type: 'float', locations: whole({ kind: 'register', name: 'R2' }) },
      { name: 'next', function: 'inner', type: 'struct node *', locations: whole({ kind: 'stack', offset: 0 }) },
    );
  });
  await stopAt(program, 'code:1:0x0048');
  expect(shown(await client.scope('Arguments'))).toEqual(['count: short = 0x0003 (3)']);
  expect(shown(await client.scope('Locals')).slice(3)).toEqual([
    'ratio: float = 2.38419e-7 (0x0004)',
    'next: struct node * = 0x0000FFF0 (65520)',
  ]);
  expect(shown(await client.scope('Globals'))).toEqual(['total: const unsigned char[4] = [7, 0, 0, 0]']);
  expect(shown(await client.scope('Labels'))).toEqual(['greet: char[3] = "hi"']);
  await client.dc.setVariableRequest({
    variablesReference: await client.reference('Locals'),
    name: 'ratio',
    value: '1.5',
  });
  expect(await client.evaluate('R2,x')).toBe('0x00003E00');
});

it('shows halves as fractions where a remark beside them says f16', async () => {
  await client.untilStop(() => client.launch({ program: example('f16_filter.mvasm'), stopOnEntry: true }));
  const { filt_samples: samples } = await client.scope('Labels');
  expect(samples).toMatchObject({ type: 'f16[16]', value: '[18, 18.5, 19, 30, 19.5, 20, 20.5, 21, …]' });
  const { body } = await client.dc.customRequest('locations', {
    locationReference: samples?.declarationLocationReference,
  });
  expect(body).toMatchObject({ source: { name: 'f16_filter.mvasm' }, line: 63, column: 1 });
});

it('leads from a code address to its source line', async () => {
  await client.untilStop(() => client.launch({ program: example('fib_frames.mvasm'), stopOnEntry: true }));
  const { PC: pc } = await client.scope('Control Registers');
  const place = async (locationReference: number | undefined) =>
    (await client.dc.customRequest('locations', { locationReference })).body;
  const [frame] = await client.frames();
  expect(await place(pc?.valueLocationReference)).toMatchObject({
    source: { name: 'fib_frames.mvasm' },
    line: frame?.line,
  });
  const { body } = await client.dc.evaluateRequest({ expression: 'fib', context: 'watch' });
  expect(await place(body.valueLocationReference)).toMatchObject({ line: 35 });
  expect(await client.failure(client.dc.customRequest('locations', { locationReference: 1 }))).toContain('is gone');
});
