import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BackEnds } from '../../platform/back-ends';
import { nextTurn } from '../../platform/event-loop';
import { executiveOptions } from '../configuration/build';
import { parseConfiguration } from '../configuration/configuration';
import { ExecutiveError } from '../errors';
import { Executive } from '../executive';
import { computingTask, interactingTask } from '../interacting.testing';
import type { ClockPace } from '../pacing/clock-pace';
import { ManualTimer } from '../pacing/manual-timer.testing';
import { imageBytes } from '../program.testing';
import { recordedBackEnds } from './host-files';
import { LogWriter } from './log';
import { ReplayError, replay } from './replay';

/** Reads a file of its host again and again, and keeps what it has read last. */
const fileReader = `.entry main
.text
main:
 LDI32 R1, name
 LDI R2, 0
 SVC MOD=4, FN=0
 MOV R7, R0
 MOV R1, R7
 LDI32 R2, buffer
 LDI R3, 16
 SVC MOD=4, FN=1
 MOV R1, R7
 SVC MOD=4, FN=3
 LDI R0, 3
 SVC MOD=6, FN=0
 JMP main
.data
name:
 .asciz "data.txt"
.align 4
buffer:
 .word 0, 0, 0, 0
`;

/** A host whose files are never twice the same. */
function restlessHost(): BackEnds {
  let changes = 0;
  const content = () => new TextEncoder().encode(`change ${++changes}`);
  return {
    folder: () => ({
      read: content,
      write: () => changes++ % 3 !== 0,
      truncate: () => true,
      delete: () => true,
      rename: () => true,
      makeDirectory: () => true,
      list: () => [{ name: 'data.txt', size: ++changes % 20 }],
    }),
    storage: () => ({ read: () => new TextEncoder().encode(`{"7": ${++changes}}`), write: () => undefined }),
  };
}

class Session {
  log = '';
  readonly timer = new ManualTimer();
  readonly executive: Executive;
  private readonly writer: LogWriter;

  constructor(clock: ClockPace = 'virtual', stepSize = 1) {
    const configuration = parseConfiguration({
      clock,
      files: { kind: 'folder', path: 'data' },
      persistence: { kind: 'json', path: 'values.json' },
    });
    const writer = new LogWriter((line) => (this.log += line), { configuration, step_size: stepSize });
    this.writer = writer;
    const host = recordedBackEnds(restlessHost(), (name, result) => writer.hostResult(name, result));
    this.executive = new Executive({
      ...executiveOptions(configuration, host),
      stepSize,
      recorder: writer,
      features: new Set(['stdio_stream', 'debug_run']),
      timer: this.timer,
    });
  }

  end(): string {
    this.executive.stopClock();
    this.writer.end(this.executive.state());
    return this.log;
  }
}

type Operation = (session: Session) => unknown;

const pid = fc.integer({ min: 1, max: 5 });
const code = fc.nat(40).map((word) => 4 * word);

const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.oneof(interactingTask, computingTask, fc.constant(fileReader)).map(
    (source): Operation =>
      ({ executive }) =>
        executive.load('program.hxe', imageBytes(source)),
  ),
  fc.integer({ min: 1, max: 300_000 }).map(
    (count): Operation =>
      ({ executive }) =>
        executive.step({ count }),
  ),
  fc.tuple(pid, fc.integer({ min: 1, max: 60 })).map(
    ([task, count]): Operation =>
      ({ executive }) =>
        executive.step({ count, pid: task }),
  ),
  fc.integer({ min: 0, max: 40 }).map(
    (ms): Operation =>
      ({ timer }) =>
        timer.pass(ms),
  ),
  fc.nat(3).map(
    (turns): Operation =>
      async () => {
        for (let turn = 0; turn < turns; turn++) await new Promise<void>((resolve) => nextTurn(resolve));
      },
  ),
  fc.constantFrom<Operation>(
    ({ executive }) => executive.startClock(),
    ({ executive }) => executive.startClock(5000),
    ({ executive }) => executive.stopClock(),
    ({ executive }) => executive.setClockRate(0),
    ({ executive }) => executive.setClockRate(700),
    ({ executive }) => executive.debugRun(),
    ({ executive: { sessions, events } }) => {
      const session = sessions.open({ client: '', features: ['stdio_stream', 'debug_run'] });
      events.subscribe(session, {}, { ready: true, send() {}, end() {} }, new Set());
    },
    ({ executive: { sessions } }) => sessions.closeAll(),
    ({ executive }) => executive.forgetTools(),
    ({ executive }) => executive.mail.listen(undefined, 5, 100),
    ({ executive }) => executive.mail.setStreamMode('out', 'drop'),
    ({ executive }) => executive.receiveUart(0, new Uint8Array([1, 2, 3])),
    ({ executive }) => executive.receiveUart(1, new Uint8Array([4]), true),
    ({ executive }) => executive.setLoopBack('can', true),
    ({ executive }) => executive.setPin(3, 1),
    ({ executive }) => executive.traces.resize(20),
    ({ executive }) => executive.traces.tellChanges(false),
  ),
  fc.tuple(pid, code, fc.nat(255)).chain(([task, address, byte]) =>
    fc.constantFrom<Operation>(
      ({ executive }) => executive.kill(task),
      ({ executive }) => executive.pause(task),
      ({ executive }) => executive.resume(task),
      ({ executive }) => executive.setDebugState(task, byte > 128),
      ({ executive }) => executive.debugRun({ pid: task, step: { kind: 'over', ranges: [[address, address + 8]] } }),
      ({ executive }) => executive.debugHalt(task),
      ({ executive }) => executive.setTrace(task, byte > 128),
      ({ executive }) => executive.setBreakpoint(task, address),
      ({ executive }) => executive.clearBreakpoints(task),
      ({ executive }) => executive.addPoint(task, { kind: 'code', address }, executive.sessions.all()[0]?.id),
      ({ executive }) => executive.setCatches([{ name: 'exit' }], executive.sessions.all()[0]?.id),
      ({ executive }) => executive.addWatch(task, { expression: String(768 + 4 * (byte & 3)) }),
      ({ executive }) => executive.writeMemory(task, 768 + address, new Uint8Array([byte, byte])),
      ({ executive }) => executive.setRegister(task, `R${byte & 15}`, byte),
      ({ executive }) => executive.restartFrame(task, byte & 3),
      ({ executive }) => executive.schedule(task, byte, 3),
      ({ executive }) => executive.send('app:shared', new Uint8Array([byte])),
      ({ executive }) => executive.send(`svc:stdio.in@${task}`, new Uint8Array([byte])),
    ),
  ),
);

async function perform(session: Session, operations: readonly Operation[]): Promise<void> {
  for (const operate of operations) {
    try {
      const result = operate(session);
      // A long step goes on while others have their turn.
      if (operations.length % 2 === 0) await result;
    } catch (error) {
      if (!(error instanceof ExecutiveError)) throw error;
    }
  }
}

describe('a recorded log', () => {
  it('replays to the same state, whatever came from outside', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom<ClockPace>('virtual', 'real', 20),
        fc.integer({ min: 1, max: 9 }),
        fc.array(operation, { minLength: 5, maxLength: 40 }),
        async (clock, stepSize, operations) => {
          const session = new Session(clock, stepSize);
          session.executive.load('first.hxe', imageBytes(fileReader));
          session.executive.startClock();
          await perform(session, operations);
          const log = session.end();
          const [replayed] = replay(log);
          expect(replayed!.executive.state()).toEqual(session.executive.state());
        },
      ),
      { numRuns: 60 },
    );
  });

  it('replays to the same traces', async () => {
    const session = new Session();
    session.executive.load('count.hxe', imageBytes('.entry main\n.text\nmain:\n ADD R2, R2, R1\n JMP main'));
    session.executive.setTrace(1, true);
    await session.executive.step({ count: 30 });
    session.executive.traces.tellChanges(false);
    session.executive.traces.resize(20);
    await session.executive.step({ count: 5 });
    const log = session.end();
    const [replayed] = replay(log);
    const { records } = session.executive.traces.records(1);
    expect(records).toHaveLength(20);
    expect(replayed!.executive.traces.records(1).records).toEqual(records);
    expect(() => replay(log.replace('"traces.tellChanges"', '"flush"'))).toThrow('the state differs');
  });

  it('takes one line for many equal turns', async () => {
    const session = new Session();
    session.executive.load('spin.hxe', imageBytes('.entry main\n.text\nmain:\n JMP main'));
    session.executive.startClock();
    while (session.executive.clock().auto_steps < 50) await new Promise<void>((resolve) => nextTurn(resolve));
    const log = session.end();
    expect(log.split('\n').length).toBeLessThan(10);
    expect(replay(log)[0]).toMatchObject({ complete: true });
  });

  it('leaves out the numbers that warnings took', () => {
    const session = new Session();
    const { executive } = session;
    const open = executive.sessions.open({ client: '', features: [], maxEvents: 2 });
    const sink = { ready: false, send() {}, end() {} };
    executive.events.subscribe(open, {}, sink, new Set());
    for (let count = 0; count < 3; count++)
      executive.load(`spin${count}.hxe`, imageBytes('.entry main\n.text\nmain:\n JMP main'));
    executive.kill(1);
    expect(session.log).toContain('"number":');
    const log = session.end();
    expect(replay(log)[0]!.executive.events.sequence).toBe(executive.events.sequence);
  });

  it('says where it leads elsewhere', async () => {
    const session = new Session();
    session.executive.load('spin.hxe', imageBytes('.entry main\n.text\nmain:\n JMP main'));
    await session.executive.step({ count: 5 });
    await session.executive.step({ count: 7 });
    const log = session.end();
    expect(() => replay(log.replace('"count":5', '"count":6'))).toThrow(
      new ReplayError('recorded at step 5 and event 2, replayed at step 6 and event 2', 6),
    );
    expect(() => replay(log.replace(/"state":"\w+"/, '"state":"0"'))).toThrow('the state differs');
  });

  it.each([
    ['', 'the log is empty'],
    ['hello', 'this is no log of inputs (hsx.inputs/1)'],
    ['hello\n', 'this is no line of a log of inputs'],
    ['{"format":"hsx.inputs/9"}\n', "unknown format 'hsx.inputs/9'"],
    ['{"input":"kill"}\n', 'a log of inputs begins with its format, hsx.inputs/1'],
  ])('is refused when it is none: %j', (text, message) => {
    expect(() => replay(text)).toThrow(message);
  });

  it('may lack its end', () => {
    const session = new Session();
    session.executive.load('spin.hxe', imageBytes('.entry main\n.text\nmain:\n JMP main'));
    session.end();
    const cut = session.log.slice(0, session.log.indexOf('{"end"') + 4);
    expect(replay(cut)[0]).toMatchObject({ complete: false, inputs: 2 });
  });
});

/** Operations that only look, or that only concern tools. */
const harmless: ReadonlySet<string> = new Set([
  ...['constructor', 'tasks', 'record', 'requireTask', 'hasTask', 'registry', 'info', 'inputNamed', 'state'],
  ...['schedulerReport', 'clock', 'breakpoints', 'devices', 'resources', 'demand', 'registers'],
  ...['register', 'readMemory', 'readCode', 'frameChain', 'stack', 'outside', 'followSubscribers', 'forgetTools'],
]);

it('every operation of an executive that changes something is an input', () => {
  const executive = new Executive();
  const names = Object.getOwnPropertyNames(Executive.prototype).filter((name) => !harmless.has(name));
  expect(names.filter((name) => executive.inputNamed(name) === undefined)).toEqual([]);
});
