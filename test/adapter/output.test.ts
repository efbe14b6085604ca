import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { Client, example, program } from './client';
import { ImageFolder } from './images';

let client: Client;

beforeEach(async () => {
  client = await Client.start();
});
afterEach(() => client.stop());

it('shows what was printed before it tells a stop', async () => {
  const fib = example('fib_frames.mvasm');
  await client.untilStop(() => client.launch({ program: fib }, { [fib]: [27] }));
  const names = client.events.map(({ event, body }) => (body?.category === 'stdout' ? 'stdout' : event));
  expect(names.slice(-2)).toEqual(['stdout', 'stopped']);
  expect(client.output('stdout')).toBe('fib(10) = \n');
});

it('stays usable when a program floods the console', async () => {
  await client.launch({ program: program('flood.mvasm') });
  await client.untilOutput('characters of output left out');
  const paused = await client.untilStop(() => client.dc.pauseRequest({ threadId: 1 }));
  expect(paused.reason).toBe('pause');
  expect(client.output('stdout').length).toBeLessThan(3 * 64 * 1024);
  expect(client.output('console')).toMatch(/\[\d+ characters of output left out: the program writes more than 64 KiB/);
  await client.dc.terminateRequest();
});

/** Writes a text once. */
const writer = (text: string) => `.entry main
.text
main:
    LDI R1, 1
    LDI32 R2, text
    LDI R3, ${text.replaceAll(/\\x..|\\n/g, ' ').length}
    SVC MOD=0x4, FN=0x2
    RET
.data
text:
    .ascii "${text}"
`;

it('keeps the colours of each program, and tells which task wrote what', async () => {
  const folder = await ImageFolder.create();
  onTestFinished(() => folder.remove());
  const red = await folder.file('red.mvasm', writer('\\x1b[31mred\\x1b[0m\\n'));
  const blue = await folder.file('blue.mvasm', writer('\\x1b[1;34mblue\\x1b[0m\\n'));
  await client.untilEnd(() => client.launch({ program: [red, blue] }));
  const printed = client.events.filter(({ event, body }) => event === 'output' && body.category === 'stdout');
  const of = (path: string) => expect.objectContaining({ path });
  expect(printed.map(({ body }) => body)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ output: '\x1b[31mred\x1b[0m\n', data: { pid: 1 }, source: of(red), line: 7 }),
      expect.objectContaining({ output: '\x1b[1;34mblue\x1b[0m\n', data: { pid: 2 }, source: of(blue), line: 7 }),
    ]),
  );
});
