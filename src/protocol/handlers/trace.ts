import { ExecutiveError } from '../../executive/errors';
import type { Executive } from '../../executive/executive';
import { TRACE_FORMAT } from '../../executive/tracing/trace-record';
import type { Request } from '../contract';
import type { TraceRecords, trace } from '../contract/trace';
import type { Handlers } from './handler';
import { needed } from './needs';

function configure({ traces }: Executive, { changed_regs: changed, buffer_size: size }: Request<'trace'>) {
  if (changed === undefined && size === undefined) {
    throw new ExecutiveError("trace.config requires 'changed-regs <on|off>' or 'buffer <size>'");
  }
  if (size !== undefined) traces.resize(size);
  if (changed !== undefined) traces.tellChanges(changed);
  return {
    ...(changed !== undefined && { changed_regs: changed }),
    ...(size !== undefined && { buffer_size: traces.capacity }),
  };
}

function records(executive: Executive, pid: number, limit?: number): TraceRecords {
  const { count, records: kept } = executive.traces.records(pid, limit);
  const enabled = executive.hasTask(pid) ? executive.requireTask(pid).trace : null;
  const { capacity } = executive.traces;
  return { pid, capacity, count, returned: kept.length, enabled, format: TRACE_FORMAT, records: kept };
}

export const traceHandlers: Handlers<typeof trace> = {
  trace: (executive, request) => {
    const { op = 'toggle', mode, limit, replace = true } = request;
    if (op === 'config') return { trace: configure(executive, request) };
    const pid = needed(request.pid, op === 'toggle' ? "trace requires 'pid'" : `trace ${op} requires 'pid'`);
    if (op === 'toggle') {
      const task = executive.requireTask(pid);
      const enabled = mode ?? !task.trace;
      executive.setTrace(pid, enabled);
      return { trace: { pid, enabled, buffer_size: executive.traces.capacity } };
    }
    if (op === 'import') {
      executive.requireTask(pid);
      executive.traces.import(pid, needed(request.records, "trace import requires 'records' list"), replace);
    }
    const { enabled, ...exported } = records(executive, pid, limit);
    return { trace: op === 'export' ? exported : { ...exported, enabled: enabled! } };
  },
};
