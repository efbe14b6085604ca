import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Client, example, program } from './client';
import { ImageFolder } from './images';

const fib = example('fib_frames.mvasm');
const keeps = program('keeps.mvasm');
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

const exitCode = () => client.events.findLast(({ event }) => event === 'exited')?.body.exitCode;
const failure = (args: object) => client.failure(client.dc.launchRequest(args as DebugProtocol.LaunchRequestArguments));

async function again(): Promise<void> {
  await client.stop();
  client = await Client.start();
}

it('gives the entry its arguments', async () => {
  const stop = await client.untilStop(() => client.launch({ program: fib, stopOnEntry: true, args: [7, -1, 0x80] }));
  expect(stop.reason).toBe('entry');
  expect(await client.evaluate('R1,d')).toBe('7');
  expect(await client.evaluate('R2')).toBe('0xFFFFFFFF (-1)');
  expect(await client.evaluate('R3,d')).toBe('128');
});

it('starts at a routine, with arguments, and ends when it returns', async () => {
  await client.untilEnd(() => client.launch({ program: fib, entry: 'fib', args: [6] }));
  expect(exitCode()).toBe(8);
});

it('feeds the standard input line by line, also more than the mailbox holds', async () => {
  const lines = Array.from({ length: 20 }, (_, index) => `line ${index} of many\n`).join('');
  const long = `${'x'.repeat(100)}\n`;
  await client.untilEnd(() => client.launch({ program: program('echo.mvasm'), stdin: `${lines}${long}quit` }));
  expect(client.output('stdout')).toBe(`${lines}${long}quit`);
  // The long line takes two messages.
  expect(exitCode()).toBe(23);
});

it('stops at a label once', async () => {
  const stop = await client.untilStop(() => client.launch({ program: fib, stopAtLabel: 'fib' }));
  expect(stop).toMatchObject({ reason: 'entry', description: 'Reached fib', name: 'fib' });
  expect(await client.evaluate('R1,d')).toBe('10');
  await client.untilEnd(() => client.dc.continueRequest({ threadId: 1 }));
  expect(exitCode()).toBe(55);
});

it('stops at the entry and then at the label of one file, anew after a restart', async () => {
  const args = { program: fib, stopOnEntry: true, stopAtLabel: 'console.mvasm:con_puts' };
  await client.untilStop(() => client.launch(args));
  const goOn = () => client.dc.continueRequest({ threadId: 1 });
  expect(await client.untilStop(goOn)).toMatchObject({ reason: 'entry', name: 'con_puts' });
  await client.untilStop(() => client.dc.restartRequest({}));
  expect(await client.untilStop(goOn)).toMatchObject({ reason: 'entry', name: 'con_puts' });
});

it('passes the label without debugging', async () => {
  await client.untilEnd(() => client.launch({ program: fib, stopAtLabel: 'fib', stopOnEntry: true, noDebug: true }));
  expect(client.eventNames()).not.toContain('stopped');
});

it('gives programs a folder of the disk', async () => {
  await client.untilEnd(() => client.launch({ program: keeps, root: folder.path }));
  expect(await readFile(join(folder.path, 'left.txt'), 'utf8')).toBe('here');
});

it.each(['values.json', 'values.fram'])('keeps values in %s from one session to the next', async (name) => {
  const args = { program: keeps, args: [5], persist: name, cwd: folder.path };
  await client.untilEnd(() => client.launch(args));
  expect(exitCode()).toBe(5);
  await again();
  await client.untilEnd(() => client.launch(args));
  expect(exitCode()).toBe(10);
  expect(await readdir(folder.path)).toEqual([name]);
});

it('hands the values over to the run after a restart', async () => {
  const stored = { program: keeps, args: [5], persist: 'values.json', cwd: folder.path };
  await client.untilStop(() => client.launch({ ...stored, stopOnEntry: true }, { [keeps]: [25] }));
  await client.untilStop(() => client.dc.continueRequest({ threadId: 1 }));
  await client.untilStop(() => client.dc.restartRequest({}));
  await client.untilStop(() => client.dc.continueRequest({ threadId: 1 }));
  expect(await client.evaluate('R0,d')).toBe('10');
});

it('says that the disk is gone, and runs on', async () => {
  const home = join(folder.path, 'home');
  const args = { program: keeps, persist: join(home, 'sub', 'values.json'), stopOnEntry: true };
  await client.untilStop(() => client.launch(args));
  await folder.file('home', 'a file where the folder was');
  await client.untilEnd(() => client.dc.continueRequest({ threadId: 1 }));
  expect(client.output('stderr')).toMatch(/values\.json|ENOTDIR|EEXIST/);
  expect(exitCode()).toBe(0);
});

it('runs on when the folder of its files disappears', async () => {
  const args = { program: keeps, root: folder.path, stopOnEntry: true };
  await client.untilStop(() => client.launch(args));
  const moved = `${folder.path}.moved`;
  await rename(folder.path, moved);
  await client.untilEnd(() => client.dc.continueRequest({ threadId: 1 }));
  expect(exitCode()).toBe(0);
  await rename(moved, folder.path);
});

it.each(['virtual', 1e7])('lets an hour pass at once by the clock %s', async (clock) => {
  await client.untilEnd(() => client.launch({ program: program('sleeps.mvasm'), clock }));
  expect(exitCode()).toBe(7);
});

it('lets a program sleep in real time, and pauses it meanwhile', async () => {
  const task = async () => (await client.dc.threadsRequest()).body.threads[0]?.name;
  await client.launch({ program: program('sleeps.mvasm'), clock: 'real' });
  await expect.poll(task).toMatch(/^sleeps: sleeps until/);
  const paused = await client.untilStop(() => client.dc.pauseRequest({ threadId: 1 }));
  expect(paused).toMatchObject({ reason: 'pause', line: 8 });
  expect(await task()).toMatch(/^sleeps: sleeps until 3600\.\d+ s$/);
  await client.dc.terminateRequest();
});

it('keeps programs within their profile', async () => {
  const profile = { base: 'embedded', tasks: 1 };
  expect(await failure({ program: [fib, keeps], profile })).toContain('2 tasks are needed, the profile allows 1');
  await again();
  await client.untilEnd(() => client.launch({ program: fib, profile: 'embedded', variant: 'full' }));
  expect(exitCode()).toBe(55);
});

it('makes the executive as the attributes say', async () => {
  const path = join(folder.path, 'exp.mvasm');
  // exp(0) is the half 1; an unknown service answers 0xFFFFFF01.
  await writeFile(path, '.entry main\n.text\nmain:\n LDI R0, 0\n LDI R1, 0\n SVC MOD=0xE, FN=2\n RET\n');
  await client.untilEnd(() => client.launch({ program: path }));
  expect(exitCode()).toBe(0xffffff01);
  await again();
  await client.untilStop(() => client.launch({ program: path, math: true, hal: 'none', stopOnEntry: true }));
  await expect(client.evaluate('devices', 'repl')).rejects.toThrow('unsupported_feature:hal');
  await client.untilEnd(() => client.dc.continueRequest({ threadId: 1 }));
  expect(exitCode()).toBe(0x3c00);
});

it('runs the minimal variant without debugging', async () => {
  await client.untilEnd(() => client.launch({ program: fib, variant: 'minimal', noDebug: true }));
  expect(exitCode()).toBe(55);
});

it.each([
  [{ variant: 'tiny' }, 'launch attribute "variant" must be "minimal" or "development" or "full" or "reference"'],
  [{ variant: 'minimal' }, '"minimal" has no call stack; run it without debugging'],
  [{ profile: 'huge' }, 'launch attribute "profile" must be "desktop" or "embedded", or an object'],
  [{ hal: 'real' }, 'launch attribute "hal" must be "simulated" or "none"'],
  [{ toolLevel: 4 }, 'launch attribute "toolLevel" must be a level from 0 to 3'],
  [{ clock: 'fast' }, 'launch attribute "clock" must be "virtual", "real", or a number above 0'],
  [{ clock: 0 }, 'launch attribute "clock" must be'],
  [{ profile: { tasks: 99 } }, 'launch attribute profile.tasks: use a whole number from 1 to 14'],
  [{ root: '/nowhere/at/all' }, 'launch attribute root: there is no folder /nowhere/at/all'],
  [{ args: [1, 2, 3, 4] }, 'launch attribute "args" must be a list of at most 3 whole numbers of 32 bits'],
  [{ args: [2 ** 32] }, 'launch attribute "args" must be'],
  [{ entry: 'nobody' }, 'The program has no code label "nobody"'],
  [{ stopAtLabel: 'nobody' }, 'launch attribute "stopAtLabel": no routine or label "nobody" in the program that runs'],
  [{ console: 'window' }, 'launch attribute "console" must be "internalConsole" or "integratedTerminal"'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of launch.json
  [{ program: '${file}' }, 'launch attribute "program" has the variable ${file}, which this client does not know'],
])('refuses %j', async (args, message) => {
  expect(await failure({ program: fib, ...args })).toContain(message);
});

it('can be launched again after a label that is not there', async () => {
  await failure({ program: fib, stopAtLabel: 'nobody' });
  await client.untilEnd(() => client.launch({ program: fib }));
  expect(exitCode()).toBe(55);
});
