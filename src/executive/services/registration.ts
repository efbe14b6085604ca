/** Registering and looking up, the same for values and commands of guests (services spec 4.4, 4.6). */

import { byteRegister, halfRegister, setRegister } from '../guest-memory';
import type { Task } from '../task';
import { ValueStatus } from '../values/constants';
import type { Descriptor } from '../values/descriptors';
import type { Declaration, Registration } from '../values/object-table';
import type { GuestMemory } from './descriptor-chain';

interface Table {
  register(declaration: Declaration): Registration;
  lookup(group: number, id: number): Registration;
}

export function registerFromGuest(
  table: Table,
  readChain: (memory: GuestMemory, head: number) => Descriptor[] | undefined,
  task: Task,
): number {
  const descriptors = readChain(task.processor, halfRegister(task, 4));
  if (!descriptors) return ValueStatus.invalid;
  const [group, id, flags] = [byteRegister(task, 1), byteRegister(task, 2), byteRegister(task, 3)];
  return answer(task, table.register({ group, id, flags, owner: task.pid, descriptors }));
}

export const lookUpForGuest = (table: Table, task: Task): number =>
  answer(task, table.lookup(byteRegister(task, 1), byteRegister(task, 2)));

function answer(task: Task, { status, oid }: Registration): number {
  if (status === ValueStatus.ok) setRegister(task, 1, oid);
  return status;
}
