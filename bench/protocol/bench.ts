/** `hsx execd` in a process of its own, against a server that does nothing, and against the bare machine. */

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Processor } from '../../src/machine/processor';
import { nodeFiles } from '../../src/platform/node/files';
import { buildProgram } from '../../src/toolchain/build';
import { readImage } from '../../src/toolchain/image';
import type { Row } from '../row';
import { LineClient, startServer } from './line-client';

const REQUESTS = 1000;
/** Many short ones: the best is the one least disturbed by what else the machine does. */
const ROUNDS = 20;
const LOOP = '.entry main\n.text\nmain:\n LDI R2, 1\nagain:\n ADD R1, R1, R2\n XOR R3, R1, R2\n JMP again\n';

/** Microseconds per request, one after the other. */
async function roundTrip(client: LineClient, message: object): Promise<number> {
  const start = performance.now();
  for (let count = 0; count < REQUESTS; count++) await client.request(message);
  return ((performance.now() - start) * 1000) / REQUESTS;
}

async function requestRows(ours: LineClient, empty: LineClient): Promise<Row[]> {
  const messages: readonly (readonly [string, object, number?])[] = [
    ['ping', { cmd: 'ping' }],
    ['peek 16 bytes', { cmd: 'peek', pid: 1, addr: 0x4000 }],
    ['dumpregs', { cmd: 'dumpregs', pid: 1 }],
    ['step', { cmd: 'step', pid: 1, steps: 1 }, 2],
  ];
  const best = messages.map(() => Number.POSITIVE_INFINITY);
  let floor = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    floor = Math.min(floor, await roundTrip(empty, { cmd: 'ping' }));
    for (const [index, [, message]] of messages.entries()) {
      best[index] = Math.min(best[index]!, await roundTrip(ours, message));
    }
  }
  return messages.map(([name, , goal], index) => ({
    name: `request: ${name} (empty server)`,
    ours: best[index]!,
    base: floor,
    unit: 'us',
    ratio: best[index]! / floor,
    ...(goal !== undefined && { goal }),
  }));
}

const EVENTS = 100_000;
/** Events of one step, within what a connection may hold back. */
const BATCH = 20_000;

/** Millions of trace events per second that reach a subscriber. */
async function traceRow(port: number, ours: LineClient): Promise<Row> {
  const features = ['events', 'trace_batches'];
  const opened = await ours.request({ cmd: 'session.open', capabilities: { features, max_events: 2048 } });
  const { id } = opened['session'] as unknown as { id: string };
  const stream = await LineClient.open(port);
  await stream.request({ cmd: 'events.subscribe', session: id, filters: { categories: ['trace_step'] } });
  let count = 0;
  stream.onLine = (line) => {
    const { type, data } = JSON.parse(line);
    count += type === 'trace_batch' ? data.pc.length : 1;
  };
  await ours.request({ cmd: 'trace', pid: 1, mode: true });
  let rate = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const end = count + EVENTS;
    const start = performance.now();
    for (let sent = 0; sent < EVENTS; sent += BATCH)
      await ours.request({ cmd: 'step', pid: 1, steps: BATCH, untraced: true });
    while (count < end) await new Promise((resolve) => setImmediate(resolve));
    rate = Math.max(rate, EVENTS / (performance.now() - start) / 1000);
  }
  await ours.request({ cmd: 'trace', pid: 1, mode: false });
  stream.close();
  return { name: 'trace events, batched (a million)', ours: rate, base: 1, unit: 'M/s', ratio: 1 / rate, goal: 1 };
}

const RUN_MS = 200;

/** Millions of instructions per second with the clock at full rate, while a client polls. */
async function served(ours: LineClient): Promise<number> {
  const steps = async () => (await ours.request({ cmd: 'clock' }))['clock']!['total_steps'] as number;
  const before = await steps();
  const start = performance.now();
  while (performance.now() - start < RUN_MS)
    await new Promise((resolve) => void steps().then(() => setTimeout(resolve, 10)));
  return ((await steps()) - before) / (performance.now() - start) / 1000;
}

function bare(image: Uint8Array): number {
  const { code, entry } = readImage(image);
  const processor = new Processor({ code, entry, registerBase: 0x1000, stackPointer: 0xfffc, stackLimit: 0xeffc });
  const start = performance.now();
  while (performance.now() - start < RUN_MS) processor.run(1_000_000);
  return processor.steps / (performance.now() - start) / 1000;
}

async function clockRow(ours: LineClient, program: string): Promise<Row> {
  const { image } = await buildProgram([program], nodeFiles, {});
  let best = 0;
  let base = 0;
  await ours.request({ cmd: 'clock', op: 'start' });
  for (let round = 0; round < ROUNDS; round++) {
    best = Math.max(best, await served(ours));
    await ours.request({ cmd: 'clock', op: 'stop' });
    base = Math.max(base, bare(image!));
    await ours.request({ cmd: 'clock', op: 'start' });
  }
  await ours.request({ cmd: 'clock', op: 'stop' });
  return {
    name: 'clock at full rate, polled (bare machine)',
    ours: best,
    base,
    unit: 'M/s',
    ratio: base / best,
    goal: 1.1,
  };
}

/**
 * @param cli the bundled command
 * @param empty the bundled empty server
 * @param work a folder to write to
 */
export async function protocolBench(cli: string, empty: string, work: string): Promise<Row[]> {
  const program = path.join(work, 'loop.mvasm');
  await writeFile(program, LOOP);
  const servers = [await startServer(cli, 'execd', '--port', '0', program), await startServer(empty)];
  try {
    const [ours, base] = await Promise.all(servers.map(({ port }) => LineClient.open(port)));
    const rows = await requestRows(ours!, base!);
    rows.push(await traceRow(servers[0]!.port, ours!));
    rows.push(await clockRow(ours!, program));
    ours!.close();
    base!.close();
    return rows;
  } finally {
    for (const { child } of servers) child.kill();
  }
}
