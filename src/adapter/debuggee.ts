/** The programs that run, each as a task of one executive. */

import { hexAddress } from '../executive/debug/expressions/format';
import type { CommandError, ExecutiveClient } from '../protocol/client';
import type { CommandName, Request, Response } from '../protocol/contract';
import { fromHex } from '../protocol/hex';
import { CodeMap } from './code-map';
import type { Program } from './program';
import { RequestError } from './request-error';

export interface Task {
  readonly pid: number;
  readonly name: string;
  readonly program: Program;
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
  const { pid } = image;
  const { data } = await executive.request('read_code', { pid, addr: 0, length: image.code_len });
  return { pid, name: image.app_name, program, code: new CodeMap(fromHex(data), program.symbols.instructionStarts) };
}

export class Debuggee {
  private loaded: Loaded | undefined;

  use(loaded: Loaded): void {
    this.loaded = loaded;
  }

  get isLoaded(): boolean {
    return this.loaded !== undefined;
  }

  /** In load order; empty before the launch. */
  get tasks(): readonly Task[] {
    return this.loaded?.tasks ?? [];
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
    return this.loaded.executive.request(command, request);
  }

  /** Data memory; fewer bytes beyond its end. */
  async read(pid: number, addr: number, length: number): Promise<Uint8Array> {
    return fromHex((await this.request('peek', { pid, addr, length })).data);
  }

  /** Ends all tasks and the executive's session. */
  async end(): Promise<void> {
    const loaded = this.loaded;
    this.loaded = undefined;
    if (loaded) await endTasks(loaded);
  }
}

export async function endTasks({ executive }: Loaded): Promise<void> {
  const { tasks } = await executive.request('ps', {});
  for (const { pid } of tasks.tasks) await executive.request('kill', { pid });
  await executive.close();
}
