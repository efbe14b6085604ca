/** Performs a log of inputs again, and checks on the way that it leads to the same state. */

import type { BackEnds } from '../../platform/back-ends';
import { ToolchainError } from '../../toolchain/diagnostics';
import { ImageError } from '../../toolchain/image';
import { executiveOptions } from '../configuration/build';
import { parseConfiguration } from '../configuration/configuration';
import { ExecutiveError } from '../errors';
import { Executive, type ExecutiveOptions } from '../executive';
import { decode } from './encoding';
import { replayedBackEnds } from './host-files';
import { type EndLine, type InputLine, LOG_FORMAT, type LogHeader, type LogLine } from './log';
import { stateDigest } from './state';

/** The log is none, is damaged, or leads elsewhere. */
export class ReplayError extends Error {
  /** @param line of the log, from 1; absent when it is about the whole */
  constructor(
    message: string,
    readonly line?: number,
  ) {
    super(message);
  }
}

export interface Replayed {
  readonly executive: Executive;
  /** Inputs that were performed. */
  readonly inputs: number;
  /** Whether the log tells the state at its end; one that was cut off does not. */
  readonly complete: boolean;
}

interface Numbered<Line> {
  readonly number: number;
  readonly line: Line;
}

/** What a log tells of one executive. */
interface Recording {
  readonly header: LogHeader;
  readonly inputs: Numbered<InputLine>[];
  readonly results: Map<string, unknown[]>;
  readonly takenNumbers: Set<number>;
  end?: Numbered<EndLine>;
}

/** @returns one result per executive of the log @throws ReplayError */
export function replay(text: string): Replayed[] {
  return readRecordings(text).map((recording) => new Replay(recording).run());
}

function readRecordings(text: string): Recording[] {
  const recordings: Recording[] = [];
  const texts = text.split('\n');
  // The last line of a process that was killed may be a part of one.
  const last = texts.pop();
  for (const [index, lineText] of texts.entries()) {
    const number = index + 1;
    const line = parseLine(lineText, number);
    if ('format' in line) {
      if (line.format !== LOG_FORMAT) throw new ReplayError(`unknown format '${line.format}'`, number);
      recordings.push({ header: line, inputs: [], results: new Map(), takenNumbers: new Set() });
      continue;
    }
    const recording = recordings.at(-1);
    if (!recording) throw new ReplayError(`a log of inputs begins with its format, ${LOG_FORMAT}`, number);
    addLine(recording, line, number);
  }
  if (recordings.length === 0) {
    throw new ReplayError(last === '' ? 'the log is empty' : `this is no log of inputs (${LOG_FORMAT})`);
  }
  return recordings;
}

function parseLine(text: string, number: number): LogLine {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as LogLine;
  } catch {}
  throw new ReplayError(`this is no line of a log of inputs`, number);
}

function addLine(recording: Recording, line: Exclude<LogLine, LogHeader>, number: number): void {
  if ('input' in line) recording.inputs.push({ number, line });
  else if ('host' in line) {
    const results = recording.results.get(line.host) ?? [];
    recording.results.set(line.host, results);
    results.push(decode(line.result));
  } else if ('number' in line) recording.takenNumbers.add(line.number);
  else if ('end' in line) recording.end = { number, line };
  else throw new ReplayError(`neither an input nor anything else of a log`, number);
}

class Replay {
  private readonly executive: Executive;

  constructor(private readonly recording: Recording) {
    const { header, takenNumbers } = recording;
    this.executive = new Executive({
      ...optionsOf(
        header,
        replayedBackEnds((host) => this.nextResult(host)),
      ),
      takenNumbers,
      // Time and turns of the event loop are inputs of the log.
      nextTurn: () => {},
      timer: { now: () => 0, after: () => () => {} },
    });
  }

  run(): Replayed {
    let count = 0;
    for (const { number, line } of this.recording.inputs) {
      const { step, event, times = 1 } = line;
      this.check(number, step, event);
      const perform = operation(this.executive, line, number);
      for (let time = 0; time < times; time++) perform();
      count += times;
    }
    const { end } = this.recording;
    if (end) this.checkEnd(end);
    return { executive: this.executive, inputs: count, complete: end !== undefined };
  }

  private checkEnd({ number, line: { end } }: Numbered<EndLine>): void {
    this.check(number, end.step, end.event);
    if (stateDigest(this.executive.state()) !== end.state) throw new ReplayError(`the state differs`, number);
  }

  private check(number: number, step: number, event: number): void {
    const state = { step: this.executive.clock().total_steps, event: this.executive.events.sequence };
    if (state.step === step && state.event === event) return;
    throw new ReplayError(
      `recorded at step ${step} and event ${event}, replayed at step ${state.step} and event ${state.event}`,
      number,
    );
  }

  private nextResult(host: string): unknown {
    const results = this.recording.results.get(host);
    if (!results || results.length === 0) throw new ReplayError(`the log lacks a result of ${host}`);
    return results.shift();
  }
}

function optionsOf({ configuration, step_size: stepSize }: LogHeader, backEnds: BackEnds): ExecutiveOptions {
  try {
    return { ...executiveOptions(parseConfiguration(configuration), backEnds), stepSize };
  } catch (error) {
    if (error instanceof ExecutiveError) throw new ReplayError(error.message);
    throw error;
  }
}

/** What was refused when it was recorded is refused again. */
function operation(executive: Executive, { input, args = [] }: InputLine, number: number): () => void {
  const perform = executive.inputNamed(input);
  if (!perform) throw new ReplayError(`unknown input '${input}'`, number);
  const decoded = args.map(decode);
  return () => {
    try {
      perform(...decoded);
    } catch (error) {
      const isRefusal =
        error instanceof ExecutiveError || error instanceof ImageError || error instanceof ToolchainError;
      if (!isRefusal) throw error;
    }
  };
}
