/** `hsx execd`: an executive behind a port, for every tool that speaks the executive's protocol. */

import { resolve } from 'node:path';
import { executiveOptions } from '../executive/configuration/build';
import { type ExecutiveConfiguration, parseConfiguration } from '../executive/configuration/configuration';
import { ExecutiveError } from '../executive/errors';
import type { ClockPace } from '../executive/pacing/clock-pace';
import type { FileReader } from '../platform/files';
import { nodeBackEnds } from '../platform/node/back-ends';
import { listenTcp } from '../platform/node/tcp-server';
import { type ExecutiveServer, type ProtocolName, serveExecutive } from '../protocol/server/server';
import { programFiles } from './execd/program-files';
import { recordTo } from './execd/recording';
import { ServedExecutive } from './execd/served-executive';
import { Failure, fileError } from './failure';
import { loadable, type SourceOptions } from './project';

interface ExecdCommand extends SourceOptions {
  readonly host: string;
  readonly port: number;
  readonly protocol: ProtocolName;
  readonly variant: string;
  /** A name, or limits. */
  readonly profile: unknown;
  readonly hal: string;
  readonly math?: true;
  readonly priorities?: true;
  readonly strictRanges?: true;
  readonly strictAccess?: true;
  readonly toolLevel: string;
  readonly pin?: string;
  readonly root?: string;
  readonly persist?: string;
  readonly token?: string;
  readonly step: number;
  readonly clock: ClockPace;
  readonly record?: string;
}

/** Resolves when the server has ended: by a signal, or because a client shut it down. */
export async function execd(files: readonly string[], options: ExecdCommand): Promise<void> {
  const configuration = configurationOf(options);
  const record = options.record === undefined ? undefined : recordTo(options.record);
  const programs = programFiles({ utf8Text: options.utf8Text, wideServices: options.wideServices });
  let served: ServedExecutive | undefined;
  const ended = new Ending();
  const server = await serveExecutive({
    host: options.host,
    port: options.port,
    token: options.token,
    protocol: options.protocol,
    listen: listenTcp,
    files: programs,
    create: () => {
      served?.end();
      served = new ServedExecutive(configuration, options.step, record);
      return served.executive;
    },
    prepare: async (perform) => {
      for (const path of await loadable(files)) await load(perform, programs, path);
    },
    onShutdown: () => ended.now(),
  }).catch((error: Error) => {
    throw error instanceof Failure ? error : new Failure([`hsx execd: ${error.message}`]);
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.close().then(ended.now));
  console.log(`hsx execd: listening on ${server.address}`);
  await ended.awaited;
  served?.end();
}

/** @throws Failure for settings that cannot be */
function configurationOf(command: ExecdCommand): ExecutiveConfiguration {
  const { variant, profile, root, persist, clock, hal, math, priorities, strictRanges, strictAccess, pin } = command;
  const settings = {
    ...{ variant, profile, clock, hal, math, priorities, strictRanges, strictAccess, pin },
    toolLevel: Number(command.toolLevel),
    ...(root !== undefined && { files: { kind: 'folder', path: resolve(root) } }),
    ...(persist !== undefined && {
      persistence: { kind: persist.endsWith('.json') ? 'json' : 'fram', path: resolve(persist) },
    }),
  };
  try {
    const configuration = parseConfiguration(settings);
    executiveOptions(configuration, nodeBackEnds);
    return configuration;
  } catch (error) {
    if (error instanceof ExecutiveError) throw new Failure([`hsx execd: ${error.message}`]);
    throw error;
  }
}

/** As a client would. @throws Failure with what is wrong with the file */
async function load(perform: ExecutiveServer['perform'], programs: FileReader, file: string): Promise<void> {
  const path = resolve(file);
  const answer = await perform({ cmd: 'load', path });
  if (answer.status === 'error') {
    // The words of the protocol for a missing file are for clients.
    const isMissing = (await programs.read(path).catch(() => null)) === undefined;
    if (isMissing) throw new Failure([fileError(file, `"${file}" does not exist; check the path. [file-missing]`)]);
    throw new Failure(answer.error.split('\n'));
  }
  const { pid } = answer['image'] as { pid: number };
  console.log(`hsx execd: loaded ${path} as task ${pid}`);
}

class Ending {
  now: () => void = () => {};
  readonly awaited = new Promise<void>((resolve) => {
    this.now = resolve;
  });
}
