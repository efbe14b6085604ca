/** Module 7: values for guests (services spec 4.4). */

import { MEMORY_SIZE } from '../../isa/constants';
import { byteRegister, halfRegister, readString, setRegister } from '../guest-memory';
import { MailboxError } from '../mailboxes/error';
import type { ServiceHost, ServiceModule } from '../service-host';
import type { Task } from '../task';
import { ValueStatus } from '../values/constants';
import { halfFromBits } from '../values/half-value';
import type { ValueTable } from '../values/value-table';
import { readValueChain } from './descriptor-chain';
import type { Mailroom } from './mailroom';
import { lookUpForGuest, registerFromGuest } from './registration';

export function createValueService(host: ServiceHost, values: ValueTable, mailroom: Mailroom): ServiceModule {
  const functions: readonly ((task: Task) => number)[] = [
    (task) => registerFromGuest(values, readValueChain, task),
    (task) => lookUpForGuest(values, task),
    // Success and failure share R0 (quirk 22).
    function get(task) {
      const { status, raw } = values.get(halfRegister(task, 1), task);
      return status === ValueStatus.ok ? raw : status;
    },
    function set(task) {
      return values.set(halfRegister(task, 1), halfFromBits(halfRegister(task, 2)), task, host.now());
    },
    function list(task) {
      const address = halfRegister(task, 2);
      const room = Math.min(halfRegister(task, 3), Math.floor((MEMORY_SIZE - address) / 2));
      const oids = values.list({ group: byteRegister(task, 1), owner: task.pid }).slice(0, room);
      oids.forEach((oid, index) => {
        task.processor.view.setUint16(address + 2 * index, oid, true);
      });
      setRegister(task, 1, oids.length);
      return ValueStatus.ok;
    },
    function subscribe(task) {
      const handle = openByName(task, mailroom, halfRegister(task, 2));
      if (handle === undefined) return ValueStatus.invalid;
      const status = values.subscribe(halfRegister(task, 1), { pid: task.pid, handle });
      if (status === ValueStatus.ok) setRegister(task, 1, handle);
      return status;
    },
    function persist(task) {
      return values.persist(halfRegister(task, 1), byteRegister(task, 2), task);
    },
  ];
  return (task, fn) => setRegister(task, 0, functions[fn]?.(task) ?? ValueStatus.invalid);
}

/** A handle of the task on the mailbox named at `address`; `undefined` when it cannot be had. */
export function openByName(task: Task, mailroom: Mailroom, address: number): number | undefined {
  try {
    return mailroom.manager.open(task.pid, readString(task, address)).number;
  } catch (error) {
    if (error instanceof MailboxError) return undefined;
    throw error;
  }
}
