/** `hsx replay`: performs again what `hsx execd --record` wrote, and tells whether it leads to the same state. */

import { ReplayError, type Replayed, replay } from '../executive/inputs/replay';
import { Failure, fileError } from './failure';
import { inputFiles } from './input';

/** @throws Failure when the file is no log of inputs, or leads elsewhere */
export async function replayFile(file: string, { json = false }: { readonly json?: boolean }): Promise<void> {
  const bytes = await inputFiles.read(file).catch((error: Error) => {
    throw new Failure([fileError(file, `the file cannot be read: ${error.message}`)]);
  });
  if (!bytes) throw new Failure([fileError(file, 'the file does not exist')]);
  const results = replayText(new TextDecoder().decode(bytes), file).map(resultOf);
  if (json) console.log(JSON.stringify(results));
  else for (const line of results.flatMap(linesOf)) console.log(line);
}

function replayText(text: string, file: string): Replayed[] {
  try {
    return replay(text);
  } catch (error) {
    if (!(error instanceof ReplayError)) throw error;
    throw new Failure([`${file}:${error.line ?? 1}:1: error: ${error.message}`]);
  }
}

const resultOf = ({ executive, inputs, complete }: Replayed) => ({ inputs, complete, state: executive.state() });

function linesOf({ inputs, complete, state }: ReturnType<typeof resultOf>): string[] {
  const tasks = state.tasks.map(
    ({ pid, app_name: name, state: word, pc, steps }) =>
      `task ${pid} ${name}: ${word}, pc 0x${pc.toString(16).padStart(4, '0')}, ${steps} instructions`,
  );
  const verdict = complete ? 'the state is that of the recording' : 'the recording was cut off; it fits up to here';
  return [`${inputs} inputs, ${state.steps} instructions, ${state.event} events`, ...tasks, verdict];
}
