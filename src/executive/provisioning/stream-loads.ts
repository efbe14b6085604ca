/** Programs that arrive in pieces (services spec 5.5, 5.6): collected, verified, and loaded as a whole or not at all. */

import { ImageError } from '../../toolchain/image';
import { BadMessageError, ExecutiveError } from '../errors';
import type { EmitEvent } from '../events';
import type { Kernel } from '../kernel';
import type { Task } from '../task';
import { type ProgramImage, readProgramImage } from './program-image';

/** The shortest image. */
const HEADER = 32;
/** Bytes of one stream. */
const LARGEST = 0x100000;
/** Bytes between two events of progress. */
const PROGRESS = 4096;

export type ProvisioningState = 'idle' | 'loading' | 'verify' | 'ready' | 'failed' | 'aborting';

/** In its wire form. */
export interface ProvisioningReport {
  state: ProvisioningState;
  /** Of the last load that failed. */
  last_error: string | null;
  /** Streams that have not ended: the pid that is kept, the bytes that have arrived, and what their check has found. */
  streams: { pid: number; label: string; bytes: number; failed: boolean; verified: boolean }[];
}

/** A program that has arrived and is one. */
export interface Arrival {
  readonly pid: number;
  readonly label: string;
  readonly image: ProgramImage;
  /** The task whose place it takes. */
  readonly replaces: number | undefined;
}

interface Stream {
  readonly label: string;
  readonly replaces: number | undefined;
  readonly pieces: Uint8Array[];
  bytes: number;
  told: number;
  failed: boolean;
  /** Once it was found to be one. */
  image?: ProgramImage;
}

export class StreamLoads {
  state: ProvisioningState = 'idle';
  /** Of the last load. */
  lastError: string | null = null;
  private readonly streams = new Map<number, Stream>();

  constructor(
    private readonly kernel: Kernel,
    private readonly emit: EmitEvent,
    private readonly load: (arrival: Arrival) => Task,
  ) {}

  /**
   * @param replaces a task whose place the program takes at its end
   * @returns the pid that the task will have
   * @throws ExecutiveError ESRCH when there is nobody to be replaced
   */
  begin(label?: string, replaces?: number): number {
    if (replaces !== undefined && !this.kernel.task(replaces)) throw new ExecutiveError('ESRCH');
    const pid = this.kernel.reservePid();
    const name = label ?? `<stream:${pid}>`;
    this.streams.set(pid, { label: name, replaces, pieces: [], bytes: 0, told: 0, failed: false });
    this.enter('loading');
    this.emit('provisioning.started', pid, { phase: 'begin' });
    return pid;
  }

  /** @throws ExecutiveError ESRCH without a stream, EBUSY when it was checked, ENOSPC when it is too long */
  write(pid: number, bytes: Uint8Array): number {
    const stream = this.require(pid);
    if (stream.failed || stream.image) throw new ExecutiveError('EBUSY');
    if (stream.bytes + bytes.length > LARGEST) this.fail(pid, 'ENOSPC', 'write', `more than ${LARGEST} bytes`);
    stream.pieces.push(bytes.slice());
    stream.bytes += bytes.length;
    if (stream.bytes - stream.told >= PROGRESS) {
      stream.told = stream.bytes;
      this.emit('provisioning.progress', pid, { phase: 'write', bytes_written: stream.bytes });
    }
    return bytes.length;
  }

  /**
   * Checks what has arrived, and keeps it for {@link end}; nothing can be added to it then.
   * @throws ExecutiveError EBADMSG when it is no image: one that is too short can be continued, another is stuck until it
   * is aborted
   */
  verify(pid: number): ProgramImage {
    const stream = this.require(pid);
    if (stream.failed) throw new ExecutiveError('EBUSY');
    if (stream.image) return stream.image;
    if (stream.bytes < HEADER) throw new ExecutiveError('EBADMSG');
    this.enter('verify');
    stream.image = this.read(pid, stream);
    this.enter('ready');
    return stream.image;
  }

  /** @throws ExecutiveError ESRCH without a stream, EBUSY when it was not checked */
  requireVerified(pid: number): void {
    if (!this.require(pid).image) throw new ExecutiveError('EBUSY');
  }

  /**
   * Loads what has arrived.
   * @throws ExecutiveError as {@link verify}; and whatever a load is refused for, which ends the stream
   */
  end(pid: number): Task {
    const image = this.verify(pid);
    const stream = this.require(pid);
    this.streams.delete(pid);
    try {
      const task = this.load({ pid, label: stream.label, image, replaces: stream.replaces });
      this.enter('ready');
      this.emit('provisioning.complete', pid, { phase: 'end', bytes_written: stream.bytes });
      return task;
    } catch (error) {
      if (error instanceof ExecutiveError) {
        const [, code = 'ENOSPC', detail = error.message] = /^(E[A-Z]+)(?:: (.*))?$/.exec(error.message) ?? [];
        this.tellFailure(pid, code, 'end', detail);
      }
      throw error;
    }
  }

  /** @throws ExecutiveError ESRCH without a stream */
  abort(pid: number): void {
    this.require(pid);
    this.enter('aborting');
    this.streams.delete(pid);
    this.emit('provisioning.aborted', pid, { phase: 'abort' });
    this.enter('idle');
  }

  /** Bytes that have arrived in a stream; `undefined` without one. */
  progress(pid: number): { readonly bytes: number; readonly failed: boolean } | undefined {
    return this.streams.get(pid);
  }

  report(): ProvisioningReport {
    const streams = [...this.streams].map(([pid, { label, bytes, failed, image }]) => ({
      ...{ pid, label, bytes, failed },
      verified: image !== undefined,
    }));
    return { state: this.state, last_error: this.lastError, streams };
  }

  private read(pid: number, stream: Stream): ProgramImage {
    const bytes = new Uint8Array(stream.bytes);
    let at = 0;
    for (const piece of stream.pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    try {
      return readProgramImage(bytes);
    } catch (error) {
      if (!(error instanceof ImageError || error instanceof ExecutiveError)) throw error;
      stream.failed = true;
      return this.fail(pid, 'EBADMSG', 'verify', error instanceof BadMessageError ? error.detail : error.message);
    }
  }

  private require(pid: number): Stream {
    const stream = this.streams.get(pid);
    if (!stream) throw new ExecutiveError('ESRCH');
    return stream;
  }

  private fail(pid: number, code: string, where: 'write' | 'verify', detail: string): never {
    this.tellFailure(pid, code, where, detail);
    throw new ExecutiveError(code);
  }

  private tellFailure(pid: number, code: string, where: 'write' | 'verify' | 'end', detail: string): void {
    this.lastError = `${code}: ${detail}`;
    this.enter('failed');
    this.emit('provisioning.error', pid, { phase: where, code, where, detail });
    this.enter('idle');
  }

  private enter(state: ProvisioningState): void {
    this.state = state;
  }
}
