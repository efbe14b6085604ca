/** Tasks in the form in which they are reported (services spec 2.2, executive-protocol spec 4.5, 7.1). */

import type { Image } from '../toolchain/image';
import type { Task } from './task';
import type { LoadedImage, Registers, TaskRecord } from './task-record';
import { isRunnable } from './task-state';

const seconds = (ms: number | null): number | null => (ms === null ? null : ms / 1000);

export function taskRecord(task: Task): TaskRecord {
  const { identity, processor, wait } = task;
  const { arena, image } = identity;
  const { values = [], commands = [], mailboxes = [] } = image ?? {};
  const breakpoints = [...processor.breakpoints];
  const sections = [values, commands, mailboxes].filter((list) => list.length > 0).length;
  return {
    pid: task.pid,
    program: identity.program,
    state: task.state,
    app_name: identity.appName,
    app_name_base: identity.appNameBase,
    pc: processor.pc,
    priority: task.priority,
    quantum: task.quantum,
    accounted_steps: processor.steps,
    accounted_cycles: processor.steps,
    sleep_pending: task.sleepDeadline !== null,
    sleep_pending_ms: task.sleepMs,
    sleep_deadline: seconds(task.sleepDeadline),
    exit_status: task.exitStatus,
    fault: task.fault,
    trace: task.trace,
    metadata:
      sections === 0
        ? null
        : { sections, values: values.length, commands: commands.length, mailboxes: mailboxes.length },
    reg_base: arena.registerBase,
    stack_base: arena.stackBase,
    stack_limit: arena.stackBase,
    stack_size: arena.stackSize,
    ...(breakpoints.length > 0 && { breakpoints }),
    ...(wait && {
      wait_mailbox: wait.descriptor,
      wait_handle: wait.handle,
      wait_timeout: wait.timeout,
      ...(wait.deadline !== null && { wait_deadline: wait.deadline / 1000 }),
    }),
  };
}

export function loadRecord({ pid, identity, mailboxes }: Task, image: Image): LoadedImage {
  return {
    pid,
    entry: image.entry,
    code_len: image.code.length,
    ro_len: image.rodata.length,
    bss: image.bssSize,
    version: image.version,
    flags: image.flags,
    req_caps: image.requiredCapabilities,
    app_name: identity.appName,
    app_name_base: identity.appNameBase,
    allow_multiple_instances: image.allowMultipleInstances,
    meta_count: image.metadataCount,
    manifest_present: image.manifestPresent,
    mailbox_creation: mailboxes,
  };
}

export function readRegisters({ processor, identity, state }: Task): Registers {
  const { arena } = identity;
  return {
    pc: processor.pc,
    regs: Array.from(processor.registers, (value) => value >>> 0),
    sp: processor.sp,
    flags: processor.psw,
    running: isRunnable(state),
    steps: processor.steps,
    cycles: processor.steps,
    depth: processor.depth,
    reg_base: arena.registerBase,
    stack_base: arena.stackBase,
    stack_limit: arena.stackBase,
    stack_size: arena.stackSize,
    sp_effective: processor.sp,
  };
}
