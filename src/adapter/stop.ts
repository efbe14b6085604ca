/** A stop of the executive in the words of the Debug Adapter Protocol. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import { basename } from 'pathe';
import type { EventData } from '../executive/events';
import { routineAt, type Task } from './debuggee';
import { faultWords } from './fault-words';
import { instructionText } from './instruction-text';
import { hexAddress } from './values/format';

export interface Stop {
  readonly pid: number;
  readonly body: DebugProtocol.StoppedEvent['body'];
  readonly exception: DebugProtocol.ExceptionInfoResponse['body'] | undefined;
}

export interface HitBreakpoints {
  readonly ids: readonly number[];
  /** All of them stand on instructions, none on a source line. */
  readonly onInstruction: boolean;
}

export function stopOf(task: Task, data: EventData['debug_stop'], hit: HitBreakpoints): Stop {
  const { pid } = task;
  const common = { threadId: pid, allThreadsStopped: true };
  const exception = data.error && exceptionInfo(task, data.pc, data.error);
  return {
    pid,
    body: exception
      ? {
          reason: 'exception',
          description: `Fault: ${exception.exceptionId}`,
          text: exception.description ?? '',
          ...common,
        }
      : { ...reasonOf(data, hit), ...common },
    exception,
  };
}

function reasonOf(
  { reason, code }: EventData['debug_stop'],
  hit: HitBreakpoints,
): Pick<DebugProtocol.StoppedEvent['body'], 'reason' | 'description' | 'hitBreakpointIds'> {
  switch (reason) {
    case 'breakpoint':
      return { reason: hit.onInstruction ? 'instruction breakpoint' : 'breakpoint', hitBreakpointIds: [...hit.ids] };
    case 'brk':
      return { reason: 'breakpoint', description: `BRK ${code ?? 0}` };
    case 'async_break':
      return { reason: 'pause' };
    case 'watch':
      return { reason: 'data breakpoint' };
    default:
      return { reason: 'step' };
  }
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
