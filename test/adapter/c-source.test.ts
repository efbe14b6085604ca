/** Debugging in a source of another language: its lines come from the symbol file alone. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { Client } from './client';
import { ImageFolder } from './images';

const text = `int total = 7;

int inner(int x) {
    return x + x;
}

int outer(int x) {
    int k = 4;
    return inner(x) + k;
}

int main(void) {
    total = outer(3);
    for (;;) { }
}
`;

/** The C lines of the instructions of a golden session with the reference, in the order of their addresses. */
const lines = [12, 12, 13, 13, 13, 13, 14, 7, 7, 8, 9, 9, 10, 10, 3, 3, 4, 4, 5, 5, 5];

interface Vector {
  readonly programs: {
    readonly calls: {
      readonly hxe_b64: string;
      readonly sym: {
        readonly symbols: { readonly functions: { name: string; file: string; line: number }[] };
        readonly instructions: Record<string, unknown>[];
      };
    };
  };
}

const functionLines: Record<string, number> = { inner: 3, outer: 7, main: 12 };

let client: Client;
let folder: ImageFolder;
let source: string;
let program: string;

beforeEach(async () => {
  client = await Client.inTest();
  folder = await ImageFolder.create();
  onTestFinished(() => folder.remove());
  const vector = join(import.meta.dirname, '..', 'vectors', 'protocol', '18-symbols.jsonl');
  const [first = ''] = (await readFile(vector, 'utf8')).split('\n', 1);
  const { hxe_b64: image, sym } = (JSON.parse(first) as Vector).programs.calls;
  for (const routine of sym.symbols.functions) {
    Object.assign(routine, { file: 'calls.c', line: functionLines[routine.name] });
  }
  for (const [index, entry] of sym.instructions.entries()) {
    Object.assign(entry, { file: 'calls.c', directory: '.', line: lines[index], column: 1, source_kind: 'source' });
  }
  source = await folder.file('calls.c', text);
  await folder.file('calls.sym', JSON.stringify(sym));
  program = await folder.file('calls.hxe', Buffer.from(image, 'base64'));
});

const position = (line: number) => ({ line, source: { name: 'calls.c', path: source } });

it('stops at a breakpoint in a C source, and moves one to the next line with code', async () => {
  await client.dc.launchRequest({ program } as never);
  const set = await client.setBreakpoints(source, 4, 6, 15);
  const moved = { verified: true, line: 7, message: 'line 6 has no code; moved to line 7' };
  expect(set).toMatchObject([{ verified: true, line: 4 }, moved, { verified: false }]);
  const outer = await client.untilStop(() => client.dc.configurationDoneRequest());
  expect(outer).toMatchObject({ reason: 'breakpoint', name: 'outer', line: 7, hitBreakpointIds: [2] });
  const inner = await client.untilStop(() => client.dc.continueRequest({ threadId: 1 }));
  expect(inner).toMatchObject({ reason: 'breakpoint', name: 'inner', line: 4, hitBreakpointIds: [1] });
  expect(await client.frames()).toMatchObject([position(4), position(9), position(13)]);
});

it('steps by the lines of a C source, over, into and out of its functions', async () => {
  const thread = { threadId: 1 };
  const over = () => client.dc.nextRequest(thread);
  const into = () => client.dc.stepInRequest(thread);
  const out = () => client.dc.stepOutRequest(thread);
  const first = await client.untilStop(() => client.launch({ program }, { [source]: [13] }));
  const stops = [first];
  for (const step of [into, over, over, into, out, over, over, over]) stops.push(await client.untilStop(step));
  expect(stops.map(({ name, line }) => `${name}:${line}`)).toEqual([
    'main:13',
    'outer:7',
    'outer:8',
    'outer:9',
    'inner:3',
    'outer:9',
    'outer:10',
    'main:13',
    'main:14',
  ]);
  expect(await client.evaluate('total,d')).toBe('10');
});

it('tells where breakpoints can stand in a C source', async () => {
  await client.untilStop(() => client.launch({ program, stopOnEntry: true }));
  const { body } = await client.dc.customRequest('breakpointLocations', {
    source: { path: source },
    line: 1,
    endLine: 15,
  });
  expect(body.breakpoints.map(({ line }: { line: number }) => line)).toEqual([3, 4, 5, 7, 8, 9, 10, 12, 13, 14]);
});
