/** `hsx run`: programs on an executive of their own, in virtual time, to their end. */

import { createHash } from 'node:crypto';
import { faultText } from '../executive/faults';
import type { TaskRecord } from '../executive/task-record';
import { isFinal } from '../executive/task-state';
import { MEMORY_SIZE } from '../isa/constants';
import type { ExecutiveClient } from '../protocol/client';
import { embedExecutive } from '../protocol/in-process';
import type { SymbolTable } from '../toolchain/symbols';
import { Failure } from './failure';
import { buildOrFail } from './program';

/** Kept for `--json` at most; a program that writes more never ends by itself. */
const MAX_OUTPUT = 64 * 1024 * 1024;

interface Output {
  pid: number;
  stream: 'uart' | 'stdout' | 'stderr';
  text: string;
}

export interface RunOptions {
  readonly maxSteps?: number;
  readonly json?: boolean;
}

/** @throws Failure when a source is wrong, or a task faulted or can never go on */
export async function run(files: readonly string[], { maxSteps, json = false }: RunOptions): Promise<void> {
  const client = embedExecutive();
  const symbols = new Map<number, SymbolTable | undefined>();
  for (const file of files) {
    const build = await buildOrFail([file], { findImports: true });
    const { image } = await client.request('load', { path: file, image: build.image }).catch((error: Error) => {
      throw new Failure([`${file}:1:1: error: the program cannot be loaded: ${error.message}`]);
    });
    symbols.set(image.pid, build.symbols);
  }
  const output = collectOutput(client, json);
  const steps = await runToEnd(client, maxSteps);
  const { tasks } = (await client.request('ps', {})).tasks;
  if (json) {
    const results = await Promise.all(tasks.map((task) => taskResult(client, task)));
    console.log(JSON.stringify({ tasks: results, output, steps }));
  }
  await client.close();
  const limitReached = maxSteps !== undefined && steps >= maxSteps;
  const problems = tasks
    .map((task) => problemOf(task, symbols.get(task.pid), limitReached))
    .filter((line) => line !== null);
  if (problems.length > 0) throw new Failure(problems);
}

/** Shows output as it comes, or keeps it for the JSON object. */
function collectOutput(client: ExecutiveClient, json: boolean): Output[] {
  const kept: Output[] = [];
  let size = 0;
  // A reader that went away (`hsx run ... | head`) is no error of the program.
  process.stdout.on('error', () => process.exit(0));
  client.onEvent((event) => {
    if (event.type !== 'uart' && event.type !== 'stdout' && event.type !== 'stderr') return;
    const { text } = event.data;
    if (json) {
      size += text.length;
      if (size > MAX_OUTPUT)
        throw new Failure([`hsx run: more than ${MAX_OUTPUT} characters of output; use --max-steps`]);
      kept.push({ pid: event.pid ?? 0, stream: event.type, text });
    } else if (event.type === 'stderr') {
      process.stderr.write(text);
    } else {
      // The reference shows each UART write as a line of its own.
      process.stdout.write(event.type === 'uart' && !text.endsWith('\n') ? `${text}\n` : text);
    }
  });
  return kept;
}

/** Runs until every task has ended or none can go on; returns the instructions of all tasks. */
async function runToEnd(client: ExecutiveClient, limit: number | undefined): Promise<number> {
  const ended = new Promise<void>((resolve) => {
    client.onEvent((event) => {
      if (event.type === 'clock' && event.data.mode !== 'active') resolve();
    });
  });
  await client.request('clock', { op: 'start', ...(limit !== undefined && { limit }) });
  await ended;
  return (await client.request('clock', { op: 'stop' })).clock.total_steps;
}

async function taskResult(client: ExecutiveClient, task: TaskRecord) {
  const { pid, app_name, state, exit_status, fault } = task;
  const { registers } = await client.request('dumpregs', { pid });
  const { data } = await client.request('peek', { pid, addr: 0, length: MEMORY_SIZE });
  return {
    pid,
    app_name,
    state,
    exit_status,
    fault,
    pc: registers.pc,
    sp: registers.sp,
    psw: registers.flags,
    regs: registers.regs,
    steps: registers.steps,
    memory_sha256: createHash('sha256').update(data, 'hex').digest('hex'),
  };
}

/** What kept a task from ending well, as a line for people and problem matchers; `null` when nothing did. */
function problemOf(task: TaskRecord, symbols: SymbolTable | undefined, limitReached: boolean): string | null {
  const place = placeOf(task, symbols);
  const name = `${task.app_name} (pid ${task.pid})`;
  if (task.fault) return `${place}: error: ${name}: ${faultText[task.fault]} at ${hex(task.pc)} [${task.fault}]`;
  if (isFinal(task.state)) return null;
  if (task.state === 'paused')
    return `${place}: error: ${name}: stopped by BRK before ${hex(task.pc)}, and no debugger is there`;
  if (limitReached) return null;
  return `${place}: error: ${name}: waits for a message that nobody will send`;
}

const hex = (address: number): string => `0x${address.toString(16).toUpperCase().padStart(4, '0')}`;

function placeOf(task: TaskRecord, symbols: SymbolTable | undefined): string {
  const line = symbols?.lineAt(task.pc);
  return line ? `${line.file}:${line.line}:1` : `${task.program}:1:1`;
}
