/**
 * Attaching to an executive that lives elsewhere: its tasks are taken up as they are and left as they were found, the
 * connection is made anew when it breaks, and tasks may come and go.
 */

import type { DebugProtocol } from '@vscode/debugprotocol';
import type { ExecutiveEvent } from '../executive/events';
import { Serial } from '../platform/serial';
import { withinTime } from '../platform/within-time';
import type { RemoteExecutive } from '../protocol/remote/connect';
import { ConnectionError } from '../protocol/remote/errors';
import type { LinkState } from '../protocol/remote/link';
import { Adoption } from './adoption';
import { Arrivals } from './arrivals';
import { type AttachArguments, checkAttachArguments } from './attach-attributes';
import { ChosenTasks } from './chosen-tasks';
import { connectTo } from './connect-executive';
import { ConnectionReport } from './connection-report';
import { FoundPrograms } from './found-programs';
import type { AdapterHost } from './host';
import type { Inventory } from './inventory';
import type { Memory } from './memory';
import { Reloading } from './reloading';
import { RequestError } from './request-error';
import { POINTER_SIZE, type Process, type Target, type TargetParts } from './target';

interface Parts extends TargetParts {
  readonly memory: Memory;
  readonly inventory: Inventory;
}

/** How long leaving may take, in milliseconds: the executive may have hung. */
const PARTING_TIMEOUT = 3_000;

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost']);

export class Attach implements Target {
  private readonly chosen: ChosenTasks;
  /** What happens to tasks is worked through in order. */
  private readonly work = new Serial();
  private begun = false;
  private left = false;
  private reloading: Reloading | undefined;
  private readonly adoption: Adoption;
  private readonly arrivals: Arrivals;
  private readonly report: ConnectionReport;

  private constructor(
    private readonly parts: Parts,
    private readonly args: AttachArguments,
    private readonly remote: RemoteExecutive,
    host: AdapterHost,
  ) {
    this.chosen = new ChosenTasks(args.pids);
    const search = { ...args, chosen: this.chosen };
    this.adoption = new Adoption(host, parts, new FoundPrograms(host.files, search, args.cwd ?? host.cwd));
    this.arrivals = new Arrivals(
      parts,
      this.adoption,
      (pid) => this.chosen.has(pid),
      (step) => this.inBackground(step),
    );
    this.report = new ConnectionReport(parts.client, `${args.host}:${args.port}`);
  }

  /** Opens a session with the executive and takes up its tasks. @throws RequestError */
  static async start(host: AdapterHost, parts: Parts, raw: unknown): Promise<Attach> {
    const args = checkAttachArguments(raw);
    for (const name of args.ignored) parts.client.say(`The attribute "${name}" has no effect here.`);
    const attach = new Attach(parts, args, await connectTo(host, args), host);
    await attach.takeUp();
    return attach;
  }

  /** Named after where the executive listens. */
  get process(): Process {
    const { host, port } = this.args;
    const isLocalProcess = loopback.has(host);
    return { name: `${host}:${port}`, isLocalProcess, startMethod: 'attach', pointerSize: POINTER_SIZE };
  }

  configured(): () => Promise<void> {
    const { control, exceptions } = this.parts;
    const { stopOnEntry, nonStop, observer, pids } = this.args;
    return async () => {
      this.begun = true;
      this.report.begun();
      if (!observer) await exceptions.apply();
      const { isReference, stopsOne } = this.remote;
      const role = { shared: !isReference, observes: observer, endsWithTasks: pids !== undefined, stopsOne };
      await control.join(role, { running: this.remote.wasRunning, stopOnEntry, nonStop });
    };
  }

  /** Loads the images of the tasks anew, as the executive finds them now. */
  async prepareRestart(): Promise<() => Promise<void>> {
    if (this.args.observer) throw new RequestError('this session only observes: attach without "observer" to restart');
    return this.work.run(() => this.reload());
  }

  async end({ terminateDebuggee = false, suspendDebuggee = false }: DebugProtocol.DisconnectArguments): Promise<void> {
    if (this.left) return;
    this.left = true;
    this.adoption.end();
    this.report.end();
    await withinTime(PARTING_TIMEOUT, this.part(terminateDebuggee, suspendDebuggee));
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
      if (this.args.nonStop && !this.remote.stopsOne) {
        throw new RequestError('this executive stops all tasks together: attach without "nonStop"');
      }
      await this.adoptAll();
      this.requireTasks();
    } catch (error) {
      await debuggee.release()?.close();
      throw error;
    }
  }

  /** A task that comes later waits until its breakpoints are set. */
  private catchLoads(): void {
    this.parts.exceptions.alsoCatch(this.chosen.pids?.map((pid) => ({ name: 'load', pid })) ?? [{ name: 'load' }]);
  }

  private requireTasks(): void {
    const missing = this.chosen.pids?.find((pid) => !this.parts.debuggee.has(pid));
    if (missing !== undefined) throw new RequestError(`the executive has no task with pid ${missing}`);
  }

  private async adoptAll(): Promise<void> {
    const { tasks } = (await this.remote.client.request('ps', {})).tasks;
    for (const record of tasks) if (this.chosen.has(record.pid)) await this.adoption.adopt(record);
  }

  private onEvent(event: ExecutiveEvent): void {
    if (this.left) return;
    if (this.reloading) {
      this.reloading.onEvent(event);
      this.parts.control.print(event);
      return;
    }
    if (!this.arrivals.takes(event) && this.begun) this.parts.control.onEvent(event);
  }

  async settled(pid: number): Promise<void> {
    await this.arrivals.settled(pid);
  }

  private inBackground(step: () => Promise<void>): void {
    const done = this.work.run(async () => (this.left ? undefined : step()));
    done.catch((error: unknown) => {
      if (!(error instanceof ConnectionError)) this.parts.client.background(Promise.reject(error));
    });
  }

  // --- restart --------------------------------------------------------------------------------------------------------

  /** Returns what lets the new tasks go. @throws RequestError when nothing was replaced; the old ones go on then */
  private async reload(): Promise<() => Promise<void>> {
    const { debuggee, client } = this.parts;
    const pids = debuggee.tasks.map(({ pid }) => pid);
    if (pids.length === 0) throw new RequestError('there is no task to restart');
    this.reloading = new Reloading(debuggee);
    const { running } = (await debuggee.request('clock', {})).clock;
    try {
      await debuggee.request('clock', { op: 'stop' });
      const { replaced, problems } = await this.reloading.replace(pids);
      for (const { from, to } of replaced) {
        this.chosen.replace(from, to);
        debuggee.replaced(from, to);
      }
      for (const problem of problems) client.say(problem, 'stderr');
      return () => this.work.run(() => this.beginAnew(replaced.map(({ from }) => from)));
    } catch (error) {
      this.reloading = undefined;
      await this.dropMissing();
      if (running) await debuggee.request('debug.run', {});
      throw error;
    }
  }

  /** A task that could not be loaded anew may have been ended for it. */
  private async dropMissing(): Promise<void> {
    const { debuggee, control } = this.parts;
    const present = new Set((await debuggee.records()).map(({ pid }) => pid));
    for (const { pid } of debuggee.tasks.filter((task) => !present.has(task.pid))) {
      this.adoption.abandon(pid);
      control.removed(pid);
    }
  }

  /** @param gone tasks that others have taken the place of */
  private async beginAnew(gone: readonly number[]): Promise<void> {
    const { control, breakpoints, exceptions } = this.parts;
    try {
      await control.abandon();
      for (const pid of gone) {
        this.adoption.abandon(pid);
        control.removed(pid);
      }
      this.catchLoads();
      await this.adoptAll();
      await breakpoints.refresh();
      await exceptions.apply();
    } finally {
      this.reloading = undefined;
    }
    await control.begin(this.args);
  }

  // --- the connection -------------------------------------------------------------------------------------------------

  private onState(state: LinkState): void {
    if (this.left) return;
    this.report.on(state);
    if (state.kind === 'connected') this.inBackground(() => this.rejoin(state.restarted));
    if (state.kind === 'lost') this.parts.control.terminate();
  }

  private async rejoin(restarted: boolean): Promise<void> {
    const { breakpoints, debuggee, control, exceptions } = this.parts;
    if (restarted) this.chosen.reset();
    const { tasks } = (await this.remote.client.request('ps', {})).tasks;
    // Also what was set again meanwhile in tasks that only have the pids of those before.
    await breakpoints.withdraw();
    const remaining = new Set(restarted ? [] : tasks.map(({ pid }) => pid));
    for (const { pid } of debuggee.tasks) {
      if (remaining.has(pid)) continue;
      this.adoption.abandon(pid);
      control.removed(pid);
    }
    const added = tasks.filter(({ pid }) => this.chosen.has(pid) && !debuggee.has(pid));
    for (const record of added) await this.adoption.adopt(record);
    await breakpoints.refresh();
    if (!this.begun) return;
    if (!this.args.observer) await exceptions.apply();
    for (const { pid } of added) control.announce(pid);
    await control.rejoin(restarted);
  }
}
