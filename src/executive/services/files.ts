/** Module 4: files and standard streams (machine spec 5.5, 5.6). */

import { MEMORY_SIZE } from '../../isa/constants';
import type { FileStore } from '../files/file-store';
import { encodeText, halfRegister, readBytes, readString, setRegister, writeBytes } from '../guest-memory';
import { MailboxError } from '../mailboxes/error';
import { stdioStreams, streamFlags } from '../mailboxes/stdio';
import type { ServiceHost, ServiceModule } from '../service-host';
import type { Task } from '../task';
import { sendFrom } from './mailboxes';
import type { Mailroom } from './mailroom';

const FAILED = -1;
const REFUSED = -22;
const done = (ok: boolean): number => (ok ? 0 : FAILED);

export function createFileService(host: ServiceHost, files: FileStore, mailroom: Mailroom): ServiceModule {
  function write(task: Task): number {
    const descriptor = halfRegister(task, 1);
    const bytes = readBytes(task, halfRegister(task, 2), halfRegister(task, 3));
    const handle = task.streams.get(descriptor);
    if (handle === undefined || bytes.length === 0) return files.write(task.pid, descriptor, bytes);
    return writeStream(task, descriptor, handle, bytes);
  }

  function writeStream(task: Task, descriptor: number, handle: number, bytes: Uint8Array): number {
    try {
      const flags = streamFlags[stdioStreams[descriptor]!];
      return sendFrom(host, mailroom, task, handle, bytes, flags, 0) ? bytes.length : 0;
    } catch (error) {
      if (error instanceof MailboxError) return 0;
      throw error;
    }
  }

  const functions: ReadonlyMap<number, (task: Task) => number> = new Map([
    [0, (task) => files.open(task.pid, path(task, 1)) ?? REFUSED],
    [
      1,
      (task) => {
        const address = halfRegister(task, 2);
        // Cut before reading, so that the position moves by what was stored (fixes Q-FS-GROW).
        const room = Math.min(halfRegister(task, 3), MEMORY_SIZE - address);
        return writeBytes(task, address, files.read(task.pid, halfRegister(task, 1), room));
      },
    ],
    [2, write],
    [3, (task) => done(files.close(task.pid, halfRegister(task, 1)))],
    [
      10,
      (task) => {
        const names = encodeText(files.names().join('\n'));
        return writeBytes(task, halfRegister(task, 2), names.subarray(0, halfRegister(task, 3)));
      },
    ],
    [11, (task) => done(files.delete(path(task, 1)))],
    [12, (task) => done(files.rename(path(task, 1), path(task, 2)))],
    [13, (task) => done(files.makeDirectory(path(task, 1)))],
  ]);

  return (task, fn) => setRegister(task, 0, functions.get(fn)?.(task) ?? FAILED);
}

const path = (task: Task, index: number): string => readString(task, halfRegister(task, index));
