/** A look at what runs in an executive, without a session. */

import type { OpenConnection } from '../../platform/line-connection';
import type { Fields } from './message';
import { RequestLine } from './request-line';

export interface ListedTask {
  readonly pid: number;
  readonly name: string;
  readonly state: string;
  /** The file that was loaded, where the executive found it. */
  readonly program: string;
}

/** Milliseconds. */
const TIMEOUT = 5_000;

/** @throws ConnectionError when there is no executive, RefusedError for a wrong token */
export async function listTasks(connect: OpenConnection, token?: string): Promise<ListedTask[]> {
  const line = new RequestLine(() => {});
  await line.open(connect);
  try {
    // `ps` of the reference fails while a task that has returned is listed.
    const { info } = await line.call('info', token === undefined ? {} : { token }, TIMEOUT);
    const { tasks } = info as { tasks?: Fields[] };
    return (tasks ?? []).map(({ pid, app_name, state, program }) => ({
      pid: Number(pid),
      name: String(app_name),
      state: String(state),
      program: String(program),
    }));
  } finally {
    line.close();
  }
}
