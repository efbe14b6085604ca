/**
 * One debug session: takes requests in order, hands each to the part that serves it, answers, and turns every failure
 * into an error response. It runs over a stream, inline in an editor, or in a browser.
 */

import { ContinuedEvent, DebugSession, InitializedEvent, Response } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { Attach } from './attach';
import { Breakpoints } from './breakpoints/breakpoints';
import { ExceptionFilters } from './breakpoints/exception-filters';
import { Places } from './breakpoints/places';
import { type Call, Calls, Cancelled, throwIfCancelled, unlessCancelled } from './calls';
import { capabilities } from './capabilities';
import { ClientPort } from './client-port';
import { commandCompletions, completionsOf } from './completions';
import { dataBreakpointInfo } from './data-breakpoint-info';
import { DebugConsole } from './debug-console/debug-console';
import { Debuggee } from './debuggee';
import { Disassembly } from './disassembly';
import { Evaluation } from './evaluation';
import { Targets } from './goto-targets';
import type { AdapterHost } from './host';
import { Inventory } from './inventory';
import { LabelStop } from './label-stop';
import { Launch } from './launch';
import { meansAttach } from './means-attach';
import { Memory } from './memory';
import { modulesOf } from './modules';
import { NumberFormat } from './number-format';
import { OutputPump } from './output-pump';
import { RequestError } from './request-error';
import { RunControl } from './run-control';
import { Sources } from './sources';
import { Stack } from './stack';
import { StandardInput } from './standard-input';
import type { Target } from './target';
import { ProgramTerminal } from './terminal';
import { Threads } from './threads';
import { isUserError } from './user-error';
import { Variables } from './variables/variables';

/** The answer to a request, and what follows once the client has it. */
interface Reply {
  readonly body?: unknown;
  readonly effect?: () => Promise<void> | void;
}

/** What the session itself reads of a configuration. */
interface Configuration extends DebugProtocol.LaunchRequestArguments {
  readonly numberFormat?: unknown;
}

// biome-ignore lint/suspicious/noExplicitAny: arguments are what the protocol says for each command
type Handler = (args: any, call: Call) => Promise<Reply> | Reply;

export class HsxDebugSession extends DebugSession {
  private readonly client = new ClientPort(
    (event) => this.sendEvent(event),
    (args) => this.askForTerminal(args),
  );
  private readonly output = new OutputPump((category, text, place) => {
    if (category !== 'console' && this.terminal.isOpen) {
      this.terminal.write(text);
      return;
    }
    const task = this.debuggee.tasks.find(({ pid }) => pid === place?.pid);
    this.client.printFrom(category, text, task && place && this.sources.outputPlace(task, place.pcs), place?.pid);
  });
  private readonly debuggee = new Debuggee();
  private readonly sources = new Sources(this.debuggee);
  private readonly stack = new Stack(this.debuggee, this.sources, this.client);
  private readonly breakpoints = new Breakpoints(this.debuggee, this.sources, this.client);
  private readonly exceptions = new ExceptionFilters(this.debuggee);
  private readonly targets = new Targets(this.debuggee, this.sources, this.client);
  private readonly threads = new Threads(this.debuggee);
  private readonly inventory = new Inventory(this.debuggee, this.sources, this.client);
  private readonly focusedPid = (): number => this.control.focusedPid;
  private readonly memory = new Memory(this.debuggee, this.client, this.focusedPid);
  private readonly format = new NumberFormat();
  private readonly evaluation = new Evaluation(this.debuggee, this.stack, this.memory, this.format, this.focusedPid);
  private readonly variables = new Variables({
    client: this.client,
    debuggee: this.debuggee,
    stack: this.stack,
    sources: this.sources,
    evaluation: this.evaluation,
    returned: () => this.control.returned,
  });
  private readonly disassembly = new Disassembly(this.debuggee, this.sources, this.client);
  private readonly labelStop = new LabelStop(this.debuggee, new Places(this.debuggee, this.sources));
  private readonly input = new StandardInput(this.debuggee);
  private readonly control = new RunControl({
    debuggee: this.debuggee,
    client: this.client,
    output: this.output,
    breakpoints: this.breakpoints,
    threads: this.threads,
    inventory: this.inventory,
    stack: this.stack,
    labelStop: this.labelStop,
    input: this.input,
    forgetStop: () => this.variables.forget(),
    told: () => this.memory.announceMoved(),
    ended: () => this.terminal.close(),
  });
  private readonly console = new DebugConsole({
    ...{ debuggee: this.debuggee, evaluation: this.evaluation, memory: this.memory, format: this.format },
    control: this.control,
    continued: (pid) => this.client.send(new ContinuedEvent(pid, true)),
  });
  private readonly terminal: ProgramTerminal;
  private readonly launch: Launch;
  private target: Target | undefined;
  private attaching: Promise<Attach> | undefined;
  /** Of the predecessor's launches, which attach, the tasks are not ours to end. */
  private ownsTasks = true;
  private readonly calls = new Calls();
  private queue: Promise<void> = Promise.resolve();
  /** Called when the client has disconnected; without it the process ends. */
  onEnd: (() => void) | undefined;

  constructor(private readonly host: AdapterHost) {
    super();
    this.terminal = new ProgramTerminal(host, this.client, {
      onInput: (text) => this.client.background(this.input.write(text)),
      onClose: () => this.client.background(this.end('The terminal was closed, and the program with it.')),
    });
    this.launch = new Launch(host, {
      client: this.client,
      debuggee: this.debuggee,
      breakpoints: this.breakpoints,
      exceptions: this.exceptions,
      control: this.control,
      terminal: this.terminal,
      labelStop: this.labelStop,
      input: this.input,
    });
  }

  private readonly handlers: Readonly<Record<string, Handler>> = {
    initialize: (args: DebugProtocol.InitializeRequestArguments) => {
      if (args.pathFormat === 'uri')
        throw new RequestError('paths as URIs are not supported: use the path format "path"');
      this.client.introduce(args);
      return { body: capabilities };
    },
    launch: async (args: Configuration, call) => {
      this.requireNone();
      this.ownsTasks = !meansAttach(args);
      if (!this.ownsTasks) return this.attach(args);
      await this.launch.start(args, call);
      return this.debugging(this.launch, args);
    },
    attach: (args: Configuration) => this.attach(args),
    cancel: (args: DebugProtocol.CancelArguments) => {
      this.calls.cancel(args);
      return {};
    },
    configurationDone: () => ({ effect: this.required().configured() }),
    restart: async (args: DebugProtocol.RestartArguments, call) => ({
      effect: await this.required().prepareRestart(args.arguments, call),
    }),
    terminate: async () => {
      await this.target?.end({ terminateDebuggee: this.ownsTasks });
      return { effect: () => this.control.terminate() };
    },
    disconnect: async (args: DebugProtocol.DisconnectArguments) => {
      await this.leave(args);
      return { effect: () => this.shutdown() };
    },

    setBreakpoints: async (args) => ({ body: await this.breakpoints.setSource(args) }),
    setInstructionBreakpoints: async (args) => ({ body: await this.breakpoints.setInstructions(args) }),
    setFunctionBreakpoints: async (args) => ({ body: await this.breakpoints.setFunctions(args) }),
    setDataBreakpoints: async (args) => ({ body: await this.breakpoints.setData(args) }),
    dataBreakpointInfo: async (args) => ({ body: await this.dataBreakpointInfo(args) }),
    setExceptionBreakpoints: async (args) => ({ body: await this.exceptions.set(args) }),
    breakpointLocations: (args) => ({ body: this.breakpoints.locations(args) }),

    continue: (args: DebugProtocol.ContinueArguments) => ({
      effect: this.control.resume(args),
      body: { allThreadsContinued: args.singleThread !== true },
    }),
    next: async (args) => ({ effect: await this.control.step('over', args) }),
    stepIn: async (args) => ({ effect: await this.control.step('into', args) }),
    stepOut: async (args) => ({ effect: await this.control.step('out', args) }),
    stepInTargets: async (args) => ({ body: this.targets.ofCalls(await this.stack.frame(args.frameId)) }),
    gotoTargets: (args) => ({ body: this.targets.ofLine(args) }),
    goto: async (args) => ({ effect: await this.control.goto(args) }),
    terminateThreads: async (args) => ({ effect: await this.control.terminateThreads(args.threadIds ?? []) }),
    pause: (args: DebugProtocol.PauseArguments) => ({ effect: this.control.pause(args.threadId) }),

    threads: async () => ({ body: { threads: await this.threads.list() } }),
    stackTrace: async (args) => ({ body: await this.stack.trace(args) }),
    exceptionInfo: (args: DebugProtocol.ExceptionInfoArguments) => ({
      body: this.control.exceptionInfo(args.threadId),
    }),
    scopes: async (args) => ({ body: await this.variables.scopes(args) }),
    variables: async (args) => ({ body: await this.variables.list(args) }),
    setVariable: async (args) => ({ body: await this.variables.set(args) }),
    setExpression: async (args) => ({
      body: this.variables.describe(await this.evaluation.setExpression(args)),
    }),
    evaluate: async (args: DebugProtocol.EvaluateArguments, call) => {
      const performed = args.context === 'repl' ? await this.perform(args, call) : undefined;
      if (performed) return performed;
      const { value: result, ...rest } = this.variables.describe(await this.evaluation.evaluate(args));
      return { body: { result, ...rest } };
    },

    locations: (args) => ({ body: this.variables.locate(args) }),

    readMemory: async (args) => ({ body: await this.memory.read(args) }),
    writeMemory: async (args) => ({ body: await this.memory.write(args) }),
    disassemble: (args) => ({ body: this.disassembly.rows(args) }),
    source: (args) => ({ body: this.sources.content(args) }),
    modules: (args: DebugProtocol.ModulesArguments) => ({ body: modulesOf(this.debuggee.tasks, args) }),
    completions: async (args: DebugProtocol.CompletionsArguments) => {
      const before = args.text.slice(0, this.client.fromClientColumn(args.column) - 1);
      const { task, place } = await this.evaluation.frame(args.frameId);
      const names = completionsOf(task.program.symbols, place, before);
      return { body: { targets: [...names, ...commandCompletions(await this.console.complete(before), before)] } };
    },
    loadedSources: () => ({ body: { sources: this.sources.all() } }),
  };

  private async attach(args: Configuration): Promise<Reply> {
    this.requireNone();
    const { client, debuggee, breakpoints, exceptions, control, memory, inventory } = this;
    const parts = { client, debuggee, breakpoints, exceptions, control, memory, inventory };
    this.attaching = Attach.start(this.host, parts, args);
    return this.debugging(await this.attaching, args);
  }

  private debugging(target: Target, { numberFormat }: Configuration): Reply {
    this.target = target;
    this.format.choose(numberFormat);
    return { effect: () => this.client.send(new InitializedEvent()) };
  }

  /** A command in the Debug Console; `undefined` when it is none. */
  private async perform(
    { expression, frameId }: DebugProtocol.EvaluateArguments,
    call: Call,
  ): Promise<Reply | undefined> {
    const frame = this.debuggee.tasks.length > 0 ? await this.evaluation.frame(frameId) : undefined;
    const command = this.console.commandIn(expression, frame);
    if (command === undefined) return undefined;
    const { text, effect } = await this.console.perform(command, frame, call);
    return { body: { result: text, variablesReference: 0 }, ...(effect && { effect }) };
  }

  /** Also from tasks that are still being attached to. */
  private async leave(how: DebugProtocol.DisconnectArguments): Promise<void> {
    const target = this.target ?? (await this.attaching?.catch(() => undefined));
    await target?.end(how);
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
      ? await this.variables.expressionOf(args.variablesReference, args.name)
      : { frame: await this.evaluation.frame(args.frameId), expression: args.name };
    return dataBreakpointInfo(this.evaluation, frame, expression, args);
  }

  /** Requests are served one after the other; only an end or a cancellation does not wait for what is under way. */
  protected override dispatchRequest(request: DebugProtocol.Request): void {
    const call = this.calls.begin(request.seq);
    const serve = () => this.serve(request, call).finally(() => this.calls.end(call));
    if (request.command === 'disconnect' || request.command === 'cancel') this.client.background(serve());
    else this.queue = this.queue.then(serve);
  }

  private async serve(request: DebugProtocol.Request, call: Call): Promise<void> {
    const response = new Response(request) as DebugProtocol.Response;
    let answered = false;
    try {
      const handler = Object.hasOwn(this.handlers, request.command) ? this.handlers[request.command] : undefined;
      if (!handler) throw new RequestError(`the request "${request.command}" is not supported`);
      throwIfCancelled(call);
      const work = handler(request.arguments ?? {}, call);
      const { body, effect } = await (onlyAsk.has(request.command) ? unlessCancelled(work, call) : work);
      if (body !== undefined) response.body = body;
      this.sendResponse(response);
      answered = true;
      await effect?.();
    } catch (error) {
      if (answered) this.client.say(messageOf(error), 'stderr');
      else
        this.sendErrorResponse(
          response,
          errorMessage(messageOf(error), asked.has(request.command) && !(error instanceof Cancelled)),
        );
    }
  }

  private askForTerminal(args: DebugProtocol.RunInTerminalRequestArguments): Promise<void> {
    return new Promise((resolve, reject) => {
      this.runInTerminalRequest(args, TERMINAL_TIMEOUT, ({ success, message }) => {
        if (success) resolve();
        else reject(new RequestError(message ?? 'the client gave no reason'));
      });
    });
  }

  /** Ends the program for a reason that is not the client's. */
  private async end(reason: string): Promise<void> {
    await this.debuggee.end();
    this.client.say(reason);
    this.control.terminate();
  }

  /** Also when the client has vanished: what the session holds is given back first. */
  override shutdown(): void {
    this.terminal.close();
    const end = this.onEnd ?? (() => super.shutdown());
    this.leave({}).then(end, end);
  }

  /** Called by an editor that runs the session inline; ends what still runs. */
  override dispose(): void {
    this.terminal.close();
    this.output.end();
    this.client.background(this.leave({}));
  }
}

const REQUEST_FAILED = 1;
/** How long a client may take to open a terminal, in milliseconds: it may ask its user first. */
const TERMINAL_TIMEOUT = 60_000;

/** What a person asked for by a key or a button; a client refreshes its views by itself, and shows their errors there. */
const asked: ReadonlySet<string> = new Set('launch restart continue next stepIn stepOut pause terminate'.split(' '));

/** They change nothing: their answers can be dropped, whatever they wait for. */
const onlyAsk: ReadonlySet<string> = new Set(
  `threads stackTrace scopes variables locations readMemory disassemble source modules completions loadedSources
  stepInTargets gotoTargets dataBreakpointInfo breakpointLocations`.split(/\s+/),
);

/** Braces in the text are no variables. */
const errorMessage = (text: string, showUser: boolean): DebugProtocol.Message => ({
  id: REQUEST_FAILED,
  format: '{_text}',
  variables: { _text: text },
  showUser,
});

function messageOf(error: unknown): string {
  if (isUserError(error)) return error.message;
  return `internal error: ${error instanceof Error ? error.message : String(error)}`;
}
