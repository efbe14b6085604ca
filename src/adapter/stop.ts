/** A stop of the executive in the words of the Debug Adapter Protocol. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import { basename } from 'pathe';
import { hexAddress } from '../executive/debug/expressions/format';
import type { AccessRecord } from '../executive/debug/point';
import type { EventData } from '../executive/events';
import type { HitBreakpoints } from './breakpoints/breakpoints';
import { routineAt, type Task } from './debuggee';
import { faultWords } from './fault-words';
import { instructionText } from './instruction-text';

export interface Stop {
  readonly pid: number;
  readonly body: DebugProtocol.StoppedEvent['body'];
  readonly exception?: DebugProtocol.ExceptionInfoResponse['body'] | undefined;
}

/** @param label where the launch configuration wanted to stop first, if it is here */
export function stopOf(task: Task, data: EventData['debug_stop'], hit: HitBreakpoints, label?: string): Stop {
  const { pid } = task;
  const common = { threadId: pid, allThreadsStopped: true };
  const exception = data.error && exceptionInfo(task, data.pc, data.error);
  return {
    pid,
    body: { ...(exception ? exceptionStop(exception) : reasonOf(task, data, hit, label)), ...common },
    exception: exception ?? otherException(task, data),
  };
}

type Reason = Pick<DebugProtocol.StoppedEvent['body'], 'reason' | 'description' | 'text' | 'hitBreakpointIds'>;

const exceptionStop = ({ exceptionId, description = '' }: DebugProtocol.ExceptionInfoResponse['body']): Reason => ({
  reason: 'exception',
  description: `Fault: ${exceptionId}`,
  text: description,
});

const breakpointReasons = {
  source: 'breakpoint',
  function: 'function breakpoint',
  instruction: 'instruction breakpoint',
  data: 'data breakpoint',
} as const;

function reasonOf(
  task: Task,
  { reason, code, access }: EventData['debug_stop'],
  { ids, kind }: HitBreakpoints,
  label: string | undefined,
): Reason {
  const hitBreakpointIds = [...ids];
  switch (reason) {
    case 'breakpoint':
      if (ids.length === 0 && label !== undefined) return { reason: 'entry', description: `Reached ${label}` };
      return { reason: breakpointReasons[kind ?? 'source'], hitBreakpointIds };
    case 'watch': {
      const text = access && accessText(task, access);
      return { reason: 'data breakpoint', ...(text && { description: text, text }), hitBreakpointIds };
    }
    case 'brk':
      return { reason: 'breakpoint', description: `BRK ${code ?? 0}` };
    case 'exit':
      return { reason: 'exception', description: 'The task has ended' };
    case 'mailbox_overrun':
      return { reason: 'exception', description: 'A mailbox message was lost: the mailbox is full' };
    case 'async_break':
      return { reason: 'pause' };
    default:
      return { reason: 'step' };
  }
}

function accessText({ program }: Task, { kind, address, old, new: now }: AccessRecord): string {
  const label = program.symbols.dataLabelAt(address);
  const where = label === undefined ? hexAddress(address) : `${label} (${hexAddress(address)})`;
  if (kind === 'read') return `${where} was read: ${bytesText(now)}`;
  return old === now
    ? `${where} was written: still ${bytesText(now)}`
    : `${where} was written: ${bytesText(old)} → ${bytesText(now)}`;
}

/** Up to a word as a number, more as its first bytes. */
function bytesText(hex: string): string {
  const bytes = hex.match(/../g) ?? [];
  if (bytes.length <= 4) return `0x${bytes.reverse().join('').toUpperCase()}`;
  return `${bytes.slice(0, 8).join(' ')}${bytes.length > 8 ? ' …' : ''}`;
}

/** What stops besides faults, for those who ask what it was. */
function otherException(task: Task, { reason }: EventData['debug_stop']): Stop['exception'] {
  if (reason !== 'exit' && reason !== 'mailbox_overrun') return undefined;
  const description =
    reason === 'exit' ? `${task.name} has ended` : `a message that ${task.name} sent found no room in its mailbox`;
  return { exceptionId: reason, description, breakMode: 'always' };
}

function exceptionInfo(
  task: Task,
  pc: number,
  fault: NonNullable<EventData['debug_stop']['error']>,
): DebugProtocol.ExceptionInfoResponse['body'] {
  const { title, cause } = faultWords[fault];
  const location = task.program.symbols.locationOf(pc);
  const where = location ? `${hexAddress(pc)}, ${basename(location.path)}:${location.line}` : hexAddress(pc);
  const instruction = task.code.contains(pc) ? `: ${instructionText(task, pc).text}` : '';
  const description = `${title} in ${routineAt(task, pc)} (${where})${instruction}`;
  return {
    exceptionId: title,
    description: `${description}\n${cause}`,
    breakMode: 'always',
    details: { message: description, typeName: fault, fullTypeName: `hsx.${fault}` },
  };
}
