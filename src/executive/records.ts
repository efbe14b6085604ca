/** Tasks in the form in which they are reported (services spec 2.2, executive-protocol spec 4.5, 7.1). */

import { imageMetadata } from './image-metadata';
import type { ProgramImage } from './provisioning/program-image';
import type { Task } from './task';
import type { LoadedImage, Registers, TaskContext, TaskRecord } from './task-record';
import { isRunnable } from './task-state';

const seconds = (ms: number | null): number | null => (ms === null ? null : ms / 1000);

/** @param marked for steps that pass over breakpoints */
export function taskRecord(task: Task, marked = false): TaskRecord {
  const { identity, processor, wait } = task;
  const { arena, image } = identity;
  const { values = [], commands = [], mailboxes = [] } = image ?? {};
  const breakpoints = [...processor.breakpoints];
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
    metadata: image
      ? {
          sections: image.sections.length,
          values: values.length,
          commands: commands.length,
          mailboxes: mailboxes.length,
        }
      : null,
    reg_base: arena.registerBase,
    stack_base: arena.stackBase,
    stack_limit: arena.stackBase,
    stack_size: arena.stackSize,
    debug_state: marked,
    single_step: marked,
    ...(breakpoints.length > 0 && { breakpoints }),
    ...(wait && {
      wait_mailbox: wait.descriptor,
      wait_handle: wait.handle,
      wait_timeout: wait.timeout,
      ...(wait.deadline !== null && { wait_deadline: wait.deadline / 1000 }),
    }),
  };
}

export function loadRecord({ pid, identity, mailboxes }: Task, image: ProgramImage): LoadedImage {
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
    metadata: imageMetadata(image, mailboxes),
    meta_count: image.metadataCount,
    manifest_present: image.manifestPresent,
    ...(image.programVersion !== undefined && { program_version: image.programVersion }),
    mailbox_creation: mailboxes,
  };
}

export function contextRecord({ identity, processor, wait, ...task }: Task): TaskContext {
  const { pid, arena } = identity;
  return {
    pid,
    state: task.state,
    priority: task.priority,
    time_slice_steps: task.quantum,
    accounted_steps: processor.steps,
    time_slice_cycles: task.quantum,
    accounted_cycles: processor.steps,
    reg_base: arena.registerBase,
    stack_base: arena.stackBase,
    stack_limit: arena.stackBase,
    stack_size: arena.stackSize,
    wait_kind: wait ? 'mailbox' : null,
    wait_mailbox: wait?.descriptor ?? null,
    wait_deadline: seconds(wait?.deadline ?? null),
    wait_handle: wait?.handle ?? null,
    fd_table: Object.fromEntries(task.streams),
    exit_status: task.exitStatus,
  };
}

export function readRegisters(task: Task): Registers {
  const { processor, identity, state } = task;
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
    context: contextRecord(task),
  };
}
