/** Module 5: mailboxes for guests (services spec 3.5). */

import { halfRegister, readBytes, readString, register, setRegister } from '../guest-memory';
import { MailboxStatus } from '../mailboxes/constants';
import { MailboxError } from '../mailboxes/error';
import type { ServiceHost, ServiceModule } from '../service-host';
import type { Task } from '../task';
import { deliver, type Mailroom, messageFields, setDelivery, writeInfo } from './mailroom';

export function createMailboxService(host: ServiceHost, mailroom: Mailroom): ServiceModule {
  const { manager } = mailroom;

  const functions: readonly ((task: Task) => number)[] = [
    function open(task) {
      setRegister(task, 1, manager.open(task.pid, readString(task, halfRegister(task, 1))).number);
      return MailboxStatus.ok;
    },
    function bind(task) {
      const name = readString(task, halfRegister(task, 1));
      setRegister(task, 1, manager.bind(task.pid, name, halfRegister(task, 2), halfRegister(task, 3)).id);
      return MailboxStatus.ok;
    },
    function send(task) {
      host.countMailboxCall(task);
      const handle = halfRegister(task, 1);
      const payload = readBytes(task, halfRegister(task, 2), halfRegister(task, 3));
      if (!sendFrom(host, mailroom, task, handle, payload, halfRegister(task, 4), halfRegister(task, 5))) {
        return MailboxStatus.wouldBlock;
      }
      setRegister(task, 1, payload.length);
      return MailboxStatus.ok;
    },
    function receive(task) {
      host.countMailboxCall(task);
      const handle = halfRegister(task, 1);
      const buffer = halfRegister(task, 2);
      const size = halfRegister(task, 3);
      const timeout = halfRegister(task, 4);
      const info = halfRegister(task, 5);
      const descriptor = manager.handle(task.pid, handle).mailbox.id;
      const message = manager.receive(task.pid, handle);
      if (!message && timeout > 0 && !isBare(task)) {
        mailroom.wait(task, { descriptor, handle, buffer, size, info, timeout });
        return register(task, 0);
      }
      const delivery = deliver(task, { buffer, size }, message ? MailboxStatus.ok : MailboxStatus.noData, message);
      if (message) setDelivery(task, delivery);
      else setRegister(task, 1, 0);
      if (!isBare(task)) {
        writeInfo(task, info, delivery);
        if (message) host.emit('mailbox_recv', task.pid, messageFields({ descriptor, handle }, delivery));
      }
      return delivery.status;
    },
    function peek(task) {
      const { depth, bytes_used, next_len } = manager.peek(task.pid, halfRegister(task, 1));
      setRegister(task, 1, depth);
      setRegister(task, 2, bytes_used);
      setRegister(task, 3, next_len);
      return MailboxStatus.ok;
    },
    function tap(task) {
      manager.tap(task.pid, halfRegister(task, 1), (register(task, 2) & 1) !== 0);
      return MailboxStatus.ok;
    },
    function close(task) {
      mailroom.close(task.pid, halfRegister(task, 1));
      return MailboxStatus.ok;
    },
  ];

  return (task, fn) => {
    const perform = functions[fn];
    if (!perform) {
      setRegister(task, 0, MailboxStatus.internalError);
      return;
    }
    try {
      setRegister(task, 0, perform(task));
    } catch (error) {
      if (!(error instanceof MailboxError)) throw error;
      setRegister(task, 0, isBare(task) ? MailboxStatus.internalError : error.status);
      if (isBare(task)) return;
      host.emit('mailbox_error', task.pid, { fn, error: error.message, status: error.status });
    }
  };
}

/** A bare machine has mailboxes but never blocks and tells nothing (machine spec 5.7). */
const isBare = (task: Task): boolean => task.pid === 0;

/** Sends what a task wrote; `mailbox_send` tells so. @returns false when there is no room */
export function sendFrom(
  host: ServiceHost,
  mailroom: Mailroom,
  task: Task,
  handle: number,
  payload: Uint8Array,
  flags: number,
  channel: number,
): boolean {
  return mailroom.send(task.pid, handle, payload, { flags, channel }, (descriptor) => {
    if (isBare(task)) return;
    const fields = { length: payload.length, flags, channel, source: task.pid };
    host.emit('mailbox_send', task.pid, messageFields({ descriptor, handle }, fields));
  });
}
