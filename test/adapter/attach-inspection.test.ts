/** What a session shows of tasks in another process, held against what it shows of the same tasks that it launched. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Client, example, program } from './client';
import { Execd } from './execd';

const counter = program('counter.mvasm');
const commands = example('command_handler.mvasm');
const filter = example('f16_filter.mvasm');
let launched: Client;
let attached: Client;
let execd: Execd | undefined;

beforeEach(async () => {
  [launched, attached] = await Promise.all([Client.start(), Client.start()]);
});
afterEach(async () => {
  await Promise.all([launched.stop(), attached.stop()]);
  await execd?.kill();
});

/** Both sessions stand at the same line of the same program. */
async function standAt(path: string, line: number): Promise<void> {
  execd = await Execd.start(path);
  await launched.untilStop(() => launched.launch({ program: path }, { [path]: [line] }));
  await attached.untilStop(() => attached.attach({ port: execd?.port, pid: 1 }, { [path]: [line] }));
  await attached.untilStop(() => attached.dc.continueRequest({ threadId: 1 }));
}

/** All that the innermost frame shows, opened to the given depth. */
async function shown(client: Client, depth: number): Promise<object> {
  const [frame] = await client.frames();
  const scopes = Object.entries(await client.scopes(frame?.id ?? 0));
  const open = async (reference: number, left: number): Promise<object> => {
    const variables = await client.variables(reference);
    const entries = variables.map(async ({ name, value, type, variablesReference, presentationHint }) => {
      const members =
        variablesReference && left > 0 && !presentationHint?.lazy ? await open(variablesReference, left - 1) : {};
      return [name, { value, type, ...members }] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  };
  return Object.fromEntries(
    await Promise.all(scopes.map(async ([name, scope]) => [name, await open(scope.variablesReference, depth)])),
  );
}

const answers = async (client: Client, lines: readonly string[]): Promise<Record<string, string>> => {
  const all: Record<string, string> = {};
  for (const line of lines) {
    all[line] = await client.evaluate(line, 'repl').catch((error: Error) => `refused: ${error.message}`);
  }
  return all;
};

describe.each([
  [counter, 15],
  [commands, 45],
  [filter, 47],
])('%s', (path, line) => {
  it('shows the same scopes', async () => {
    await standAt(path, line);
    const [here, there] = [await shown(launched, 2), await shown(attached, 2)];
    expect(Object.keys(there)).toEqual(
      expect.arrayContaining(['Control Registers', 'Mailboxes', 'Values', 'Commands']),
    );
    expect(there).toEqual(here);
  });
});

it('answers commands in the console alike', async () => {
  await standAt(commands, 45);
  const lines = [
    ...[
      'help',
      'help mem',
      'ps',
      'info',
      'regs',
      'stack',
      'frame',
      'disasm',
      'disasm cmd_main 3',
      'symbols',
      'sym addr 0x4000',
    ],
    ...['peek counter 8', 'poke counter 05', 'counter,d', 'mem dump 0x4000 0x4010', 'mem read counter', 'mem regions'],
    ...[
      'mbox',
      'val',
      'val list',
      'cmd',
      'cmd list',
      'cmd call 0x0301',
      'counter,d',
      'send 1 hello',
      'listen 1',
      'stdio',
    ],
    ...['watch add counter', 'watch', 'break', 'break cmd_main', 'break list', 'break clear cmd_main', 'break list'],
    ...[
      'sched',
      'trace',
      'format hex',
      'R1',
      'format auto',
      'devices',
      'resources',
      'R1 = 7',
      'R1',
      'PSW.Z = 1',
      'PSW',
    ],
    ...['load x', 'reload', 'shutdown', 'restart', 'attach', 'clock', 'kill 9', 'nonsense', 'ping', 'top'],
  ];
  const [here, there] = [await answers(launched, lines), await answers(attached, lines)];
  expect(there).toEqual(here);
});

it('sets registers, flags, labels and values, and calls commands', async () => {
  await standAt(commands, 45);
  const set = async (path: string, name: string, value: string) => {
    const variablesReference = await attached.reference(path);
    return (await attached.dc.setVariableRequest({ variablesReference, name, value })).body.value;
  };
  expect(await set('Registers', 'R3', '0x12')).toContain('0x00000012');
  expect(await set('Control Registers/PSW', 'Z', '1')).toBe('1');
  expect(await attached.evaluate('PSW.Z')).toBe('1');
  expect(await set('Labels', 'counter', '41')).toContain('41');
  const call = await attached.reference('Commands/counter.bump/call');
  expect(await attached.variables(call)).toMatchObject([{ name: 'result' }]);
  expect(await attached.evaluate('counter,d')).toBe('42');
});

it('sets a value of the executive', async () => {
  await standAt(filter, 47);
  const variablesReference = await attached.reference('Values');
  const { body } = await attached.dc.setVariableRequest({ variablesReference, name: 'filter.alpha', value: '0.5' });
  expect(body.value).toBe('0.5 (0x3800)');
  expect((await attached.scope('Values'))['filter.alpha']?.value).toBe('0.5 (0x3800)');
});

it('loads a program into the executive, which stops at its breakpoints', async () => {
  execd = await Execd.start(program('forever.mvasm'));
  await execd.ask('clock', { op: 'start' });
  await attached.attach({ port: execd.port }, { [counter]: [20] });
  const stop = await attached.untilStop(() => attached.evaluate(`load ${counter}`, 'repl'));
  expect(stop).toMatchObject({ reason: 'breakpoint', threadId: 2, name: 'main', line: 20 });
});
