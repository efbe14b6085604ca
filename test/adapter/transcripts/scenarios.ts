/** What the recorded sessions do, each a client at the adapter's stdio. */

import { example, program } from '../client';
import { Execd } from '../execd';
import type { Recorder } from './recorder';
import type { Message } from './schema';

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
const counter = program('counter.mvasm');

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

export const scenarios: Readonly<Record<string, Scenario>> = {
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
      await session.request('continue', { threadId: 1 });
      await session.request('pause', { threadId: 1 });
      await session.event('stopped');
      await session.request('terminate');
      await session.event('terminated');
      await disconnect(session);
    },
  },
  functions: {
    title: 'breakpoints on functions, and sources',
    async play(session) {
      await session.request('initialize', client);
      await session.request('launch', { program: fib });
      await session.event('initialized');
      await session.request('setFunctionBreakpoints', { breakpoints: [{ name: 'fib' }, { name: 'nowhere' }] });
      await session.request('configurationDone');
      await session.event('stopped');
      await session.request('modules');
      await session.request('loadedSources');
      await session.request('source', { sourceReference: 1 });
      await disconnect(session);
    },
  },
  data: {
    title: 'breakpoints on data',
    async play(session) {
      await launch(session, { program: counter });
      const { dataId } = await bodyOf(session.request('dataBreakpointInfo', { name: 'total' }));
      await session.request('dataBreakpointInfo', { name: 'R1' });
      await session.request('setDataBreakpoints', { breakpoints: [{ dataId, accessType: 'write' }, { dataId: '?' }] });
      await session.request('continue', { threadId: 1 });
      await session.event('stopped');
      await disconnect(session);
    },
  },
  targets: {
    title: 'where a step can lead, where the program can go on, and a frame that begins anew',
    async play(session) {
      await launch(session, { program: counter });
      const source = { path: counter };
      const [call] = (await bodyOf(session.request('gotoTargets', { source, line: 15 }))).targets;
      await session.request('goto', { threadId: 1, targetId: call.id });
      await session.event('stopped');
      await session.request('gotoTargets', { source, line: 1 });
      const { targets } = await bodyOf(session.request('stepInTargets', { frameId: await innermost(session) }));
      await session.request('stepIn', { threadId: 1, targetId: targets[0].id });
      await session.event('stopped');
      const { stackFrames } = await bodyOf(session.request('stackTrace', { threadId: 1 }));
      await session.request('restartFrame', { frameId: stackFrames[1].id });
      await session.event('stopped');
      await session.request('restartFrame', { frameId: stackFrames[1].id });
      await disconnect(session);
    },
  },
  tasks: {
    title: 'two tasks, one of which is ended, and a request that is taken back',
    async play(session) {
      await launch(session, { program: [program('waits.mvasm'), program('forever.mvasm')] });
      await session.request('threads');
      await session.request('cancel', { requestId: 99 });
      await session.request('terminateThreads', { threadIds: [1] });
      await session.request('threads');
      await session.request('terminateThreads', { threadIds: [2] });
      await session.event('terminated');
      await disconnect(session);
    },
  },
  attach: {
    title: 'a session with an executive elsewhere',
    async play(session) {
      const execd = await Execd.start(counter);
      try {
        await session.request('initialize', client);
        await session.request('attach', { port: execd.port, pid: 1 });
        await session.event('initialized');
        await session.request('configurationDone');
        await session.event('stopped');
        await session.request('threads');
        await disconnect(session);
      } finally {
        await execd.kill();
      }
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
