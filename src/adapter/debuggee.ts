/** The programs that run, each as a task of one executive: launched ones, or tasks that others have loaded. */

import { hexAddress } from '../executive/debug/expressions/format';
import type { TaskRecord } from '../executive/task-record';
import { MAX_CODE_SIZE } from '../isa/constants';
import type { CommandError, ExecutiveClient } from '../protocol/client';
import { type CommandName, commands, type Request, type Response } from '../protocol/contract';
import { fromHex } from '../protocol/hex';
import { CodeMap } from './code-map';
import type { KnownProgram, Program } from './program';
import { RequestError } from './request-error';

export interface Task {
  readonly pid: number;
  readonly name: string;
  readonly program: KnownProgram;
  readonly code: CodeMap;
}

/** The routine an address belongs to, for people. */
export function routineAt({ code, program }: Task, pc: number): string {
  return code.contains(pc) ? program.symbols.nameOf(pc) : hexAddress(pc);
}

/** Programs loaded into an executive, where nothing has run yet. */
export interface Loaded {
  readonly executive: ExecutiveClient;
  readonly tasks: readonly Task[];
}

/** All or nothing: when a program cannot be loaded, the executive is closed. @throws RequestError */
export async function loadPrograms(executive: ExecutiveClient, programs: readonly Program[]): Promise<Loaded> {
  try {
    await executive.request('session.open', { client: 'hsx-debug-adapter' });
    const tasks: Task[] = [];
    for (const program of programs) tasks.push(await loadProgram(executive, program));
    return { executive, tasks };
  } catch (error) {
    await executive.close();
    throw error;
  }
}

async function loadProgram(executive: ExecutiveClient, program: Program): Promise<Task> {
  const { image } = await executive
    .request('load', { path: program.path, image: new Uint8Array(program.image) })
    .catch((error: CommandError) => {
      throw new RequestError(`${program.path} cannot be loaded: ${error.message}`);
    });
  const { data } = await executive.request('read_code', { pid: image.pid, addr: 0, length: image.code_len });
  return taskOf(image, program, fromHex(data));
}

export function taskOf(
  { pid, app_name: name }: Pick<TaskRecord, 'pid' | 'app_name'>,
  program: KnownProgram,
  code: Uint8Array,
): Task {
  return { pid, name, program, code: new CodeMap(code, program.symbols.instructionStarts) };
}

export class Debuggee {
  private loaded: { executive: ExecutiveClient; tasks: Task[] } | undefined;
  /** By the pids of tasks that are gone: those in their place. */
  private readonly heirs = new Map<number, number>();
  /** Grows with each request that may change something; what was read before may no longer hold. */
  changes = 0;

  use({ executive, tasks }: Loaded): void {
    this.loaded = { executive, tasks: [...tasks] };
    this.heirs.clear();
  }

  /** A task more, or another one in the place of that with the same pid. */
  put(task: Task): void {
    if (!this.loaded) return;
    const { tasks } = this.loaded;
    const known = tasks.findIndex(({ pid }) => pid === task.pid);
    tasks.splice(known < 0 ? tasks.length : known, known < 0 ? 0 : 1, task);
  }

  /** Such a task is no longer there. */
  drop(pid: number): void {
    if (this.loaded) this.loaded.tasks = this.loaded.tasks.filter((task) => task.pid !== pid);
  }

  /** One task was loaded anew as another. */
  replaced(from: number, to: number): void {
    this.heirs.set(from, to);
  }

  /** The task that was meant by a pid, also when it has been loaded anew since. @throws RequestError */
  heir(pid: number): Task {
    const heir = this.has(pid) ? undefined : this.heirs.get(pid);
    return heir === undefined ? this.task(pid) : this.heir(heir);
  }

  get isLoaded(): boolean {
    return this.loaded !== undefined;
  }

  /** In load order; empty before the launch. */
  get tasks(): readonly Task[] {
    return this.loaded?.tasks ?? [];
  }

  has(pid: number): boolean {
    return this.tasks.some((task) => task.pid === pid);
  }

  /** @throws RequestError */
  task(pid: number): Task {
    const task = this.tasks.find((candidate) => candidate.pid === pid);
    if (!task) throw new RequestError(`there is no task with pid ${pid}`);
    return task;
  }

  /** @throws CommandError when the executive refuses, RequestError when nothing is loaded */
  async request<Name extends CommandName>(command: Name, request: Request<Name>): Promise<Response<Name>> {
    if (!this.loaded) throw new RequestError('no program is loaded: launch one first');
    if (commands[command].rules.observable !== true) this.changes++;
    return this.loaded.executive.request(command, request);
  }

  /** The whole code section of a task. */
  async code(pid: number): Promise<Uint8Array> {
    return fromHex((await this.request('read_code', { pid, addr: 0, length: MAX_CODE_SIZE })).data);
  }

  /** Our tasks as they are now. */
  async records(): Promise<TaskRecord[]> {
    const { tasks } = (await this.request('ps', {})).tasks;
    return tasks.filter(({ pid }) => this.has(pid));
  }

  /** Data memory; fewer bytes beyond its end. */
  async read(pid: number, addr: number, length: number): Promise<Uint8Array> {
    return fromHex((await this.request('peek', { pid, addr, length })).data);
  }

  /** Leaves the tasks to the executive, which is returned. */
  release(): ExecutiveClient | undefined {
    const executive = this.loaded?.executive;
    this.loaded = undefined;
    return executive;
  }

  /** Ends all tasks and the executive's session. */
  async end(): Promise<void> {
    const loaded = this.loaded;
    this.loaded = undefined;
    if (loaded) await endTasks(loaded);
  }
}

async function endTasks({ executive }: Loaded): Promise<void> {
  const { tasks } = await executive.request('ps', {});
  for (const { pid } of tasks.tasks) await executive.request('kill', { pid });
  await executive.close();
}
