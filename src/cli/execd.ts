/** `hsx execd`: an executive behind a port, for every tool that speaks the executive's protocol. */

import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { executiveOptions } from '../executive/configuration/build';
import { type ExecutiveConfiguration, parseConfiguration } from '../executive/configuration/configuration';
import { ExecutiveError } from '../executive/errors';
import { Executive } from '../executive/executive';
import type { ClockPace } from '../executive/pacing/clock-pace';
import { nodeBackEnds } from '../platform/node/back-ends';
import { listenTcp } from '../platform/node/tcp-server';
import { features } from '../protocol/contract';
import { type ExecutiveServer, serveExecutive } from '../protocol/server/server';
import { programFiles } from './execd/program-files';
import { Failure } from './failure';

interface ExecdCommand {
  readonly host: string;
  readonly port: number;
  readonly variant: string;
  readonly profile: string;
  readonly root?: string;
  readonly persist?: string;
  readonly token?: string;
  readonly step: number;
  readonly clock: ClockPace;
}

/** Resolves when the server has ended: by a signal, or because a client shut it down. */
export async function execd(files: readonly string[], options: ExecdCommand): Promise<void> {
  const configuration = configurationOf(options);
  let executive: Executive | undefined;
  const reader = programFiles();
  const ended = new Ending();
  const server = await serveExecutive({
    host: options.host,
    port: options.port,
    token: options.token,
    listen: listenTcp,
    files: reader,
    create: () => {
      executive?.flush();
      executive = createExecutive(configuration, options.step);
      return executive;
    },
    onShutdown: () => ended.now(),
  }).catch((error: Error) => {
    throw new Failure([`hsx execd: ${error.message}`]);
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.close().then(ended.now));
  try {
    for (const file of files) await load(server, resolve(file));
  } catch (error) {
    await server.close();
    throw error;
  }
  console.log(`hsx execd: listening on ${server.address}`);
  await ended.awaited;
  executive?.flush();
}

/** @throws Failure for settings that cannot be */
function configurationOf({ variant, profile, root, persist, clock }: ExecdCommand): ExecutiveConfiguration {
  const configuration = parseConfiguration({
    variant,
    profile,
    clock,
    ...(root !== undefined && { files: { kind: 'folder', path: resolve(root) } }),
    ...(persist !== undefined && {
      persistence: { kind: persist.endsWith('.json') ? 'json' : 'fram', path: resolve(persist) },
    }),
  });
  try {
    executiveOptions(configuration, nodeBackEnds);
  } catch (error) {
    if (error instanceof ExecutiveError) throw new Failure([`hsx execd: ${error.message}`]);
    throw error;
  }
  return configuration;
}

function createExecutive(configuration: ExecutiveConfiguration, step: number): Executive {
  return new Executive({
    ...executiveOptions(configuration, nodeBackEnds),
    now: () => Date.now() / 1000,
    newId: randomUUID,
    features: new Set(features),
    stepSize: step,
  });
}

/** As a client would. @throws Failure with what is wrong with the file */
async function load(server: ExecutiveServer, path: string): Promise<void> {
  const answer = await server.perform({ cmd: 'load', path });
  if (answer.status === 'error') throw new Failure(answer.error.split('\n'));
  const { pid } = answer['image'] as { pid: number };
  console.log(`hsx execd: loaded ${path} as task ${pid}`);
}

class Ending {
  now: () => void = () => {};
  readonly awaited = new Promise<void>((resolve) => {
    this.now = resolve;
  });
}
