import { afterEach, beforeEach, expect, it } from 'vitest';
import { Client, example, program } from './client';

const fib = example('fib_frames.mvasm');
const counter = program('counter.mvasm');
let client: Client;

beforeEach(async () => {
  client = await Client.start();
});
afterEach(() => client.stop());

const goOn = () => client.dc.continueRequest({ threadId: 1 });
const events = (name: string) => client.events.filter(({ event }) => event === name).map(({ body }) => body);

it('shows registers in groups, and flags', async () => {
  await client.untilStop(() => client.launch({ program: fib }, { [fib]: [41] }));
  const [frame] = await client.frames();
  const scopes = await client.scopes(frame?.id ?? 0);
  const always = ['Stack', 'Task', 'Mailboxes', 'Values', 'Commands'];
  expect(Object.keys(scopes)).toEqual(['Registers', 'Control Registers', 'Labels', ...always]);
  expect(Object.values(scopes).filter(({ expensive }) => expensive)).toHaveLength(always.length);
  expect(scopes['Registers']).toMatchObject({ presentationHint: 'registers', expensive: false });
  const general = await client.scope('Registers');
  expect(Object.keys(general)).toEqual(Array.from({ length: 16 }, (_, n) => `R${n}`));
  expect(general['R1']).toMatchObject({ value: '0x0000000A (10)', type: 'word', evaluateName: 'R1' });
  const control = await client.scope('Control Registers');
  expect(control['SP']).toMatchObject({ value: '0x0000FFE8 (65512)', memoryReference: 'data:1:0xFFE8' });
  expect(control['PSW']).toMatchObject({ value: '0x02 (C)', namedVariables: 4 });
  const flags = await client.scope('Control Registers/PSW');
  expect(Object.entries(flags).map(([name, { value }]) => `${name}${value}`)).toEqual(['Z0', 'C1', 'N0', 'V0']);
  expect(flags['C']?.evaluateName).toBe('PSW.C');
  expect(await client.scope('Control Registers/Bases')).toMatchObject({
    'register bank': { value: '0x1000', presentationHint: { attributes: ['readOnly'] } },
    'stack size': { value: '4096' },
  });
});

it('shows the registers of a caller as they were there', async () => {
  await client.untilStop(() => client.launch({ program: fib }, { [fib]: [42] }));
  const frames = await client.frames();
  const argument = (index: number) => client.evaluate('[R7+-4],d', 'watch', frames[index]?.id);
  expect(await Promise.all([argument(0), argument(1), argument(8)])).toEqual(['2', '3', '10']);
  expect(await client.evaluate('PC', 'watch', frames[1]?.id)).toBe('0x00000074 (116)');
  const [own = 0, callers = 0] = await Promise.all(
    [0, 1].map(async (index) => Number(await client.evaluate('SP,d', 'watch', frames[index]?.id))),
  );
  expect(callers - own).toBe(16);
  const failure = client.failure(
    client.dc.customRequest('setExpression', { expression: 'SP', value: '0', frameId: frames[1]?.id }),
  );
  expect(await failure).toContain('SP of a caller cannot be set');
});

it('shows labels by size and content, and their elements in pages', async () => {
  await client.untilStop(() => client.launch({ program: counter }, { [counter]: [23] }));
  const labels = await client.scope('Labels');
  expect(Object.entries(labels).map(([name, { value, type }]) => `${name}: ${type} = ${value}`)).toEqual([
    'table: u16[10] = [1, 2, 3, 4, 5, 6, 7, 8, …]',
    'table_end: word = 0x00000037 (55)',
    'total: word = 0x00000037 (55)',
    "letter: u8 = 0x41 (65 'A')",
    'small: u8 = 0x07 (7)',
    'half: u16 = 0x3E00 (15872)',
    'greeting: text[5] = "hello"',
  ]);
  const { variablesReference = 0, indexedVariables, memoryReference } = labels['greeting'] ?? {};
  expect({ indexedVariables, memoryReference }).toEqual({ indexedVariables: 6, memoryReference: 'data:1:0x401C' });
  const page = await client.variables(variablesReference, { filter: 'indexed', start: 1, count: 2 });
  expect(page).toMatchObject([
    { name: '[1]', value: "0x65 (101 'e')", evaluateName: '[0x401D],u8' },
    { name: '[2]', value: "0x6C (108 'l')" },
  ]);
});

it('shows values in hex only when the client asks for it', async () => {
  await client.untilStop(() => client.launch({ program: counter }, { [counter]: [23] }));
  const registers = await client.reference('Registers');
  const variables = await client.variables(registers, { format: { hex: true } });
  expect(variables.find(({ name }) => name === 'R6')?.value).toBe('0x00000037');
  const { body } = await client.dc.evaluateRequest({ expression: 'R6', format: { hex: true } });
  expect(body.result).toBe('0x00000037');
});

it.each([
  ['R6', '0x00000037 (55)'],
  ['r6 + 1,d', '56'],
  ['total', '0x00000037 (55)'],
  ['&total', '0x00004014 (16404)'],
  ['[&total]', '0x00000037 (55)'],
  ['[total],u8', "0x37 (55 '7')"],
  ['half,f16', '1.5 (0x3E00)'],
  ['table,u16,10', '[1, 2, 3, 4, 5, 6, 7, 8, …]'],
  ['greeting,str', '"hello"'],
  ['add', '0x0050'],
  ['R6 > 50 && PSW.Z', '1'],
  ['letter,c', "'A'"],
  ['letter,b', '0b01000001'],
])('evaluates %s', async (expression, expected) => {
  await client.untilStop(() => client.launch({ program: counter }, { [counter]: [23] }));
  expect(await client.evaluate(expression, 'hover')).toBe(expected);
});

it('says what is wrong with an expression and where', async () => {
  await client.untilStop(() => client.launch({ program: counter, stopOnEntry: true }));
  expect(await client.failure(client.evaluate('R1 + nowhere'))).toBe(
    '"nowhere" is neither a register nor a label or variable that is known here (column 6)',
  );
  expect(await client.failure(client.evaluate('R1 = 5'))).toContain('compare with ==');
  expect(await client.evaluate('R1', 'hover')).toBe('0x00000000 (0)');
});

it('changes the outcome by a register', async () => {
  await client.untilStop(() => client.launch({ program: fib }, { [fib]: [23] }));
  const registers = await client.reference('Registers');
  const { body } = await client.dc.setVariableRequest({ variablesReference: registers, name: 'R1', value: '0b111' });
  expect(body.value).toBe('0x00000007 (7)');
  expect(events('invalidated').at(-1)).toEqual({ areas: ['variables'] });
  await client.untilEnd(goOn);
  expect(client.output('console')).toContain('returned 13');
});

it('sets flags, labels, elements and the program counter', async () => {
  await client.untilStop(() => client.launch({ program: counter }, { [counter]: [23] }));
  const set = async (scope: string, name: string, value: string) => {
    const variablesReference = await client.reference(scope);
    return (await client.dc.setVariableRequest({ variablesReference, name, value })).body.value;
  };
  expect(await set('Control Registers/PSW', 'V', '1')).toBe('1');
  expect(await client.evaluate('PSW & 8,d')).toBe('8');
  expect(await set('Labels', 'letter', "'Z'")).toBe("0x5A (90 'Z')");
  expect(await set('Labels', 'total', '0xFFFFFFFF')).toBe('0xFFFFFFFF (-1)');
  expect(await set('Labels', 'total', '0x00000009 (4294967295)')).toBe('0x00000009 (9)');
  expect(await client.failure(set('Labels', 'letter', '300'))).toBe('300 does not fit 8 bits: -128 to 255');
  expect(await client.failure(set('Labels', 'greeting', '1'))).toContain('expand it and set its elements');
  expect(await client.failure(set('Control Registers/PSW', 'Z', '2'))).toContain('a flag: it is 0 or 1');
  expect(await client.failure(set('Control Registers', 'PC', '0x0C'))).toContain('no instruction starts at 0x000C');
  const { variablesReference = 0 } = (await client.scope('Labels'))['greeting'] ?? {};
  await client.dc.setVariableRequest({ variablesReference, name: '[0]', value: "'J'" });
  expect(await client.evaluate('greeting')).toBe('"Jello"');
  expect(await set('Control Registers', 'PC', '&main')).toBe('0x00000000 (0)');
  expect(events('invalidated').at(-1)).toEqual({ areas: ['stacks', 'variables'] });
  expect((await client.frames())[0]).toMatchObject({ name: 'main', line: 6 });
});

it('sets expressions', async () => {
  await client.untilStop(() => client.launch({ program: counter }, { [counter]: [23] }));
  const set = (expression: string, value: string) => client.dc.customRequest('setExpression', { expression, value });
  expect((await set('half,f16', '-0.5')).body.value).toBe('-0.5 (0xB800)');
  expect((await set('[&table + 2],u16', 'R6 * 2')).body.value).toBe('0x006E (110)');
  expect((await set('psw.z', '0')).body.value).toBe('0');
  expect(await client.failure(set('R1 + 1', '0'))).toBe('only registers, flags and memory can be set');
});

it('evaluates while the program runs', async () => {
  await client.launch({ program: program('forever.mvasm') });
  const first = Number(await client.evaluate('count,d'));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(Number(await client.evaluate('count,d'))).toBeGreaterThan(first);
});

it('forgets variables once the program runs', async () => {
  await client.untilStop(() => client.launch({ program: program('forever.mvasm'), stopOnEntry: true }));
  const variablesReference = await client.reference('Registers');
  await goOn();
  expect(await client.failure(client.variables(variablesReference))).toContain('the program has moved on');
});

it('shows what a routine returned that was stepped out of', async () => {
  await client.untilStop(() => client.launch({ program: fib }, { [fib]: [42] }));
  await client.setBreakpoints(fib);
  await client.untilStop(() => client.dc.stepOutRequest({ threadId: 1 }));
  expect(await client.scope('Locals')).toMatchObject({
    'fib returned': { value: '0x00000001 (1)', evaluateName: 'R0' },
  });
  await client.untilStop(() => client.dc.nextRequest({ threadId: 1 }));
  expect(Object.keys(await client.scopes((await client.frames())[0]?.id ?? 0))).not.toContain('Locals');
});

it('shows the stack word by word, and the task', async () => {
  await client.untilStop(() => client.launch({ program: fib }, { [fib]: [23] }));
  const scopes = await client.scopes((await client.frames())[0]?.id ?? 0);
  expect(scopes['Stack']).toMatchObject({ indexedVariables: 1, expensive: true });
  expect(await client.variables(scopes['Stack']?.variablesReference ?? 0)).toMatchObject([
    { name: '[0]', type: 'word' },
  ]);
  const task = await client.variables(scopes['Task']?.variablesReference ?? 0);
  expect(Object.fromEntries(task.map(({ name, value }) => [name, value]))).toMatchObject({
    name: 'fib_frames',
    pid: '1',
    instructions: '3',
    stack: '0xEFFC..0xFFFB',
  });
});

it('copies lists as a whole', async () => {
  await client.untilStop(() => client.launch({ program: counter }, { [counter]: [23] }));
  expect(await client.evaluate('table')).toBe('[1, 2, 3, 4, 5, 6, 7, 8, …]');
  expect(await client.evaluate('table', 'clipboard')).toBe('[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]');
});

it('names frames as the client wants them, with their module', async () => {
  await client.untilStop(() => client.launch({ program: fib }, { [fib]: [41] }));
  const format = { module: true, line: true };
  const { stackFrames } = (await client.dc.stackTraceRequest({ threadId: 1, format })).body;
  expect(stackFrames.map(({ name }) => name)).toEqual(['fib_frames!fib, line 41', 'fib_frames!fib_main, line 23']);
  expect(stackFrames[0]).toMatchObject({ moduleId: 1 });
});

it('completes names in the console, and tells of modules', async () => {
  await client.untilStop(() => client.launch({ program: counter, stopOnEntry: true }));
  const { body } = await client.dc.completionsRequest({ text: '1 + ta', column: 7 });
  expect(body.targets.map(({ label, start, length }) => [label, start, length])).toEqual([
    ['table', 4, 2],
    ['table_end', 4, 2],
  ]);
  const modules = await client.dc.modulesRequest({});
  expect(modules.body).toMatchObject({
    totalModules: 1,
    modules: [{ id: 1, name: 'counter.mvasm', symbolStatus: 'symbols loaded' }],
  });
});
