/** Launch and restart: build, load, and only then give up what ran before. */

import type { Breakpoints } from './breakpoints/breakpoints';
import type { ExceptionFilters } from './breakpoints/exception-filters';
import { BuildError, buildPrograms } from './build';
import type { ClientPort } from './client-port';
import { type Debuggee, endTasks, type Loaded, loadPrograms } from './debuggee';
import { reportDiagnostics } from './diagnostics-report';
import type { AdapterHost } from './host';
import { checkLaunchArguments, type LaunchArguments } from './launch-attributes';
import { RequestError } from './request-error';
import type { RunControl } from './run-control';
import type { Target } from './target';

interface Parts {
  readonly client: ClientPort;
  readonly debuggee: Debuggee;
  readonly breakpoints: Breakpoints;
  readonly exceptions: ExceptionFilters;
  readonly control: RunControl;
}

interface Prepared {
  readonly args: LaunchArguments;
  readonly loaded: Loaded;
}

export class Launch implements Target {
  private current: Prepared | undefined;
  private next: Prepared | undefined;

  constructor(
    private readonly host: AdapterHost,
    private readonly parts: Parts,
  ) {}

  /** Builds and loads; afterwards breakpoints can be placed. @throws RequestError */
  async start(raw: unknown): Promise<void> {
    if (this.current) throw new RequestError('a program is already launched: use restart');
    this.use(await this.prepare(checkLaunchArguments(raw)));
  }

  /** The client is ready; the returned function lets the loaded program go. @throws RequestError */
  configured(): () => Promise<void> {
    const { args } = this.required();
    return () => this.begin(args);
  }

  /** Builds and loads anew, from the client's present configuration if it sent one. @throws RequestError */
  async prepareRestart(raw: unknown): Promise<void> {
    const { args: present } = this.required();
    const args = raw === undefined ? present : checkLaunchArguments(raw);
    this.next = await this.prepare(args);
  }

  /** Puts what was prepared in the place of what runs. */
  async restart(): Promise<void> {
    const current = this.current;
    const next = this.next;
    if (!current || !next) return;
    this.next = undefined;
    await this.parts.control.abandon();
    this.use(next);
    await endTasks(current.loaded);
    await this.parts.breakpoints.reapply();
    await this.begin(next.args);
  }

  async end(): Promise<void> {
    await this.parts.debuggee.end();
  }

  private async begin(args: LaunchArguments): Promise<void> {
    await this.parts.exceptions.apply();
    await this.parts.control.begin(args);
  }

  private required(): Prepared {
    if (!this.current) throw new RequestError('no program is loaded: launch one first');
    return this.current;
  }

  private use(prepared: Prepared): void {
    const { client, debuggee, breakpoints, exceptions, control } = this.parts;
    this.current = prepared;
    debuggee.use(prepared.loaded);
    breakpoints.switchOff(prepared.args.noDebug);
    exceptions.switchOff(prepared.args.noDebug);
    prepared.loaded.executive.onEvent((event) => {
      if (this.current === prepared) client.guard(() => control.onEvent(event));
    });
  }

  private async prepare(args: LaunchArguments): Promise<Prepared> {
    const { client } = this.parts;
    try {
      const { programs, diagnostics, notices } = await buildPrograms(args, this.host);
      reportDiagnostics(client, diagnostics);
      for (const notice of notices) client.say(notice);
      return { args, loaded: await loadPrograms(this.host.connect(args), programs) };
    } catch (error) {
      if (error instanceof BuildError) reportDiagnostics(client, error.diagnostics);
      throw error;
    }
  }
}
