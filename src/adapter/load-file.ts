/** A program that the user loads into an executive while a session goes on. */

import type { ExecutiveClient } from '../protocol/client';
import { buildPrograms } from './build';
import type { AdapterHost } from './host';
import { RequestError } from './request-error';

/**
 * @param path from the adapter's folder on: source, an object or an image
 * @returns the pid of the new task
 * @throws BuildError, RequestError, CommandError
 */
export async function loadFile(host: AdapterHost, executive: ExecutiveClient, path: string): Promise<number> {
  const wanted = { program: [path], link: false, symbols: [], cwd: undefined };
  const { programs } = await buildPrograms(wanted, host, () => {});
  const [program, ...others] = programs;
  if (!program || others.length > 0) throw new RequestError(`${path} is not one program: name one of them`);
  const { image } = await executive.request('load', { path: program.path, image: new Uint8Array(program.image) });
  return image.pid;
}
