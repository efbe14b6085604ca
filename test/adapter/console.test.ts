/** Commands in the Debug Console, and the form of numbers. */

import { afterEach, beforeEach, expect, it } from 'vitest';
import { Client, example, program } from './client';

const fib = example('fib_frames.mvasm');
const counter = program('counter.mvasm');
let client: Client;

beforeEach(async () => {
  client = await Client.start();
});
afterEach(() => client.stop());

const type = (line: string) => client.evaluate(line, 'repl');
const atEntry = (path: string) => client.untilStop(() => client.launch({ program: path, stopOnEntry: true }));
const complete = async (text: string) =>
  (await client.dc.completionsRequest({ text, column: text.length + 1 })).body.targets.map(({ label }) => label);

it('lists its commands, and tells how one is used', async () => {
  expect(await type('help')).toMatch(/^Tasks\n {2}ps .*[\s\S]*Anything else is an expression/);
  await atEntry(fib);
  expect(await type('help mem')).toContain('mem read|dump|regions');
  expect(await type('help')).not.toMatch(/^ {2}(reload|shutdown|clock)\b/m);
});

it.each([
  ...['pause', 'continue', 'step', 'next', 'finish', 'ps', 'info', 'break', 'watch', 'stack', 'bt', 'frame', 'up'],
  ...['down', 'mem', 'peek', 'poke', 'symbols', 'sym', 'disasm', 'regs', 'set', 'trace', 'sched', 'kill', 'list'],
  ...['send', 'listen', 'stdio_fanout', 'val.get', 'val.set', 'cmd.call', 'dmesg', 'session.list', 'alias'],
])('has the command %s of the shell', async (name) => {
  expect(await type(`help ${name}`)).toMatch(/^\w+.*\n.+\./);
});

it('shows tasks, registers, memory, names and the stack', async () => {
  await client.untilStop(() => client.launch({ program: fib }, { [fib]: [42] }));
  expect(await type('ps')).toContain('fib_frames');
  expect(await type('regs')).toContain('R1  0x00000002');
  expect(await type('peek fib_text 4')).toContain('66 69 62 28');
  expect(await type('sym addr fib')).toContain('name: fib');
  expect(await type('symbols')).toContain('fib_text');
  expect(await type('stack')).toMatch(/^>#0 0x0050 fib\+28 fib_frames\.mvasm:42/);
  expect(await type('disasm fib 1')).toMatch(/^fib:\n {2}0x0034/);
});

it('takes a name of the program before a command, and a command behind a colon', async () => {
  await atEntry(counter);
  // "next" is a label of the program.
  expect(await type('next')).toBe('0x001C');
  await client.untilStop(() => type(':next'));
  expect(await client.evaluate('PC,d')).toBe('4');
  expect(await type('R1 + 1')).toBe('0x00000001 (1)');
  expect(await type('R1 = 5')).toBe('0x00000005 (5)');
  expect(await client.failure(type('nonsense'))).toContain('"nonsense" is neither a register nor a label');
  expect(await client.failure(type(':nonsense'))).toBe('There is no command "nonsense"; \'help\' lists them.');
  expect(await client.failure(client.evaluate('ps', 'watch'))).toContain('"ps" is neither');
});

it('loads another program, which stops at its breakpoints', async () => {
  await client.untilStop(() => client.launch({ program: fib, stopOnEntry: true }, { [counter]: [20] }));
  expect(await type(`load ${counter}`)).toMatch(/^Task 2 \(counter\) is loaded/);
  const stop = await client.untilStop(() => client.dc.continueRequest({ threadId: 1 }));
  expect(stop).toMatchObject({ reason: 'breakpoint', threadId: 2, name: 'main', line: 20 });
  const threads = client.events.filter(({ event }) => event === 'thread').map(({ body }) => body.threadId);
  expect(threads).toContain(2);
  await client.setBreakpoints(counter);
  await client.untilEnd(() => client.dc.continueRequest({ threadId: 2 }));
  expect(client.output('console')).toContain('counter (pid 2) returned 55');
});

it('loads another program while the first one runs', async () => {
  await client.launch({ program: program('forever.mvasm') }, { [counter]: [20] });
  const stop = await client.untilStop(() => type(`load ${counter}`));
  expect(stop).toMatchObject({ reason: 'breakpoint', threadId: 2, line: 20 });
  expect((await client.dc.threadsRequest()).body.threads).toMatchObject([
    { id: 1 },
    { id: 2, name: 'counter (pid 2)' },
  ]);
});

it('watches names of the program, and tells when they change', async () => {
  await atEntry(counter);
  expect(await type('watch total')).toMatch(/1 +total +address +4 +00000000/);
  expect(await type('watch add 0x4018 1')).toMatch(/2 +letter/);
  await client.setBreakpoints(counter, 22);
  await client.untilStop(() => type('continue'));
  await client.untilOutput('total: 00000000 -> 37000000');
  expect(await type('watch list')).toMatch(/1 +total +address +4 +37000000\n *2 +letter/);
  expect(await type('watch remove 1')).toBe('Watch 1 is gone.');
});

it('runs and steps as the buttons do', async () => {
  await atEntry(fib);
  expect(await client.untilStop(() => type('step'))).toMatchObject({ reason: 'step', line: 21 });
  await client.untilStop(() => type('step 2'));
  expect(await client.evaluate('PC,d')).toBe('12');
  expect(await type('break fib')).toContain('0x0034 <fib>');
  expect(await client.untilStop(() => type('continue'))).toMatchObject({ reason: 'breakpoint', name: 'fib' });
  expect(client.eventNames()).toContain('continued');
  await type('break clear fib');
  expect(await client.untilStop(() => type('finish'))).toMatchObject({ name: 'fib_main' });
  await client.untilEnd(() => type('kill 1'));
});

it('pauses a program that runs', async () => {
  await client.launch({ program: program('forever.mvasm') });
  expect(await client.failure(type('step'))).toBe('the program is running: pause it first');
  expect(await client.untilStop(() => type('pause'))).toMatchObject({ reason: 'pause' });
});

it('changes memory and registers, and tells the client', async () => {
  await atEntry(fib);
  const { body } = await client.dc.customRequest('readMemory', { memoryReference: 'data:1:0x4000', count: 4 });
  expect(body.data).toBe('ZmliKA==');
  await type('poke fib_text 46');
  expect(await client.evaluate('fib_text')).toBe('"Fib(10) = "');
  const memory = client.events.find(({ event }) => event === 'memory');
  expect(memory?.body).toEqual({ memoryReference: 'data:1:0x4000', offset: 0, count: 1 });
  await type('set R3 7');
  expect(await client.evaluate('R3,d')).toBe('7');
  expect(client.events.at(-1)?.body).toEqual({ areas: ['stacks', 'variables'] });
});

it.each([
  ['load x.hxe', 'x.hxe" does not exist; check the path'],
  ['shutdown', 'Stop the session instead'],
  ['poke fib_text zz', 'Bytes are pairs of hex digits'],
  ['attach 1', 'A session is attached by its configuration'],
  ['detach', 'Disconnect or stop the session instead.'],
  ['start_auto', 'Use continue, pause and step.'],
  ['step source', 'the buttons of the client step by source lines'],
  ['kill 9', 'There is no task with pid 9'],
  ['trace export t.json', 'There are no files here'],
  ['peek', 'Usage: peek [PID] ADDRESS [LENGTH]'],
  ['sym name nowhere', 'Nothing is known of "nowhere".'],
])('says what is wrong with %s', async (line, expected) => {
  await atEntry(fib);
  expect(await client.failure(type(line))).toContain(expected);
});

it('completes commands and what stands behind them', async () => {
  await atEntry(fib);
  expect(await complete('dis')).toEqual(['disasm']);
  expect(await complete('mem d')).toEqual(['dump']);
  expect(await complete('break clear fib_t')).toContain('fib_text');
  expect(await complete(':ste')).toEqual(['step']);
  expect(await complete('1 + fib_t')).toEqual(['fib_text']);
});

it('shows numbers in the form that the configuration asks for, and changes it', async () => {
  await client.untilStop(() => client.launch({ program: counter, numberFormat: 'hex' }, { [counter]: [23] }));
  expect(await client.evaluate('R6')).toBe('0x00000037');
  expect(await client.evaluate('R6,d')).toBe('55');
  expect((await client.scope('Labels'))['table']?.value).toMatch(/^\[0x0001, 0x0002, /);
  expect(await type('format binary')).toBe('Numbers are shown as binary.');
  expect(client.events.at(-1)).toMatchObject({ event: 'invalidated' });
  expect((await client.scope('Labels'))['letter']?.value).toBe('0b01000001');
  await type('format f16');
  expect(await client.evaluate('half')).toBe('1.5');
  expect(await client.evaluate('letter')).toBe('65');
  await type('format auto');
  expect(await client.evaluate('R6')).toBe('0x00000037 (55)');
  expect(await client.evaluate('half,f')).toBe('1.5 (0x3E00)');
});

it('refuses a form that it does not know', async () => {
  expect(await client.failure(client.launch({ program: counter, numberFormat: 'roman' }))).toContain(
    'launch attribute "numberFormat" must be "auto" or "hex" or',
  );
});
