/** Module 8: commands for guests (services spec 4.6). */

import { MEMORY_SIZE } from '../../isa/constants';
import { encodeText, halfRegister, readString, register, setRegister, writeBytes } from '../guest-memory';
import { MailboxError } from '../mailboxes/error';
import type { ServiceHost, ServiceModule } from '../service-host';
import type { Task } from '../task';
import type { CommandResult, CommandTable } from '../values/command-table';
import { CommandStatus } from '../values/constants';
import { readCommandChain } from './descriptor-chain';
import type { HandlerCalls } from './handler-calls';
import type { Mailroom } from './mailroom';
import { lookUpForGuest, registerFromGuest } from './registration';
import { openByName } from './values';

export function createCommandService(
  host: ServiceHost,
  commands: CommandTable,
  mailroom: Mailroom,
  handlers: HandlerCalls,
): ServiceModule {
  function postCompletion(pid: number, handle: number, oid: number, completion: CommandResult): void {
    const { status, result } = completion;
    const number = typeof result === 'number' ? result : undefined;
    const message = new DataView(new ArrayBuffer(number === undefined ? 4 : 8));
    message.setUint16(0, oid, true);
    message.setUint16(2, status, true);
    if (number !== undefined) message.setUint32(4, number, true);
    try {
      if (mailroom.send(pid, handle, new Uint8Array(message.buffer))) return;
    } catch (error) {
      if (!(error instanceof MailboxError)) throw error;
    }
    const text = `the result of command ${oid} found no room in the mailbox of task ${pid}`;
    host.emit('warning', pid, { reason: 'completion_lost', text });
  }

  const functions: readonly ((task: Task) => number)[] = [
    (task) => registerFromGuest(commands, readCommandChain, task),
    (task) => lookUpForGuest(commands, task),
    function call(task) {
      let completed = false;
      const complete = ({ status, result }: CommandResult): void => {
        completed = true;
        setRegister(task, 0, status);
        if (status === CommandStatus.ok && result !== null) {
          setRegister(task, 1, typeof result === 'number' ? result : 0);
        }
      };
      commands.call(halfRegister(task, 1), task, token(task), complete, (handler) => {
        handlers.subroutine(task, handler, complete);
      });
      // Either the status, or what the handler finds in R0.
      return completed ? register(task, 0) : 0;
    },
    function callAsync(task) {
      const oid = halfRegister(task, 1);
      const handle = openByName(task, mailroom, halfRegister(task, 3));
      if (handle === undefined) return CommandStatus.invalid;
      const status = commands.callAsync(oid, task, token(task), (completion) => {
        postCompletion(task.pid, handle, oid, completion);
      });
      if (status === CommandStatus.ok) setRegister(task, 1, handle);
      else mailroom.close(task.pid, handle);
      return status;
    },
    function help(task) {
      const text = commands.help(halfRegister(task, 1));
      if (text === undefined) return CommandStatus.notFound;
      setRegister(task, 1, writeText(task, halfRegister(task, 2), halfRegister(task, 3), text));
      return CommandStatus.ok;
    },
  ];
  return (task, fn) => setRegister(task, 0, functions[fn]?.(task) ?? CommandStatus.invalid);
}

function token(task: Task): string | undefined {
  const address = halfRegister(task, 2);
  return address === 0 ? undefined : readString(task, address);
}

/** Stores text and a NUL in a buffer of `size` bytes; returns the bytes before the NUL. */
function writeText(task: Task, address: number, size: number, text: string): number {
  const room = Math.min(size, MEMORY_SIZE - address);
  if (room === 0) return 0;
  const bytes = encodeText(text).subarray(0, room - 1);
  writeBytes(task, address, Uint8Array.of(...bytes, 0));
  return bytes.length;
}
