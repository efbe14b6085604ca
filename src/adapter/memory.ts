/** Memory of the tasks as bytes: data memory, and code for reading. */

import { InvalidatedEvent, MemoryEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { MEMORY_SIZE } from '../isa/constants';
import { toHex } from '../protocol/hex';
import { codeReference, dataReference, parseMemoryReference } from './addresses';
import type { ClientPort } from './client-port';
import type { Debuggee } from './debuggee';
import { RequestError } from './request-error';

interface Window {
  readonly pid: number;
  /** What the reference stands for. */
  readonly address: number;
  /** What was read through it; the end is exclusive. */
  readonly start: number;
  readonly end: number;
}

export class Memory {
  /** Data references a client has looked at: a write is announced relative to each. */
  private readonly windows = new Map<string, Window>();

  constructor(
    private readonly debuggee: Debuggee,
    private readonly client: ClientPort,
    private readonly focusedPid: () => number,
  ) {}

  /** The program has run: what was looked at may have changed. */
  announceMoved(): void {
    if (!this.client.understandsMemoryEvents) return;
    for (const [reference, { pid, address, start, end }] of this.windows) {
      if (!this.debuggee.has(pid)) this.windows.delete(reference);
      else this.client.send(new MemoryEvent(reference, start - address, end - start));
    }
  }

  async read(args: DebugProtocol.ReadMemoryArguments): Promise<DebugProtocol.ReadMemoryResponse['body']> {
    const { space, pid, start, base } = this.locate(args);
    const size = space === 'data' ? MEMORY_SIZE : this.debuggee.task(pid).code.bytes.length;
    const wanted = Math.max(0, args.count);
    // Reading that starts below 0 has no readable bytes at its start, so nothing can be returned for it.
    const available = start < 0 || start >= size ? 0 : Math.min(wanted, size - start);
    const bytes =
      space === 'data'
        ? await this.debuggee.read(pid, Math.max(start, 0), available)
        : this.debuggee.task(pid).code.bytes.subarray(start, start + available);
    if (space === 'data' && available > 0) {
      const known = this.windows.get(args.memoryReference) ?? { start, end: start };
      const [first, end] = [Math.min(known.start, start), Math.max(known.end, start + available)];
      this.windows.set(args.memoryReference, { pid, address: base, start: first, end });
    }
    const reference = space === 'data' ? dataReference : codeReference;
    return {
      address: start < 0 ? String(start) : reference(pid, start),
      data: base64Of(available === 0 ? new Uint8Array() : bytes),
      ...(available < wanted && { unreadableBytes: wanted - available }),
    };
  }

  async write(args: DebugProtocol.WriteMemoryArguments): Promise<DebugProtocol.WriteMemoryResponse['body']> {
    const { space, pid, start } = this.locate(args);
    if (space === 'code') throw new RequestError('code cannot be written: it is immutable');
    const bytes = bytesOf(args.data);
    const room = start < 0 ? 0 : Math.max(0, MEMORY_SIZE - start);
    if (bytes.length > room && !args.allowPartial) {
      throw new RequestError(`${bytes.length} bytes do not fit: data memory ends at 0xFFFF`);
    }
    const written = bytes.subarray(0, room);
    await this.store(pid, start, written);
    return { bytesWritten: written.length };
  }

  /** Writes bytes that are known to fit, and tells the client what is no longer as it was. */
  async store(pid: number, address: number, bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    await this.debuggee.request('poke', { pid, addr: address, data: toHex(bytes) });
    if (this.client.understandsMemoryEvents) {
      for (const [reference, window] of this.windows) {
        if (window.pid === pid) this.client.send(new MemoryEvent(reference, address - window.address, bytes.length));
      }
    }
    this.invalidate();
  }

  /** Values on display may depend on what was written. */
  invalidate(areas: DebugProtocol.InvalidatedAreas[] = ['variables']): void {
    if (this.client.understandsInvalidation) this.client.send(new InvalidatedEvent(areas));
  }

  private locate({ memoryReference, offset = 0 }: { memoryReference: string; offset?: number }) {
    const { space, pid = this.focusedPid(), address } = parseMemoryReference(memoryReference);
    this.debuggee.task(pid);
    return { space, pid, base: address, start: address + offset };
  }
}

function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

function bytesOf(base64: string): Uint8Array {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    throw new RequestError('the data to write is not valid base64');
  }
}
