/** Whole sessions inside this process, over random programs: each step ends where the true depth of calls says. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { imageOf } from '../executive/program.testing';
import { routinesProgram } from '../executive/routines.testing';
import type { StepKind } from '../executive/step-plan';
import { SteppedTask, stepByHand } from '../executive/stepping.testing';
import { HsxDebugSession } from './session';

const MANY = 20_000;
const SOURCE = '/program.mvasm';
const requests: Readonly<Record<StepKind, string>> = { into: 'stepIn', over: 'next', out: 'stepOut' };

/** A client that speaks with a session in objects. */
class InlineClient {
  private readonly session: HsxDebugSession;
  private readonly answers = new Map<number, (response: DebugProtocol.Response) => void>();
  private halted: (() => void) | undefined;
  private sequence = 0;
  ended = false;

  constructor(source: string) {
    const bytes = new TextEncoder().encode(source);
    this.session = new HsxDebugSession(() => ({
      files: { read: async (path) => (path === SOURCE ? bytes : undefined), list: async () => [] },
    }));
    this.session.onDidSendMessage((message) => this.receive(message as DebugProtocol.ProtocolMessage));
  }

  async request(command: string, args: object = {}) {
    const seq = ++this.sequence;
    const response = new Promise<DebugProtocol.Response>((resolve) => this.answers.set(seq, resolve));
    const request: DebugProtocol.Request = { seq, type: 'request', command, arguments: args };
    this.session.handleMessage(request);
    const { success, message, body } = await response;
    expect(success, `${command}: ${message}`).toBe(true);
    return body;
  }

  /** Asks for something after which the program stops or ends. */
  async untilHalt(command: string, args: object = {}): Promise<void> {
    const halt = new Promise<void>((resolve) => {
      this.halted = resolve;
    });
    await this.request(command, args);
    await halt;
  }

  async frames(): Promise<DebugProtocol.StackFrame[]> {
    return (await this.request('stackTrace', { threadId: 1 })).stackFrames;
  }

  dispose(): void {
    this.session.dispose();
  }

  private receive(message: DebugProtocol.ProtocolMessage): void {
    const {
      type,
      event,
      request_seq: seq,
    } = message as DebugProtocol.ProtocolMessage & {
      event?: string;
      request_seq?: number;
    };
    if (type === 'response' && seq !== undefined) this.answers.get(seq)?.(message as DebugProtocol.Response);
    if (event === 'terminated') this.ended = true;
    if (event === 'stopped' || event === 'terminated') this.halted?.();
  }
}

const kinds = fc.array(fc.constantFrom<StepKind>('into', 'into', 'over', 'out'), { minLength: 1, maxLength: 15 });

it.each([
  ['frames, recursion and jumps into other routines', routinesProgram(['inline'], true)],
  ['routines that pass over an instruction of their caller', routinesProgram(['inline', 'skip'])],
])('steps through %s', async (_what, programs) => {
  await fc.assert(
    fc.asyncProperty(programs, fc.nat(60), kinds, async (source, before, steps) => {
      const byHand = new SteppedTask(imageOf(source));
      byHand.steps(before);
      fc.pre(!byHand.ended);
      const client = new InlineClient(source);
      try {
        await client.request('initialize', { adapterID: 'hsx' });
        await client.request('launch', { program: SOURCE, stopOnEntry: true });
        await client.untilHalt('configurationDone');
        for (let step = 0; step < before; step++) await client.untilHalt('stepIn', { threadId: 1 });
        for (const kind of steps) {
          const { pc } = byHand.task.processor;
          // Every line is one instruction.
          const line = [[pc, pc + 4]] as const;
          stepByHand(byHand, kind, line, MANY);
          await client.untilHalt(requests[kind], { threadId: 1 });
          expect(client.ended).toBe(byHand.ended);
          if (client.ended) break;
          const [frame, ...callers] = await client.frames();
          const { processor } = byHand.task;
          expect(Number(frame?.instructionPointerReference)).toBe(processor.pc);
          expect(callers).toHaveLength(byHand.calls().length);
        }
      } finally {
        client.dispose();
      }
    }),
    { numRuns: 25 },
  );
});
