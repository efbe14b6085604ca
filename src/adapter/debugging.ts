/**
 * What a debug session does: hands each request to the part that serves it, and tells every failure in words. A bundle of
 * its own, which loads while the client reads the answer to `initialize`; no error class is shared with the session.
 */

import { Event, InitializedEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { Attach } from './attach';
import { type Call, Cancelled, throwIfCancelled, unlessCancelled } from './calls';
import type { ClientPort } from './client-port';
import { commandCompletions, completionsOf } from './completions';
import { dataBreakpointInfo } from './data-breakpoint-info';
import { type FurtherSession, furtherSessions, startFurther } from './further-sessions';
import type { AdapterHost } from './host';
import { Launch } from './launch';
import { meansAttach } from './means-attach';
import { modulesOf } from './modules';
import { joinParts, type Parts } from './parts';
import { RequestError } from './request-error';
import type { Target } from './target';
import { isUserError } from './user-error';

/** The answer to a request, and what follows once the client has it. */
interface Reply {
  readonly body?: unknown;
  readonly effect?: () => Promise<void> | void;
}

/** Why a request failed. */
export interface Refusal {
  readonly refusal: string;
  /** A person asked for it by a key or a button. */
  readonly showUser: boolean;
}

export type Answer = Reply | Refusal;

/** What the session itself reads of a configuration. */
interface Configuration extends DebugProtocol.LaunchRequestArguments {
  readonly numberFormat?: unknown;
  readonly [attribute: string]: unknown;
}

// biome-ignore lint/suspicious/noExplicitAny: arguments are what the protocol says for each command
type Handler = (args: any, call: Call) => Promise<Reply> | Reply;

export class Debugging {
  private readonly parts: Parts;
  private readonly launch: Launch;
  private target: Target | undefined;
  private further: readonly FurtherSession[] = [];
  private attaching: Promise<Attach> | undefined;
  /** Of the predecessor's launches, which attach, the tasks are not ours to end. */
  private ownsTasks = true;
  private readonly handlers: Readonly<Record<string, Handler>>;

  constructor(
    private readonly host: AdapterHost,
    client: ClientPort,
  ) {
    this.parts = joinParts(host, client, {
      terminalClosed: () => client.background(this.end('The terminal was closed, and the program with it.')),
      settled: async (pid) => this.target?.settled(pid),
    });
    this.launch = new Launch(host, this.parts);
    this.handlers = {
      ...this.lifeHandlers(),
      ...this.breakpointHandlers(),
      ...this.runHandlers(),
      ...this.stateHandlers(),
    };
  }

  private lifeHandlers(): Record<string, Handler> {
    const { control } = this.parts;
    return {
      launch: async (args: Configuration, call) => {
        this.requireNone();
        this.ownsTasks = !meansAttach(args);
        if (!this.ownsTasks) return this.attach(args);
        this.further = furtherSessions('launch', args);
        await this.launch.start(args, call);
        return this.debugging(this.launch, args);
      },
      attach: (args: Configuration) => this.attach(args),
      configurationDone: () => this.begin(),
      restart: async (args: DebugProtocol.RestartArguments, call) => ({
        effect: await this.required().prepareRestart(args.arguments, call),
      }),
      terminate: async () => {
        await this.target?.end({ terminateDebuggee: this.ownsTasks });
        return { effect: () => control.terminate() };
      },
    };
  }

  private breakpointHandlers(): Record<string, Handler> {
    const { breakpoints, exceptions } = this.parts;
    return {
      setBreakpoints: async (args) => ({ body: await breakpoints.setSource(args) }),
      setInstructionBreakpoints: async (args) => ({ body: await breakpoints.setInstructions(args) }),
      setFunctionBreakpoints: async (args) => ({ body: await breakpoints.setFunctions(args) }),
      setDataBreakpoints: async (args) => ({ body: await breakpoints.setData(args) }),
      dataBreakpointInfo: async (args) => ({ body: await this.dataBreakpointInfo(args) }),
      setExceptionBreakpoints: async (args) => ({ body: await exceptions.set(args) }),
      breakpointLocations: (args) => ({ body: breakpoints.locations(args) }),
    };
  }

  private runHandlers(): Record<string, Handler> {
    const { stack, targets, control } = this.parts;
    return {
      continue: (args: DebugProtocol.ContinueArguments) => ({
        body: { allThreadsContinued: control.state.continuesAll(args) },
        effect: control.resume(args),
      }),
      next: async (args) => ({ effect: await control.step('over', args) }),
      stepIn: async (args) => ({ effect: await control.step('into', args) }),
      stepOut: async (args) => ({ effect: await control.step('out', args) }),
      stepInTargets: async (args) => ({ body: targets.ofCalls(await stack.frame(args.frameId)) }),
      gotoTargets: (args) => ({ body: targets.ofLine(args) }),
      goto: async (args) => ({ effect: await control.move('goto', args.threadId, () => targets.goto(args)) }),
      restartFrame: async (args: DebugProtocol.RestartFrameArguments) => ({
        effect: await control.move('restart', stack.pidOf(args.frameId), () => stack.restart(args.frameId)),
      }),
      terminateThreads: async (args) => ({ effect: await control.terminateThreads(args.threadIds ?? []) }),
      pause: (args: DebugProtocol.PauseArguments) => ({ effect: control.pause(args) }),
    };
  }

  private stateHandlers(): Record<string, Handler> {
    const {
      client,
      debuggee,
      sources,
      stack,
      threads,
      memory,
      evaluation,
      variables,
      disassembly,
      control,
      debugConsole,
    } = this.parts;
    return {
      threads: async () => ({ body: { threads: await threads.list() } }),
      stackTrace: async (args) => ({ body: await stack.trace(args) }),
      exceptionInfo: (args: DebugProtocol.ExceptionInfoArguments) => ({
        body: control.state.exceptionInfo(args.threadId),
      }),
      scopes: async (args) => ({ body: await variables.scopes(args) }),
      variables: async (args) => ({ body: await variables.list(args) }),
      setVariable: async (args) => ({ body: await variables.set(args) }),
      setExpression: async (args) => ({
        body: variables.describe(await evaluation.setExpression(args)),
      }),
      evaluate: async (args: DebugProtocol.EvaluateArguments, call) => {
        const performed = args.context === 'repl' ? await this.perform(args, call) : undefined;
        if (performed) return performed;
        const { value: result, ...rest } = variables.describe(await evaluation.evaluate(args));
        return { body: { result, ...rest } };
      },

      locations: (args) => ({ body: variables.locate(args) }),

      readMemory: async (args) => ({ body: await memory.read(args) }),
      writeMemory: async (args) => ({ body: await memory.write(args) }),
      disassemble: (args) => ({ body: disassembly.rows(args) }),
      source: (args) => ({ body: sources.content(args) }),
      modules: (args: DebugProtocol.ModulesArguments) => ({ body: modulesOf(debuggee.tasks, args) }),
      completions: async (args: DebugProtocol.CompletionsArguments) => {
        const before = args.text.slice(0, client.fromClientColumn(args.column) - 1);
        const { task, place } = await evaluation.frame(args.frameId);
        const names = completionsOf(task.program.symbols, place, before);
        return { body: { targets: [...names, ...commandCompletions(await debugConsole.complete(before), before)] } };
      },
      loadedSources: () => ({ body: { sources: sources.all() } }),
    };
  }

  private async attach(args: Configuration): Promise<Reply> {
    this.requireNone();
    this.further = furtherSessions('attach', args);
    this.attaching = Attach.start(this.host, this.parts, args);
    return this.debugging(await this.attaching, args);
  }

  private debugging(target: Target, { numberFormat }: Configuration): Reply {
    this.target = target;
    this.parts.format.choose(numberFormat);
    return { effect: () => this.parts.client.send(new InitializedEvent()) };
  }

  private begin(): Reply {
    const { client } = this.parts;
    const target = this.required();
    const begin = target.configured();
    return {
      effect: async () => {
        client.send(new Event('process', target.process));
        await begin();
        client.background(startFurther(this.further, client));
      },
    };
  }

  /** A command in the Debug Console; `undefined` when it is none. */
  private async perform(
    { expression, frameId }: DebugProtocol.EvaluateArguments,
    call: Call,
  ): Promise<Reply | undefined> {
    const frame = this.parts.debuggee.tasks.length > 0 ? await this.parts.evaluation.frame(frameId) : undefined;
    const command = this.parts.debugConsole.commandIn(expression, frame);
    if (command === undefined) return undefined;
    const { text, effect } = await this.parts.debugConsole.perform(command, frame, call);
    return { body: { result: text, variablesReference: 0 }, ...(effect && { effect }) };
  }

  /** Also tasks that are still being attached to. */
  async leave(how: DebugProtocol.DisconnectArguments = {}): Promise<void> {
    this.parts.terminal.close();
    const target = this.target ?? (await this.attaching?.catch(() => undefined));
    await target?.end(how);
  }

  /** Nobody reads any more. */
  silence(): void {
    this.parts.output.end();
  }

  private requireNone(): void {
    if (this.target) throw new RequestError('a program is already launched: use restart');
  }

  private required(): Target {
    if (!this.target) throw new RequestError('no program is loaded: launch one first');
    return this.target;
  }

  private async dataBreakpointInfo(args: DebugProtocol.DataBreakpointInfoArguments) {
    const { frame, expression } = args.variablesReference
      ? await this.parts.variables.expressionOf(args.variablesReference, args.name)
      : { frame: await this.parts.evaluation.frame(args.frameId), expression: args.name };
    return dataBreakpointInfo(this.parts.evaluation, frame, expression, args);
  }

  async answer({ command, arguments: args }: DebugProtocol.Request, call: Call): Promise<Answer> {
    try {
      const handler = Object.hasOwn(this.handlers, command) ? this.handlers[command] : undefined;
      if (!handler) throw new RequestError(`the request "${command}" is not supported`);
      throwIfCancelled(call);
      const work = handler(args ?? {}, call);
      const { body, effect } = await (onlyAsk.has(command) ? unlessCancelled(work, call) : work);
      return { body, ...(effect && { effect: () => this.follow(effect) }) };
    } catch (error) {
      return { refusal: messageOf(error), showUser: asked.has(command) && !(error instanceof Cancelled) };
    }
  }

  private async follow(effect: NonNullable<Reply['effect']>): Promise<void> {
    try {
      await effect();
    } catch (error) {
      this.parts.client.say(messageOf(error), 'stderr');
    }
  }

  /** Ends the program for a reason that is not the client's. */
  private async end(reason: string): Promise<void> {
    await this.parts.debuggee.end();
    this.parts.client.say(reason);
    this.parts.control.terminate();
  }
}

/** What a person asked for by a key or a button; a client refreshes its views by itself, and shows their errors there. */
const asked: ReadonlySet<string> = new Set(
  'launch restart restartFrame continue next stepIn stepOut pause terminate'.split(' '),
);

/** They change nothing: their answers can be dropped, whatever they wait for. */
const onlyAsk: ReadonlySet<string> = new Set(
  `threads stackTrace scopes variables locations readMemory disassemble source modules completions loadedSources
  stepInTargets gotoTargets dataBreakpointInfo breakpointLocations`.split(/\s+/),
);

function messageOf(error: unknown): string {
  if (isUserError(error)) return error.message;
  return `internal error: ${error instanceof Error ? error.message : String(error)}`;
}
