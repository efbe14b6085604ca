/** A debug client for tests, over the real stdio of the built adapter. */

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DebugClient } from '@vscode/debugadapter-testsupport';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { onTestFinished } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const adapterPath = join(root, 'dist', 'adapter.js');
export const example = (name: string): string => join(root, 'examples', name);
export const program = (name: string): string => join(import.meta.dirname, 'programs', name);

const clientFeatures = {
  adapterID: 'hsx',
  linesStartAt1: true,
  columnsStartAt1: true,
  pathFormat: 'path',
  supportsMemoryEvent: true,
  supportsInvalidatedEvent: true,
} as const;

interface Position {
  readonly reason: string;
  readonly name: string;
  readonly line: number;
}

/** Where a stop is compared with: `fib:40`. */
export class Client {
  readonly events: DebugProtocol.Event[] = [];

  private constructor(readonly dc: DebugClient) {
    // Every event passes through here, also those nobody waits for.
    const emit = dc.emit.bind(dc);
    dc.emit = (name, ...args) => {
      const [event] = args as [DebugProtocol.Event | undefined];
      if (event?.type === 'event' && event.event === name) this.events.push(event);
      return emit(name, ...args);
    };
  }

  static async start(port?: number, features: Partial<DebugProtocol.InitializeRequestArguments> = {}): Promise<Client> {
    const dc = new DebugClient(process.execPath, adapterPath, 'hsx');
    dc.defaultTimeout = 15_000;
    await dc.start(port);
    const client = new Client(dc);
    await dc.initializeRequest({ ...clientFeatures, ...features });
    return client;
  }

  /** One that stops at the end of the test. */
  static async inTest(...args: Parameters<typeof Client.start>): Promise<Client> {
    const client = await Client.start(...args);
    onTestFinished(() => client.stop());
    return client;
  }

  /** Answers what the adapter asks of its client. */
  onReverseRequest(answer: (request: DebugProtocol.Request) => object): void {
    // The library takes every message that is no event for a response.
    const stream = this.dc as unknown as { dispatch(body: string): void; outputStream: NodeJS.WritableStream };
    const dispatch = Object.getPrototypeOf(stream).dispatch.bind(stream);
    stream.dispatch = (body) => {
      const request = JSON.parse(body);
      if (request.type !== 'request') return dispatch(body);
      const response = { type: 'response', seq: 0, request_seq: request.seq, command: request.command };
      const json = JSON.stringify({ ...response, ...answer(request) });
      stream.outputStream.write(`Content-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`);
    };
  }

  /** Launches, sets line breakpoints and starts. */
  async launch(
    args: { program: string | string[] } & Record<string, unknown>,
    breakpoints: Record<string, number[]> = {},
  ): Promise<void> {
    await this.dc.launchRequest(args as DebugProtocol.LaunchRequestArguments);
    for (const [path, lines] of Object.entries(breakpoints)) await this.setBreakpoints(path, ...lines);
    await this.dc.configurationDoneRequest();
  }

  /** Attaches, sets line breakpoints and begins. */
  async attach(args: Record<string, unknown>, breakpoints: Record<string, number[]> = {}): Promise<void> {
    await this.dc.attachRequest(args as DebugProtocol.AttachRequestArguments);
    for (const [path, lines] of Object.entries(breakpoints)) await this.setBreakpoints(path, ...lines);
    await this.dc.configurationDoneRequest();
  }

  async setBreakpoints(path: string, ...lines: number[]): Promise<DebugProtocol.Breakpoint[]> {
    const { body } = await this.dc.setBreakpointsRequest({
      source: { path },
      breakpoints: lines.map((line) => ({ line })),
    });
    return body.breakpoints;
  }

  /** Does something and waits for the stop that follows. */
  async untilStop(action: () => Promise<unknown>): Promise<Position & DebugProtocol.StoppedEvent['body']> {
    const stopped = this.dc.waitForEvent('stopped', this.dc.defaultTimeout) as Promise<DebugProtocol.StoppedEvent>;
    await Promise.all([stopped, action()]);
    const { body } = await stopped;
    const [frame] = await this.frames(body.threadId ?? 1);
    return { ...body, name: frame?.name ?? '', line: frame?.line ?? 0 };
  }

  async untilEnd(action: () => Promise<unknown>): Promise<void> {
    await Promise.all([this.dc.waitForEvent('terminated', this.dc.defaultTimeout), action()]);
  }

  /** Waits until the program's output contains `text`. */
  async untilOutput(text: string): Promise<void> {
    while (!this.output().includes(text)) await this.dc.waitForEvent('output', this.dc.defaultTimeout);
  }

  async frames(threadId = 1): Promise<DebugProtocol.StackFrame[]> {
    return (await this.dc.stackTraceRequest({ threadId })).body.stackFrames;
  }

  async scopes(frameId: number): Promise<Record<string, DebugProtocol.Scope>> {
    const { body } = await this.dc.scopesRequest({ frameId });
    return Object.fromEntries(body.scopes.map((scope) => [scope.name, scope]));
  }

  async variables(variablesReference: number, paging = {}): Promise<DebugProtocol.Variable[]> {
    return (await this.dc.variablesRequest({ variablesReference, ...paging })).body.variables;
  }

  /** The variables of one scope of the innermost frame, by name; `Registers/General` are those of a group. */
  async scope(path: string, threadId = 1): Promise<Record<string, DebugProtocol.Variable>> {
    const variables = await this.variables(await this.reference(path, threadId));
    return Object.fromEntries(variables.map((variable) => [variable.name, variable]));
  }

  /** Under which the members of a scope, or of something in it, are asked for. */
  async reference(path: string, threadId = 1): Promise<number> {
    const [scope = '', ...names] = path.split('/');
    const [frame] = await this.frames(threadId);
    let reference = (await this.scopes(frame?.id ?? 0))[scope]?.variablesReference ?? 0;
    for (const name of names) {
      const found = (await this.variables(reference)).find((variable) => variable.name === name);
      reference = found?.variablesReference ?? 0;
    }
    return reference;
  }

  async evaluate(expression: string, context = 'watch', frameId?: number): Promise<string> {
    const args = { expression, context, ...(frameId !== undefined && { frameId }) };
    return (await this.dc.evaluateRequest(args)).body.result;
  }

  async failure(request: Promise<unknown>): Promise<string> {
    return request.then(
      () => 'no failure',
      (error: Error) => error.message,
    );
  }

  output(category?: string): string {
    return this.events
      .filter((event): event is DebugProtocol.OutputEvent => event.event === 'output')
      .filter(({ body }) => category === undefined || body.category === category)
      .map(({ body }) => body.output)
      .join('');
  }

  /** Names of the events so far, output left out. */
  eventNames(): string[] {
    return this.events.map(({ event }) => event).filter((event) => event !== 'output');
  }

  /** Disconnects, and waits until the adapter has ended. */
  async leave(args: DebugProtocol.DisconnectArguments & { suspendDebuggee?: boolean } = {}): Promise<void> {
    const gone = once(this.process, 'exit');
    await this.dc.disconnectRequest(args);
    await gone;
  }

  /** Ends the client's side of the streams, as when its process dies. */
  async vanish(): Promise<void> {
    const gone = once(this.process, 'exit');
    this.process.stdin?.end();
    await gone;
  }

  /** As when the adapter crashes. */
  async kill(): Promise<void> {
    const gone = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await gone;
  }

  async stop(): Promise<void> {
    const { exitCode, signalCode } = this.process;
    if (exitCode === null && signalCode === null) await this.dc.stop();
  }

  private get process(): ChildProcess {
    return (this.dc as unknown as { _adapterProcess: ChildProcess })._adapterProcess;
  }
}
