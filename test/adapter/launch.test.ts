import type { DebugProtocol } from '@vscode/debugprotocol';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import { Client, example, program } from './client';
import { ImageFolder } from './images';

const fib = example('fib_frames.mvasm');
let client: Client;
let folder: ImageFolder;

beforeAll(async () => {
  folder = await ImageFolder.create();
});
afterAll(() => folder.remove());
beforeEach(async () => {
  client = await Client.start();
});
afterEach(() => client.stop());

const launch = (args: object) => client.dc.launchRequest(args as DebugProtocol.LaunchRequestArguments);
const failure = (args: object) => client.failure(launch(args));
const console = () => client.output('console');
const exitCode = () => client.events.find(({ event }) => event === 'exited')?.body.exitCode;

it('answers, then is initialized', async () => {
  const initialized = client.dc.waitForEvent('initialized');
  const response = await launch({ program: fib });
  expect(response.seq).toBeLessThan((await initialized).seq);
});

it('says which units it linked, and how the program ended', async () => {
  await client.untilEnd(() => client.launch({ program: fib }));
  expect(console()).toContain('lib/console.mvasm is linked because it exports con_puts, con_putu');
  expect(console()).toContain('fib_frames (pid 1) returned 55');
  expect(client.output('stdout')).toBe('fib(10) = \n55\n');
  expect(exitCode()).toBe(55);
});

it('takes relative paths from cwd and links a list', async () => {
  const args = { program: ['fib_frames.mvasm', 'lib/console.mvasm'], link: true, cwd: example('') };
  await client.untilEnd(() => client.launch(args));
  expect(exitCode()).toBe(55);
});

it('starts the programs of a project by their names, and all of them by the name of the file', async () => {
  const programs = [
    { name: 'one', units: ['one.mvasm'], entry: 'other' },
    { name: 'two', units: ['one.mvasm'] },
  ];
  await folder.file('one.mvasm', '.entry main\n.text\nmain:\nLDI R0, 1\nRET\nother:\nLDI R0, 2\nRET\n');
  const project = await folder.file('hsx.json', JSON.stringify({ programs }));
  await client.untilEnd(() => client.launch({ program: 'one', cwd: folder.path }));
  expect(exitCode()).toBe(2);
  await client.stop();
  client = await Client.start();
  await client.untilEnd(() => client.launch({ program: project }));
  expect(console()).toMatch(/one \(pid 1\) returned 2[\s\S]*two \(pid 2\) returned 1/);
});

it('refuses what a project does not have, and mistakes in it', async () => {
  const project = await folder.file('hsx.json', '{ "programs": [{ "name": "a", "units": ["a.mvasm"], "x": 1 }] }');
  expect(await failure({ program: project })).toBe(
    `${project}:1:53: hsx.json has no key "x" here; known are name, units, includeFolders, entry, output, appName, singleInstance, requiredCapabilities, utf8Text, wideServices, debugInfo, lint. (and 1 more error)`,
  );
  await folder.file('hsx.json', '{ "programs": [{ "name": "a", "units": ["a.mvasm"] }] }');
  expect(await failure({ program: 'b', cwd: folder.path })).toBe(
    `${project}:1:1: "b" is no program of this project; its programs are a.`,
  );
  expect(await failure({ program: 'a', cwd: folder.path, link: true })).toContain('leave "link" out');
  expect(await failure({ program: 'a', cwd: folder.path })).toContain(
    `${project}:1:41: "${folder.path}/a.mvasm" does not exist`,
  );
});

it('reports every error of a build with its place', async () => {
  const broken = program('broken.mvasm');
  expect(await failure({ program: broken })).toMatch(
    new RegExp(`^${broken}:7:\\d+: .*FLY.* \\(and \\d+ more errors?\\)$`, 's'),
  );
  const outputs = client.events.filter(({ event, body }) => event === 'output' && body.category === 'stderr');
  expect(outputs[0]?.body).toMatchObject({ source: { path: broken }, line: 7 });
  const { diagnostics } = client.events.find(({ event }) => event === 'hsx/diagnostics')?.body ?? {};
  expect(diagnostics[0]).toMatchObject({ file: broken, severity: 'error', range: { start: { line: 6 } } });
  expect(outputs).toHaveLength(diagnostics.length);
  expect(client.eventNames()).not.toContain('initialized');
});

it('clears the diagnostics of a build that succeeds', async () => {
  await launch({ program: fib });
  expect(client.events.find(({ event }) => event === 'hsx/diagnostics')?.body).toEqual({ diagnostics: [] });
});

it.each([
  [{}, 'launch attribute "program" is missing or empty'],
  [{ program: [] }, 'launch attribute "program" is missing or empty'],
  [{ program: 5 }, 'launch attribute "program" must be a text or a list of texts'],
  [{ program: fib, stopOnEntry: 'yes' }, 'launch attribute "stopOnEntry" must be true or false'],
  [{ program: fib, stopAtEntry: true }, 'unknown launch attribute "stopAtEntry"; known are program, link'],
  [{ program: '/nowhere/missing.mvasm' }, '/nowhere/missing.mvasm'],
  [{ program: program('') }, 'none of them'],
  [{ program: fib, symbols: '/nowhere/x.sym' }, 'symbol file /nowhere/x.sym does not exist'],
  [{ program: fib, symbols: ['a.sym', 'b.sym'] }, '"symbols" has 2 files'],
])('refuses %j', async (args, message) => {
  expect(await failure(args)).toContain(message);
});

it('accepts what clients add to a configuration', async () => {
  await launch({ program: fib, type: 'hsx', request: 'launch', name: 'x', __sessionId: '1', presentation: {} });
});

it('refuses a damaged image', async () => {
  expect(await failure({ program: await folder.image(example('blink_counter.mvasm'), { damaged: true }) })).toMatch(
    /blink_counter\.hxe.*(checksum|CRC)/i,
  );
});

it('refuses an image among units', async () => {
  const image = await folder.image(example('f16_filter.mvasm'));
  expect(await failure({ program: [fib, image], link: true })).toContain('f16_filter.hxe');
});

it('finds the symbols beside an image, or where it is told', async () => {
  const image = await folder.image(fib, { symbols: true });
  const stop = await client.untilStop(() => client.launch({ program: image }, { [fib]: [42] }));
  expect(stop).toMatchObject({ reason: 'breakpoint', line: 42 });
  await client.stop();
  client = await Client.start();
  const elsewhere = await ImageFolder.create();
  onTestFinished(() => elsewhere.remove());
  const bare = await elsewhere.image(example('command_handler.mvasm'));
  const copy = await elsewhere.image(fib);
  const args = { program: [bare, copy], symbols: ['', image.replace(/hxe$/, 'sym')] };
  const second = await client.untilStop(() => client.launch(args, { [fib]: [42] }));
  expect(second).toMatchObject({ reason: 'breakpoint', threadId: 2, line: 42 });
  expect(console()).toContain('command_handler.hxe has no symbols');
  expect(console()).not.toContain('fib_frames.hxe has no symbols');
});

it('refuses a symbol file that is none', async () => {
  const symbols = await folder.file('broken.sym', '[1, 2');
  expect(await failure({ program: fib, symbols })).toContain('broken.sym: The symbol file is no JSON object');
});

it('refuses requests before the launch in words', async () => {
  expect(await client.failure(client.dc.configurationDoneRequest())).toBe('no program is loaded: launch one first');
  expect(await client.failure(client.evaluate('R1'))).toBe('no program is loaded: launch one first');
  expect((await client.dc.threadsRequest()).body.threads).toEqual([]);
  expect(await client.failure(client.dc.customRequest('flyToTheMoon'))).toBe(
    'the request "flyToTheMoon" is not supported',
  );
});

it('survives requests without arguments', async () => {
  await launch({ program: fib });
  expect(await client.failure(client.dc.customRequest('setBreakpoints'))).toContain('internal error');
  expect(await client.failure(client.dc.customRequest('stackTrace'))).toContain('there is no task with pid');
  expect((await client.dc.threadsRequest()).body.threads).toHaveLength(1);
});

it('can be launched again after a failure', async () => {
  await failure({ program: program('broken.mvasm') });
  await client.untilEnd(() => client.launch({ program: fib }));
  expect(exitCode()).toBe(55);
});
