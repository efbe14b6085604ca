/**
 * Whole sessions as they pass between client and adapter, message by message. `npx vitest run test/adapter/transcripts -u`
 * records them anew; read the difference before you keep it.
 */

import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { example, program } from '../client';
import { Recorder, stabilized } from './recorder';
import { faultsOf, type Message, typeOf } from './schema';

let recorder: Recorder;
afterEach(() => recorder.stop());

const client = {
  adapterID: 'hsx',
  clientID: 'transcript',
  linesStartAt1: true,
  columnsStartAt1: true,
  pathFormat: 'path',
  supportsVariableType: true,
  supportsVariablePaging: true,
  supportsMemoryReferences: true,
  supportsMemoryEvent: true,
  supportsInvalidatedEvent: true,
};

interface Scenario {
  readonly title: string;
  readonly play: (session: Recorder) => Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: bodies are held against the schema
const bodyOf = async (message: Promise<Message>): Promise<any> => (await message)['body'] ?? {};

/** Starts a program that stops at its entry. */
async function launch(session: Recorder, args: object): Promise<void> {
  await session.request('initialize', client);
  await session.request('launch', { stopOnEntry: true, ...args });
  await session.event('initialized');
  await session.request('configurationDone');
  await session.event('stopped');
}

const disconnect = (session: Recorder) => session.request('disconnect', { terminateDebuggee: true });
const fib = example('fib_frames.mvasm');

async function innermost(session: Recorder): Promise<number> {
  const { stackFrames } = await bodyOf(session.request('stackTrace', { threadId: 1 }));
  return (stackFrames as { id: number }[])[0]!.id;
}

/** The scopes or variables of an answer, as what is asked for next. */
async function opened(
  session: Recorder,
  command: 'scopes' | 'variables',
  args: object | undefined,
): Promise<Record<string, { variablesReference: number }>> {
  const body = await bodyOf(session.request(command, args));
  const members = body[command] as { name: string; variablesReference: number }[];
  return Object.fromEntries(members.map(({ name, variablesReference }) => [name, { variablesReference }]));
}

const scenarios: Readonly<Record<string, Scenario>> = {
  run: {
    title: 'a program that runs to its end',
    async play(session) {
      await session.request('initialize', client);
      await session.request('launch', { program: fib });
      await session.event('initialized');
      await session.request('setExceptionBreakpoints', { filters: [] });
      await session.request('configurationDone');
      await session.event('terminated');
      await session.request('threads');
      await disconnect(session);
    },
  },
  breakpoints: {
    title: 'breakpoints of all kinds',
    async play(session) {
      await session.request('initialize', client);
      await session.request('launch', { program: fib });
      await session.event('initialized');
      await session.request('breakpointLocations', { source: { path: fib }, line: 34, endLine: 36 });
      await session.request('setBreakpoints', { source: { path: fib }, breakpoints: [{ line: 34 }, { line: 9999 }] });
      await session.request('setInstructionBreakpoints', { breakpoints: [{ instructionReference: 'code:1:0x0010' }] });
      await session.request('configurationDone');
      await session.event('stopped');
      await session.request('setBreakpoints', { source: { path: fib }, breakpoints: [] });
      await session.request('continue', { threadId: 1 });
      await session.event('stopped');
      await disconnect(session);
    },
  },
  steps: {
    title: 'steps of all kinds',
    async play(session) {
      await launch(session, { program: fib });
      for (const command of ['next', 'next', 'next', 'stepIn', 'stepOut']) {
        await session.request(command, { threadId: 1 });
        await session.event('stopped');
      }
      await session.request('next', { threadId: 1, granularity: 'instruction' });
      await session.event('stopped');
      await session.request('stackTrace', { threadId: 1, startFrame: 0, levels: 1 });
      await disconnect(session);
    },
  },
  state: {
    title: 'what a stopped program shows, and how it is changed',
    async play(session) {
      await launch(session, { program: fib });
      await session.request('threads');
      const frameId = await innermost(session);
      const scopes = await opened(session, 'scopes', { frameId });
      await session.request('variables', scopes['Registers']);
      const control = await opened(session, 'variables', scopes['Control Registers']);
      const flags = control['PSW']!;
      await session.request('variables', flags);
      await session.request('setVariable', { ...flags, name: 'Z', value: '1' });
      await session.request('variables', { ...scopes['Stack'], filter: 'indexed', start: 0, count: 1 });
      await session.request('evaluate', { expression: 'R7', frameId, context: 'watch' });
      await session.request('evaluate', { expression: 'no such', frameId, context: 'hover' });
      await session.request('setExpression', { expression: 'R3', value: '0x12', frameId });
      await session.request('evaluate', { expression: 'R3 + 1', frameId, context: 'repl' });
      await disconnect(session);
    },
  },
  objects: {
    title: 'what the executive keeps for the tasks',
    async play(session) {
      await launch(session, { program: example('command_handler.mvasm') });
      const scopes = await opened(session, 'scopes', { frameId: await innermost(session) });
      await session.request('variables', scopes['Task']);
      await session.request('variables', scopes['Mailboxes']);
      await session.request('variables', scopes['Values']);
      const commands = await opened(session, 'variables', scopes['Commands']);
      const { call } = await opened(session, 'variables', commands['counter.bump']);
      await session.request('variables', call);
      const labels = await bodyOf(session.request('variables', scopes['Labels']));
      const [{ declarationLocationReference: locationReference }] = labels.variables;
      await session.request('locations', { locationReference });
      await disconnect(session);
    },
  },
  console: {
    title: 'commands and completions in the Debug Console',
    async play(session) {
      await launch(session, { program: fib, numberFormat: 'decimal' });
      const type = (expression: string) => session.request('evaluate', { expression, context: 'repl' });
      await type('regs');
      await session.request('completions', { text: 'mem d', column: 6 });
      await type('R1');
      await type('format hex');
      await type('R1');
      await type('poke fib_text 46');
      await type('load x.hxe');
      await type('step');
      await session.event('stopped');
      await disconnect(session);
    },
  },
  memory: {
    title: 'memory, code and sources',
    async play(session) {
      await launch(session, { program: fib });
      const { memoryReference } = await bodyOf(
        session.request('evaluate', { expression: 'fib_text', context: 'watch' }),
      );
      await session.request('readMemory', { memoryReference, count: 12 });
      await session.request('writeMemory', { memoryReference, data: 'Rg==' });
      await session.request('readMemory', { memoryReference, offset: -2, count: 4 });
      const { stackFrames } = await bodyOf(session.request('stackTrace', { threadId: 1 }));
      const [{ instructionPointerReference }] = stackFrames as [{ instructionPointerReference: string }];
      await session.request('disassemble', {
        ...{ memoryReference: instructionPointerReference, instructionOffset: -2, instructionCount: 5 },
        resolveSymbols: true,
      });
      await disconnect(session);
    },
  },
  fault: {
    title: 'a program that faults',
    async play(session) {
      await session.request('initialize', client);
      await session.request('launch', { program: example('fault_demo.mvasm') });
      await session.event('initialized');
      await session.request('configurationDone');
      await session.event('stopped');
      await session.request('exceptionInfo', { threadId: 1 });
      await session.request('stackTrace', { threadId: 1 });
      await session.request('continue', { threadId: 1 });
      await session.event('terminated');
      await disconnect(session);
    },
  },
  pause: {
    title: 'a program that is paused, restarted and ended',
    async play(session) {
      await session.request('initialize', client);
      await session.request('launch', { program: program('forever.mvasm'), stopOnEntry: true });
      await session.event('initialized');
      await session.request('configurationDone');
      await session.event('stopped');
      await session.request('restart');
      await session.event('stopped');
      await session.request('terminate');
      await session.event('terminated');
      await disconnect(session);
    },
  },
  mistakes: {
    title: 'requests that cannot be granted',
    async play(session) {
      await session.request('initialize', client);
      await session.request('threads');
      await session.request('continue', { threadId: 1 });
      await session.request('launch', { program: program('broken.mvasm') });
      await session.request('launch', { program: program('nothing.mvasm') });
      await session.request('launch', { program: 5 });
      await session.request('fly');
      await disconnect(session);
    },
  },
};

describe('a session as it passes over the wire', () => {
  it.each(Object.entries(scenarios))('%s', async (name, { play }) => {
    recorder = new Recorder();
    await play(recorder);
    await recorder.ended;
    const { messages } = recorder;
    await expect(stabilized(messages)).toMatchFileSnapshot(join(import.meta.dirname, `${name}.transcript`));

    const sent = messages.filter(({ type }) => type !== 'request');
    expect(sent.flatMap(faultsOf)).toEqual([]);
    expect(sent.map(({ seq }) => seq)).toEqual(sent.map((_, index) => index + 1));
    const initialized = messages.findIndex(({ event }) => event === 'initialized');
    const answered = messages.findIndex(({ type, command }) => type === 'response' && command === 'initialize');
    if (initialized >= 0) expect(initialized).toBeGreaterThan(answered);
    const terminated = messages.findIndex(({ event }) => event === 'terminated');
    const later = terminated < 0 ? [] : messages.slice(terminated + 1).filter(({ type }) => type === 'event');
    expect(later).toEqual([]);
  });
});

describe('the schema', () => {
  it('finds what is wrong', () => {
    recorder = new Recorder();
    const stopped = { type: 'event', seq: 1, event: 'stopped', body: { threadId: 1 } };
    expect(faultsOf(stopped)).toEqual(["StoppedEvent/body must have required property 'reason'"]);
    expect(faultsOf({ type: 'event', seq: 1, event: 'flying' })).toEqual(['the protocol knows no flying']);
    expect(typeOf({ type: 'response', command: 'setBreakpoints', success: true })).toBe('SetBreakpointsResponse');
  });
});
