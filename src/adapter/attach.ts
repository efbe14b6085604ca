/**
 * Attaching to an executive that lives elsewhere: its tasks are taken up as they are and left as they were found, the
 * connection is made anew when it breaks, and tasks may come and go.
 */

import type { DebugProtocol } from '@vscode/debugprotocol';
import type { ExecutiveEvent } from '../executive/events';
import type { RemoteExecutive } from '../protocol/remote/connect';
import { ConnectionError, RefusedError } from '../protocol/remote/errors';
import type { LinkState } from '../protocol/remote/link';
import { Adoption } from './adoption';
import { type AttachArguments, checkAttachArguments } from './attach-attributes';
import type { Breakpoints } from './breakpoints/breakpoints';
import type { ExceptionFilters } from './breakpoints/exception-filters';
import type { ClientPort } from './client-port';
import { ConnectionReport } from './connection-report';
import type { Debuggee } from './debuggee';
import { FoundPrograms } from './found-programs';
import type { AdapterHost } from './host';
import type { Memory } from './memory';
import { RequestError } from './request-error';
import type { RunControl } from './run-control';
import type { Target } from './target';

interface Parts {
  readonly client: ClientPort;
  readonly debuggee: Debuggee;
  readonly breakpoints: Breakpoints;
  readonly exceptions: ExceptionFilters;
  readonly control: RunControl;
  readonly memory: Memory;
}

/** How long leaving may take, in milliseconds: the executive may have hung. */
const PARTING_TIMEOUT = 3_000;

export class Attach implements Target {
  private readonly pids: readonly number[] | undefined;
  /** What happens to tasks is worked through in order. */
  private work: Promise<void> = Promise.resolve();
  private begun = false;
  private left = false;
  private readonly adoption: Adoption;
  private readonly report: ConnectionReport;

  private constructor(
    private readonly parts: Parts,
    private readonly args: AttachArguments,
    private readonly remote: RemoteExecutive,
    host: AdapterHost,
  ) {
    this.pids = args.pids;
    this.adoption = new Adoption(host, parts, new FoundPrograms(host.files, args, args.cwd ?? host.cwd));
    this.report = new ConnectionReport(parts.client, `${args.host}:${args.port}`);
  }

  /** Opens a session with the executive and takes up its tasks. @throws RequestError */
  static async start(host: AdapterHost, parts: Parts, raw: unknown): Promise<Attach> {
    const args = checkAttachArguments(raw);
    for (const name of args.ignored) parts.client.say(`The attribute "${name}" has no effect here.`);
    const attach = new Attach(parts, args, await connect(host, args), host);
    await attach.takeUp();
    return attach;
  }

  configured(): () => Promise<void> {
    const { control, exceptions } = this.parts;
    const { stopOnEntry, observer, pids } = this.args;
    return async () => {
      this.begun = true;
      this.report.begun();
      if (!observer) await exceptions.apply();
      const role = { shared: !this.remote.isReference, observes: observer, endsWithTasks: pids !== undefined };
      await control.join(role, { running: this.remote.wasRunning, stopOnEntry });
    };
  }

  async prepareRestart(): Promise<never> {
    throw new RequestError('tasks of an executive cannot be restarted from here: load their images there anew');
  }

  async end({ terminateDebuggee = false, suspendDebuggee = false }: DebugProtocol.DisconnectArguments): Promise<void> {
    if (this.left) return;
    this.left = true;
    this.adoption.end();
    this.report.end();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, PARTING_TIMEOUT);
    });
    await Promise.race([this.part(terminateDebuggee, suspendDebuggee), late]);
    clearTimeout(timer);
  }

  /** Leaves nothing behind: no breakpoint, no lock, no task that only stands because of us. */
  private async part(terminate: boolean, suspend: boolean): Promise<void> {
    const { breakpoints, debuggee, control } = this.parts;
    try {
      await breakpoints.withdraw();
      if (terminate) for (const { pid } of await debuggee.records()) await debuggee.request('kill', { pid });
      else if (!suspend) await control.letGo();
    } catch {
      // What cannot be reached cannot be put back; the executive ends the session by itself.
    } finally {
      await debuggee.release()?.close();
    }
  }

  // --- tasks ----------------------------------------------------------------------------------------------------------

  private async takeUp(): Promise<void> {
    const { client, debuggee, breakpoints, exceptions } = this.parts;
    const { observer, noDebug } = this.args;
    const { client: executive } = this.remote;
    debuggee.use({ executive, tasks: [] });
    breakpoints.switchOff(noDebug);
    if (observer) breakpoints.switchOff(true, 'this session only observes: it sets no breakpoints');
    exceptions.switchOff(noDebug);
    this.catchLoads();
    executive.onEvent((event) => client.guard(() => this.onEvent(event)));
    this.remote.onState((state) => this.onState(state));
    try {
      await this.adoptAll();
      this.requireTasks();
    } catch (error) {
      await debuggee.release()?.close();
      throw error;
    }
  }

  /** A task that comes later waits until its breakpoints are set. */
  private catchLoads(): void {
    this.parts.exceptions.alsoCatch(this.pids?.map((pid) => ({ name: 'load', pid })) ?? [{ name: 'load' }]);
  }

  private requireTasks(): void {
    const missing = this.pids?.find((pid) => !this.parts.debuggee.has(pid));
    if (missing !== undefined) throw new RequestError(`the executive has no task with pid ${missing}`);
  }

  private async adoptAll(): Promise<void> {
    const { tasks } = (await this.remote.client.request('ps', {})).tasks;
    for (const record of tasks) if (this.wants(record.pid)) await this.adoption.adopt(record);
  }

  private wants(pid: number): boolean {
    return this.pids === undefined || this.pids.includes(pid);
  }

  private onEvent(event: ExecutiveEvent): void {
    if (this.left) return;
    const { pid } = event;
    const isNew = event.type === 'task_state' && event.data.prev_state === null;
    const standsForUs = event.type === 'debug_stop' && event.data.reason === 'load';
    if (isNew && pid !== null) this.expect(pid);
    else if (this.begun && !standsForUs) this.parts.control.onEvent(event);
  }

  private expect(pid: number): void {
    this.parts.control.arriving();
    this.inOrder(() => this.onLoaded(pid));
  }

  private async onLoaded(pid: number): Promise<void> {
    let adopted = false;
    try {
      adopted = await this.adopt(pid);
    } finally {
      await this.parts.control.arrived(adopted ? pid : undefined);
    }
  }

  /** Whether it is one of ours. */
  private async adopt(pid: number): Promise<boolean> {
    const { breakpoints, exceptions } = this.parts;
    const { tasks } = (await this.remote.client.request('ps', {})).tasks;
    const record = tasks.find((task) => task.pid === pid);
    if (!record || !this.wants(pid)) return false;
    await this.adoption.adopt(record);
    await breakpoints.refresh();
    if (this.begun && !this.args.observer) await exceptions.apply();
    return true;
  }

  private inOrder(step: () => Promise<void>): void {
    this.work = this.work.then(() => (this.left ? undefined : step()));
    this.work = this.work.catch((error: unknown) => {
      if (!(error instanceof ConnectionError)) this.parts.client.background(Promise.reject(error));
    });
  }

  // --- the connection -------------------------------------------------------------------------------------------------

  private onState(state: LinkState): void {
    if (this.left) return;
    this.report.on(state);
    if (state.kind === 'connected') this.inOrder(() => this.rejoin(state.restarted));
    if (state.kind === 'lost') this.parts.control.terminate();
  }

  private async rejoin(restarted: boolean): Promise<void> {
    const { breakpoints, debuggee, control, exceptions } = this.parts;
    const { tasks } = (await this.remote.client.request('ps', {})).tasks;
    const remaining = new Set(restarted ? [] : tasks.map(({ pid }) => pid));
    for (const { pid } of debuggee.tasks) {
      if (remaining.has(pid)) continue;
      this.adoption.abandon(pid);
      control.removed(pid);
    }
    await breakpoints.withdraw();
    const added = tasks.filter(({ pid }) => this.wants(pid) && !debuggee.has(pid));
    for (const record of added) await this.adoption.adopt(record);
    await breakpoints.refresh();
    if (!this.begun) return;
    if (!this.args.observer) await exceptions.apply();
    for (const { pid } of added) control.announce(pid);
    await control.rejoin(restarted);
  }
}

/** @throws RequestError with what to do */
async function connect(host: AdapterHost, args: AttachArguments): Promise<RemoteExecutive> {
  const { observer, pids = [], token, heartbeat } = args;
  if (!host.tcp) throw new RequestError('attaching needs a connection over TCP, which there is none of in a browser');
  const address = { host: args.host, port: args.port };
  const { connectExecutive } = await import('../protocol/remote/connect');
  try {
    return await connectExecutive({
      connect: host.tcp(address),
      client: 'hsx-debug-adapter',
      locks: observer ? [] : pids,
      observes: observer,
      token,
      heartbeat,
    });
  } catch (error) {
    if (error instanceof RefusedError) throw new RequestError(refusal(error.message));
    if (!(error instanceof ConnectionError)) throw error;
    const advice = error.failure === 'unreachable' ? '; start an executive there, for example with "hsx execd"' : '';
    throw new RequestError(`no executive can be reached: ${error.message}${advice}`);
  }
}

function refusal(text: string): string {
  const [, pid] = /^pid_locked:(\d+)/.exec(text) ?? [];
  if (pid !== undefined) {
    return `task ${pid} is reserved by another session: end that one, or attach with "observer": true. A debugger that crashed keeps its task for up to 35 seconds`;
  }
  if (text.startsWith('token_required')) return 'the executive asks for a token: set the attribute "token"';
  return `the executive refused the session: ${text}`;
}
