/** The executive a shell works with: one of its own, or a remote one. */

import { resolve } from 'node:path';
import type { ClockPace } from '../../executive/pacing/clock-pace';
import { tcpConnections } from '../../platform/node/tcp-connection';
import type { ExecutiveClient } from '../../protocol/client';
import type { ConsoleHost } from '../../protocol/console/context';
import { ConsoleError } from '../../protocol/console/words';
import { DEFAULT_HOST, DEFAULT_PORT } from '../../protocol/default-address';
import { embedExecutive } from '../../protocol/in-process';
import { connectExecutive } from '../../protocol/remote/connect';
import { writeSymbols } from '../../toolchain/symbols';
import { programFiles } from '../execd/program-files';
import { Failure } from '../failure';
import { buildOrFail } from '../program';
import { buildable, type SourceOptions } from '../project';

export interface ShellExecutive {
  readonly client: ExecutiveClient;
  readonly load: ConsoleHost['load'];
  /** Called with a line whenever the connection is lost or back. */
  readonly onConnection: (listener: (line: string) => void) => void;
}

const isImage = (path: string): boolean => path.toLowerCase().endsWith('.hxe');

/** @throws ConsoleError with all diagnostics when there are errors */
async function built(path: string, sources: SourceOptions) {
  try {
    const { files, options } = await buildable(path, sources);
    return await buildOrFail(files, options);
  } catch (error) {
    throw error instanceof Failure ? new ConsoleError(error.lines.join('\n')) : error;
  }
}

const loadBuilt =
  (sources: SourceOptions): ConsoleHost['load'] =>
  async (client, path) => {
    const { image, symbolFile } = await built(path, sources);
    const symbols = symbolFile && { symbol_text: writeSymbols(symbolFile) };
    return (await client.request('load', { path: resolve(path), image, ...symbols })).image.pid;
  };

/** An executive inside this process, whose time passes at that pace. */
export function ownExecutive(clock: ClockPace, sources: SourceOptions): ShellExecutive {
  return {
    client: embedExecutive({ clock }, { files: programFiles(sources) }),
    load: loadBuilt(sources),
    onConnection: () => {},
  };
}

/** @param address `HOST:PORT`, `HOST` or `:PORT` @throws Failure */
export async function remoteExecutive(
  address: string,
  token: string | undefined,
  sources: SourceOptions,
): Promise<ShellExecutive> {
  const { host, port } = addressOf(address);
  const remote = await connectExecutive({
    connect: tcpConnections({ host, port }),
    client: 'hsx shell',
    token,
  }).catch((error: Error) => {
    throw new Failure([`hsx shell: ${error.message}`]);
  });
  const { session } = await remote.client.request('session.open', {});
  const takesImages = session.features.includes('load_image');
  const loadHere = loadBuilt(sources);
  return {
    client: remote.client,
    async load(client, path) {
      // An image is the executive's to find; what is built here has to be sent.
      if (isImage(path)) return (await client.request('load', { path })).image.pid;
      if (!takesImages) throw new ConsoleError('This executive loads images (.hxe) only, from its own disk.');
      return loadHere(client, path);
    },
    onConnection: (listener) => {
      remote.onState((state) => {
        if (state.kind === 'reconnecting') listener(`Connection lost (${state.reason}); trying again.`);
        if (state.kind === 'connected')
          listener(state.restarted ? 'Connected again; the executive was restarted.' : 'Connected again.');
        if (state.kind === 'lost') listener(`Connection lost for good: ${state.reason}.`);
      });
    },
  };
}

function addressOf(text: string): { host: string; port: number } {
  const [, host = '', port] = /^(.*?)(?::(\d+))?$/.exec(text) ?? [];
  const number = port === undefined ? DEFAULT_PORT : Number(port);
  if (number < 1 || number > 0xffff) throw new Failure([`hsx shell: "${text}" is no address; write HOST:PORT.`], 2);
  return { host: host.replace(/^\[|\]$/g, '') || DEFAULT_HOST, port: number };
}
