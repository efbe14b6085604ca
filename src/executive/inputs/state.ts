/** Everything that inputs determine, to compare two executives. */

import { crc32 } from '../../toolchain/crc32';
import { hexText } from '../hex-text';
import type { Kernel } from '../kernel';
import type { Task } from '../task';
import type { TraceRings } from '../tracing/trace-rings';

function taskState({ processor, ...task }: Task) {
  const { pc, psw, steps, registers, memory, breakpoints } = processor;
  return {
    pid: task.identity.pid,
    app_name: task.identity.appName,
    state: task.state,
    exit_status: task.exitStatus,
    fault: task.fault,
    stopped_by_debugger: task.stoppedByDebugger,
    wait: task.wait,
    sleep_deadline: task.sleepDeadline,
    priority: task.priority,
    quantum: task.quantum,
    pc,
    psw,
    steps,
    registers: [...registers],
    memory: crc32(memory),
    breakpoints: [...breakpoints],
  };
}

export type ExecutiveState = ReturnType<typeof executiveState>;

/** @param event number of the last event */
export function executiveState(kernel: Kernel, traces: TraceRings, event: number) {
  const { mailboxes, registry, store } = kernel.services;
  return {
    steps: kernel.totalSteps,
    time: kernel.now(),
    event,
    current: kernel.current?.pid ?? null,
    tasks: [...kernel.tasks.values()].map(taskState),
    mailboxes: mailboxes.snapshot(),
    messages: mailboxes.messages().map(({ payload, ...rest }) => ({ ...rest, payload: hexText(payload) })),
    values: registry.values.list().map((oid) => registry.values.describe(oid)),
    commands: registry.commands.list(),
    persistent: store.entries(),
    delayed: store.pending(),
    traces: traces.state(),
  };
}

/** A short form of a state, equal for equal states. */
export const stateDigest = (state: ExecutiveState): string =>
  crc32(new TextEncoder().encode(JSON.stringify(state)))
    .toString(16)
    .padStart(8, '0');
