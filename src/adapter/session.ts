/**
 * One debug session: takes requests in order, has them answered, and sends the answers. It runs over a stream, inline in an
 * editor, or in a browser.
 */

import { DebugSession, Response } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { nextTurn } from '../platform/event-loop';
import { type Call, Calls } from './calls';
import { capabilities } from './capabilities';
import { ClientPort } from './client-port';
import type { Answer, Debugging } from './debugging';
import type { AdapterHost } from './host';

export class HsxDebugSession extends DebugSession {
  private readonly client = new ClientPort(
    (event) => this.sendEvent(event),
    (command, args) => this.ask(command, args),
  );
  private readonly calls = new Calls();
  private queue: Promise<void> = Promise.resolve();
  private loaded: Promise<Debugging> | undefined;
  /** The same once it is there: most requests need not wait for a promise. */
  private ready: Debugging | undefined;
  /** Called when the client has disconnected; without it the process ends. */
  onEnd: (() => void) | undefined;

  constructor(private readonly host: () => AdapterHost) {
    super();
  }

  /** Takes a message as it came; what is no JSON object is told of and passed over. */
  receive(text: string): void {
    const message = parsed(text);
    if (message) this.handleMessage(message);
    else
      this.client.say(`a message of the client was passed over, it is no JSON object: ${text.slice(0, 80)}`, 'stderr');
  }

  /** Requests are served one after the other; only an end or a cancellation does not wait for what is under way. */
  protected override dispatchRequest(request: DebugProtocol.Request): void {
    const call = this.calls.begin(request.seq);
    const serve = () => this.serve(request, call);
    if (request.command === 'disconnect' || request.command === 'cancel') this.client.background(serve());
    else this.queue = this.queue.then(serve);
  }

  private async serve(request: DebugProtocol.Request, call: Call): Promise<void> {
    try {
      const response = new Response(request) as DebugProtocol.Response;
      const answer = await this.answer(request, call);
      if ('refusal' in answer) {
        this.sendErrorResponse(response, errorMessage(answer.refusal, answer.showUser));
        return;
      }
      if (answer.body !== undefined) response.body = answer.body;
      this.sendResponse(response);
      await answer.effect?.();
    } finally {
      this.calls.end(call);
    }
  }

  private answer(request: DebugProtocol.Request, call: Call): Answer | Promise<Answer> {
    switch (request.command) {
      case 'initialize':
        return this.initialize(request.arguments ?? {});
      case 'cancel':
        this.calls.cancel(request.arguments ?? {});
        return {};
      case 'disconnect':
        return this.disconnect(request.arguments);
      default:
        return this.ready ? this.ready.answer(request, call) : this.answerOnceLoaded(request, call);
    }
  }

  private async disconnect(args: DebugProtocol.DisconnectArguments | undefined): Promise<Answer> {
    await (await this.loaded)?.leave(args);
    return { effect: () => this.shutdown() };
  }

  private async answerOnceLoaded(request: DebugProtocol.Request, call: Call): Promise<Answer> {
    const debugging = await this.debugging().catch((error: Error) => error);
    if (debugging instanceof Error)
      return { refusal: `the debugger is incomplete: ${debugging.message}`, showUser: true };
    this.ready = debugging;
    return debugging.answer(request, call);
  }

  /** The rest is loaded once the client has its answer, while it thinks. */
  private initialize(args: DebugProtocol.InitializeRequestArguments): Answer {
    if (args.pathFormat === 'uri') {
      return { refusal: 'paths as URIs are not supported: use the path format "path"', showUser: false };
    }
    this.client.introduce(args);
    return { body: capabilities, effect: () => nextTurn(() => void this.debugging().catch(() => {})) };
  }

  private debugging(): Promise<Debugging> {
    this.loaded ??= import('./debugging').then(({ Debugging }) => new Debugging(this.host(), this.client));
    return this.loaded;
  }

  private ask(command: string, args: object): Promise<void> {
    return new Promise((resolve, reject) => {
      this.sendRequest(command, args, CLIENT_TIMEOUT, ({ success, message }) => {
        if (success) resolve();
        else reject(new Error(message ?? 'the client gave no reason'));
      });
    });
  }

  /** Also when the client has vanished: what the session holds is given back first. */
  override shutdown(): void {
    const end = this.onEnd ?? (() => super.shutdown());
    this.leave().then(end, end);
  }

  /** Called by an editor that runs the session inline; ends what still runs. */
  override dispose(): void {
    this.client.background(this.leave());
  }

  private async leave(): Promise<void> {
    const debugging = await this.loaded;
    debugging?.silence();
    await debugging?.leave();
  }
}

function parsed(text: string): DebugProtocol.ProtocolMessage | undefined {
  try {
    const message: unknown = JSON.parse(text);
    return typeof message === 'object' && message !== null ? (message as DebugProtocol.ProtocolMessage) : undefined;
  } catch {
    return undefined;
  }
}

const REQUEST_FAILED = 1;
/** How long a client may take to do what it is asked for, in milliseconds: it may ask its user first. */
const CLIENT_TIMEOUT = 60_000;

/** Braces in the text are no variables. */
const errorMessage = (text: string, showUser: boolean): DebugProtocol.Message => ({
  id: REQUEST_FAILED,
  format: '{_text}',
  variables: { _text: text },
  showUser,
});
