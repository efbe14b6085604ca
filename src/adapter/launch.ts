/**
 * Launch and restart: only what has been built takes the place of what ran before. The old executive ends before the new
 * one begins, since both may keep their values in the same file.
 */

import { basename } from 'pathe';
import type { ExecutiveOptions } from '../executive/executive';
import { Serial } from '../platform/serial';
import { embedExecutive } from '../protocol/in-process';
import { Adoption } from './adoption';
import { Arrivals } from './arrivals';
import { BuildError, buildPrograms } from './build';
import { type Call, throwIfCancelled } from './calls';
import { ChosenTasks } from './chosen-tasks';
import { type Loaded, loadPrograms } from './debuggee';
import { reportDiagnostics } from './diagnostics-report';
import { environmentOf } from './environment';
import { FoundPrograms } from './found-programs';
import type { AdapterHost } from './host';
import type { Inventory } from './inventory';
import type { LabelStop } from './label-stop';
import { checkLaunchArguments, type LaunchArguments } from './launch-attributes';
import type { Memory } from './memory';
import { resolvePath } from './paths';
import type { Program } from './program';
import { Progress } from './progress';
import { RequestError } from './request-error';
import type { StandardInput } from './standard-input';
import { POINTER_SIZE, type Process, type Target, type TargetParts } from './target';
import type { ProgramTerminal } from './terminal';

interface Parts extends TargetParts {
  readonly memory: Memory;
  readonly inventory: Inventory;
  readonly terminal: ProgramTerminal;
  readonly labelStop: LabelStop;
  readonly input: StandardInput;
}

interface Prepared {
  readonly args: LaunchArguments;
  readonly programs: readonly Program[];
  readonly environment: ExecutiveOptions;
}

interface Running {
  readonly args: LaunchArguments;
  readonly loaded: Loaded;
}

export class Launch implements Target {
  private current: Running | undefined;
  /** Tasks that come later are worked through in order. */
  private readonly work = new Serial();
  private adoption: Adoption | undefined;
  private arrivals: Arrivals | undefined;

  constructor(
    private readonly host: AdapterHost,
    private readonly parts: Parts,
  ) {}

  /** Named after the first program. */
  get process(): Process {
    const [first] = this.required().loaded.tasks;
    const name = first?.program.path ?? '';
    return { name, isLocalProcess: true, startMethod: 'launch', pointerSize: POINTER_SIZE };
  }

  /** Builds and loads; afterwards breakpoints can be placed. @throws RequestError */
  async start(raw: unknown, call: Call): Promise<void> {
    if (this.current) throw new RequestError('a program is already launched: use restart');
    const prepared = await this.prepare(checkLaunchArguments(raw), call);
    await this.openTerminal(prepared.args);
    try {
      await this.load(prepared);
    } catch (error) {
      this.parts.terminal.close();
      throw error;
    }
  }

  /** The client is ready; the returned function lets the loaded program go. @throws RequestError */
  configured(): () => Promise<void> {
    const { args } = this.required();
    return () => this.begin(args);
  }

  /** Builds and loads anew, from the client's present configuration if it sent one. @throws RequestError */
  async prepareRestart(raw: unknown, call: Call): Promise<() => Promise<void>> {
    const { args: present } = this.required();
    const args = raw === undefined ? present : checkLaunchArguments(raw);
    const next = await this.prepare(args, call);
    return () => this.restart(next);
  }

  /** Puts what was prepared in the place of what runs. */
  private async restart(next: Prepared): Promise<void> {
    const { control, breakpoints, debuggee, client, input } = this.parts;
    await control.abandon();
    this.current = undefined;
    input.forget();
    await debuggee.end();
    try {
      await this.openTerminal(next.args);
      await this.load(next);
    } catch (error) {
      client.say(error instanceof Error ? error.message : String(error), 'stderr');
      control.terminate();
      return;
    }
    await breakpoints.reapply();
    await this.begin(next.args);
  }

  async settled(pid: number): Promise<void> {
    await this.arrivals?.settled(pid);
  }

  async end(): Promise<void> {
    this.adoption?.end();
    await this.parts.debuggee.end();
  }

  private async begin(args: LaunchArguments): Promise<void> {
    await this.parts.exceptions.apply();
    await this.parts.input.write(args.stdin);
    await this.parts.control.begin(args);
  }

  private async openTerminal({ console, program, cwd }: LaunchArguments): Promise<void> {
    const title = `HSX: ${basename(program[0] ?? '')}`;
    await this.parts.terminal.open(console, title, cwd ?? this.host.cwd ?? '');
  }

  /** @throws RequestError when a program does not fit into the executive, or has not the label to stop at */
  private async load({ args, programs, environment }: Prepared): Promise<void> {
    const { debuggee, labelStop } = this.parts;
    this.use({ args, loaded: await loadPrograms(embedExecutive(environment), programs) });
    try {
      const [first] = debuggee.tasks;
      for (const [index, value] of args.args.entries()) {
        if (first) await debuggee.request('vm_reg_set', { pid: first.pid, reg: `R${index + 1}`, value });
      }
      if (args.stopAtLabel !== undefined && !args.noDebug) await labelStop.set(args.stopAtLabel);
    } catch (error) {
      this.current = undefined;
      await debuggee.end();
      throw error;
    }
  }

  private required(): Running {
    if (!this.current) throw new RequestError('no program is loaded: launch one first');
    return this.current;
  }

  private use(running: Running): void {
    const { client, debuggee, breakpoints, exceptions, control } = this.parts;
    this.current = running;
    debuggee.use(running.loaded);
    breakpoints.switchOff(running.args.noDebug);
    exceptions.switchOff(running.args.noDebug);
    // What comes later waits until its breakpoints are set.
    exceptions.alsoCatch([{ name: 'load' }]);
    const arrivals = this.arrivalsOf(running);
    this.arrivals = arrivals;
    running.loaded.executive.onEvent((event) => {
      if (this.current !== running) return;
      client.guard(() => {
        if (!arrivals.takes(event)) control.onEvent(event);
      });
    });
  }

  private arrivalsOf(running: Running): Arrivals {
    const { root = '.', symbols, cwd = this.host.cwd } = running.args;
    const named = symbols.map((path) => resolvePath(cwd, path));
    const search = { symbols: named, chosen: new ChosenTasks(undefined), sourceMap: [] };
    this.adoption?.end();
    // Programs name what they load as one of their files.
    const programs = new FoundPrograms(this.host.files, search, resolvePath(cwd, root));
    const adoption = new Adoption(this.host, this.parts, programs);
    this.adoption = adoption;
    const isPresent = (): boolean => this.current === running;
    return new Arrivals(this.parts, adoption, isPresent, (step) => {
      this.parts.client.background(this.work.run(async () => (isPresent() ? step() : undefined)));
    });
  }

  private async prepare(args: LaunchArguments, call: Call): Promise<Prepared> {
    const { client } = this.parts;
    const progress = new Progress(client, call, 'Building');
    const environment = environmentOf(args, this.host);
    try {
      const { programs, diagnostics, notices } = await buildPrograms(args, this.host, (path, done) => {
        throwIfCancelled(call);
        progress.update(basename(path), done);
      });
      throwIfCancelled(call);
      reportDiagnostics(client, diagnostics);
      for (const notice of notices) client.say(notice);
      return { args, programs, environment };
    } catch (error) {
      if (error instanceof BuildError) reportDiagnostics(client, error.diagnostics);
      throw error;
    } finally {
      progress.end();
    }
  }
}
