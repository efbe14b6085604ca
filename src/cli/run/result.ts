/** A task as `hsx run --json` shows it. */

import { createHash } from 'node:crypto';
import type { TaskRecord } from '../../executive/task-record';
import { MEMORY_SIZE } from '../../isa/constants';
import type { ExecutiveClient } from '../../protocol/client';

export async function taskResult(client: ExecutiveClient, { pid, app_name, state, exit_status, fault }: TaskRecord) {
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
