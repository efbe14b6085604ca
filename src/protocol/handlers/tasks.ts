import { ExecutiveError } from '../../executive/errors';
import type { Executive } from '../../executive/executive';
import type { LoadReply, tasks } from '../contract/tasks';
import type { Caller, Handlers, Surroundings } from './handler';
import { loadSymbols, symbolPath } from './load-symbols';
import { needed } from './needs';

async function readImage({ files }: Surroundings, path: string): Promise<Uint8Array> {
  const reader = needed(files, "load requires 'image': there are no files here");
  let bytes: Uint8Array | undefined;
  try {
    bytes = await reader.read(path);
  } catch (error) {
    throw new ExecutiveError(`cannot read '${path}': ${(error as Error).message}`);
  }
  if (bytes === undefined) throw new ExecutiveError(`[Errno 2] No such file or directory: '${path}'`);
  return bytes;
}

interface LoadRequest {
  readonly path: string;
  readonly image?: Uint8Array | undefined;
  readonly symbols?: string | undefined;
}

async function load(executive: Executive, request: LoadRequest, { surroundings }: Caller): Promise<LoadReply> {
  const { path } = request;
  const image = executive.load(path, request.image ?? (await readImage(surroundings, path)));
  const { metadata, pid } = image;
  const symbols = await loadSymbols(executive, surroundings, pid, symbolPath(path, request.symbols));
  const { values, commands, mailboxes } = metadata;
  executive.log.add('info', 'metadata_registered', {
    pid,
    values: values.length,
    commands: commands.length,
    mailboxes: mailboxes.length,
  });
  const warnings = symbols.loaded
    ? []
    : [symbols.error === undefined ? `symbols_missing:${symbols.path}` : `symbols_failed:${symbols.error}`];
  return { ...image, symbols, ...(warnings.length > 0 && { warnings }) };
}

export const taskHandlers: Handlers<typeof tasks> = {
  ps: (executive) => ({ tasks: executive.tasks() }),
  load: async (executive, request, caller) => ({ image: await load(executive, request, caller) }),
  exec: async (executive, request, caller) => ({ image: await load(executive, request, caller) }),
  kill: (executive, { pid }) => {
    executive.kill(pid);
    return { task: { pid, state: 'terminated' } };
  },
  reload: async (executive, { pid }, caller) => {
    const { program } = executive.record(pid);
    // Read first: a file that is gone must not cost the task.
    const image = await readImage(caller.surroundings, program);
    executive.kill(pid);
    const reply = await load(executive, { path: program, image }, caller);
    const task = executive.hasTask(reply.pid) ? executive.record(reply.pid) : null;
    return { reload: { old_pid: pid, new_pid: reply.pid, program, image: reply, task } };
  },
  sched: (executive, { pid, priority, quantum, limit }) =>
    pid === undefined
      ? { scheduler: executive.schedulerReport(limit) }
      : { task: executive.schedule(pid, priority, quantum) },
};
