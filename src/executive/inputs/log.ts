/**
 * The log of inputs as lines of JSON: a header, then one line per input, or per run of equal ones, results that came from
 * the host's files, and at the end the state that was reached. A log may hold several executives, one after the other.
 */

import type { ExecutiveConfiguration } from '../configuration/configuration';
import type { Input, InputRecorder } from './door';
import { encode } from './encoding';
import { type ExecutiveState, stateDigest } from './state';

export const LOG_FORMAT = 'hsx.inputs/1';

/** How the executive was built. */
export interface LogHeader {
  readonly format: typeof LOG_FORMAT;
  readonly configuration: ExecutiveConfiguration;
  readonly step_size: number;
}

export interface InputLine {
  readonly step: number;
  readonly event: number;
  readonly input: string;
  readonly args?: readonly unknown[];
  /** How often in a row; once when it is absent. */
  readonly times?: number;
}

export interface HostLine {
  /** Part of the host and operation: `folder.read`. */
  readonly host: string;
  readonly result: unknown;
}

export interface NumberLine {
  /** Of a warning to one subscriber. */
  readonly number: number;
}

export interface EndLine {
  readonly end: { readonly step: number; readonly event: number; readonly state: string };
}

export type LogLine = LogHeader | InputLine | HostLine | NumberLine | EndLine;

export class LogWriter implements InputRecorder {
  private pending: { readonly line: InputLine; readonly same: string; times: number } | null = null;

  /** @param write takes a line with its line feed */
  constructor(
    private readonly write: (line: string) => void,
    header: Omit<LogHeader, 'format'>,
  ) {
    this.put({ format: LOG_FORMAT, ...header });
  }

  input({ step, event, name, args: given }: Input): void {
    const args = given.map(encode);
    const same = `${name} ${JSON.stringify(args)}`;
    if (this.pending?.same === same) {
      this.pending.times++;
      return;
    }
    this.flush();
    this.pending = { line: { step, event, input: name, ...(args.length > 0 && { args }) }, same, times: 1 };
  }

  numberTaken(number: number): void {
    this.put({ number });
  }

  hostResult(host: string, result: unknown): void {
    this.put({ host, result: encode(result) });
  }

  end(state: ExecutiveState): void {
    this.flush();
    this.put({ end: { step: state.steps, event: state.event, state: stateDigest(state) } });
  }

  private flush(): void {
    if (!this.pending) return;
    const { line, times } = this.pending;
    this.put(times > 1 ? { ...line, times } : line);
    this.pending = null;
  }

  private put(line: LogLine): void {
    this.write(`${JSON.stringify(line)}\n`);
  }
}
