/** From a message to its answer (executive-protocol spec 2): version, session, arguments, locks, and the command itself. */

import { ExecutiveError } from '../../executive/errors';
import type { Executive } from '../../executive/executive';
import type { Session } from '../../executive/sessions/session';
import { ImageError } from '../../toolchain/image';
import { type CommandName, commands } from '../contract';
import type { BatchAnswer } from '../contract/administration';
import { type Command, type CommandRules, readArguments } from '../contract/command';
import type { Feature } from '../contract/features';
import { integer, RequestError, shown } from '../contract/readers';
import { handlers } from '../handlers';
import type { Caller, Handler, Surroundings } from '../handlers/handler';

export type Message = Readonly<Record<string, unknown>>;

/** `session` is the one that asked, or that was opened. */
export interface Answered {
  readonly answer: BatchAnswer;
  readonly command: string;
  readonly session: Session | undefined;
}

interface DispatcherOptions {
  readonly executive: Executive;
  readonly surroundings: Surroundings;
  /** Asked of everybody who has no session. */
  readonly token?: string | undefined;
}

const VERSION = 1;
/** Seconds between two looks for sessions that have fallen silent. */
export const SWEEP_EVERY_S = 5;
/** Commands that do not count as a sign of life of their session. */
const silent: ReadonlySet<string> = new Set(['session.open', 'session.current', 'session.list', 'session.terminate']);
/** Characters of a text argument that the log keeps. */
const LOGGED_TEXT = 200;

const isCommand = (name: string): name is CommandName => Object.hasOwn(commands, name);

export class Dispatcher {
  private sweptAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: DispatcherOptions) {}

  /** Carries a message out; a promise only where the command needs time. */
  perform(message: Message, stream: Caller['stream']): Answered | Promise<Answered> {
    const command = commandName(message);
    let session: Session | undefined;
    try {
      checkVersion(message);
      this.sweep();
      session = this.sessionOf(command, message);
      this.logRequest(command, message, session);
      const response = this.call(command, message, session, stream);
      if (!(response instanceof Promise)) return { answer: ok(response), command, session };
      return response.then(
        (done) => ({ answer: ok(done), command, session }),
        (error: unknown) => ({ answer: this.refusal(error), command, session }),
      );
    } catch (error) {
      return { answer: this.refusal(error), command, session };
    }
  }

  private call(
    command: string,
    message: Message,
    session: Session | undefined,
    stream: Caller['stream'],
  ): object | Promise<object> {
    const { executive, surroundings } = this.options;
    if (!isCommand(command)) throw new RequestError(`unknown_cmd:${command}`);
    const declared: Command = commands[command] as unknown as Command;
    const { rules } = declared;
    const has = (feature: Feature): boolean => session?.features.includes(feature) ?? false;
    if (rules.feature !== undefined && !has(rules.feature)) throw new RequestError(`unknown_cmd:${command}`);
    if (rules.session === true && !session) throw new RequestError('session_required');
    const request = readArguments(command, declared, message);
    if (typeof rules.session === 'function' && !session && rules.session(request)) {
      throw new RequestError('session_required');
    }
    if (session?.role === 'observer') checkObserver(command, rules, request);
    else checkLock(executive, rules, request, session);
    const caller: Caller = {
      session,
      surroundings,
      has,
      ...(stream && { stream }),
      perform: async (inner) => (await this.perform({ ...inner, ...inherited(message) }, undefined)).answer,
    };
    return (handlers[command] as Handler<CommandName>)(executive, request as never, caller) as object;
  }

  /** @throws RequestError when the message names a session that there is not, or lacks the token */
  private sessionOf(command: string, message: Message): Session | undefined {
    const { sessions } = this.options.executive;
    const { session: id } = message;
    const isNamed = typeof id === 'string' && id.trim() !== '';
    if (command === 'session.terminate') {
      // Whoever asks need not exist (Q37), but must name something.
      if (!isNamed) throw new RequestError('session_required');
      this.checkToken(message, sessions.get(id));
      return sessions.get(id);
    }
    const session = isNamed ? sessions.get(id) : undefined;
    if (isNamed && !session) throw new RequestError('session_required');
    this.checkToken(message, session);
    if (session && !silent.has(command)) sessions.touch(session);
    return session;
  }

  private checkToken({ token }: Message, session: Session | undefined): void {
    const wanted = this.options.token;
    if (wanted === undefined || session || (typeof token === 'string' && sameText(token, wanted))) return;
    throw new RequestError("token_required: this executive asks for the token it was started with ('token')");
  }

  /** A session that has been silent too long ends, and with it even the request that comes too late. */
  sweep(): void {
    const { sessions } = this.options.executive;
    const now = sessions.now();
    if (now - this.sweptAt < SWEEP_EVERY_S) return;
    this.sweptAt = now;
    sessions.expire();
  }

  private refusal(error: unknown): BatchAnswer {
    const { message } = error as Error;
    const isExpected = error instanceof ExecutiveError || error instanceof RequestError || error instanceof ImageError;
    if (isExpected) return { status: 'error', error: message };
    // A defect of ours costs one answer, not the tasks and sessions of everybody.
    this.options.executive.log.add('error', 'internal error', { error: String((error as Error).stack ?? error) });
    return { status: 'error', error: `internal_error:${message}` };
  }

  private logRequest(command: string, message: Message, session: Session | undefined): void {
    if (command === 'session.keepalive') return;
    const { session: _session, version: _version, token: _token, ...rest } = message;
    const args = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, logged(value)]));
    this.options.executive.log.add('debug', 'shell request', {
      command,
      session: session?.id ?? null,
      session_id: session?.id ?? null,
      command_args: args,
      ...(session && { session_number: session.number }),
    });
  }
}

const holds = (rule: CommandRules<never>['locked'], request: object): boolean =>
  typeof rule === 'function' ? rule(request as never) : rule === true;

/** @throws RequestError unless the command changes nothing */
function checkObserver(command: string, { observable }: CommandRules<never>, request: object): void {
  if (holds(observable, request)) return;
  throw new RequestError(
    `observer_readonly: '${command}' may change what others see; open a session without the role observer for it`,
  );
}

/** @throws ExecutiveError `pid_locked:N` */
function checkLock(
  { sessions }: Executive,
  { locked }: CommandRules<never>,
  request: object,
  session: Session | undefined,
): void {
  const { pid } = request as { pid?: unknown };
  if (typeof pid === 'number' && holds(locked, request)) sessions.checkLock(pid, session);
}

/** A command that is null is called none, as elsewhere in the family. */
const commandName = ({ cmd }: Message): string =>
  cmd === undefined ? '' : cmd === null ? 'none' : String(cmd).toLowerCase();

/** Long arguments would keep whole images in the log. */
function logged(value: unknown): unknown {
  if (typeof value === 'string') return value.length > LOGGED_TEXT ? `${value.slice(0, LOGGED_TEXT)}...` : value;
  if (Array.isArray(value)) return value.length > LOGGED_TEXT ? `${value.length} entries` : value;
  return value;
}

const ok = (response: object): BatchAnswer => ({ status: 'ok', ...response });

/** What each command of a batch has from the whole. */
const inherited = ({ session, token, version }: Message): Message => ({
  ...(session !== undefined && { session }),
  ...(token !== undefined && { token }),
  ...(version !== undefined && { version }),
});

/** @throws RequestError unless it is absent or 1, however that is written */
function checkVersion(message: Message): void {
  if (!('version' in message)) return;
  const { version } = message;
  const number = integer({ text: () => `unsupported_version:${shown(version)}` })(version, 'version');
  if (number !== VERSION) throw new RequestError(`unsupported_version:${number}`);
}

/** Compares in a time that does not tell where two texts differ. */
function sameText(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let index = 0; index < a.length; index++) difference |= a.charCodeAt(index) ^ b.charCodeAt(index % b.length);
  return difference === 0;
}
