/** A task as the executive sees it, with its trace: whether what it executes is recorded, and the last records. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import { formatScalar, hexAddress, type Radix } from '../../executive/debug/expressions/format';
import { registerIndex } from '../../executive/tracing/changed-registers';
import type { TraceRecord } from '../../executive/tracing/trace-record';
import { REGISTER_COUNT } from '../../isa/constants';
import type { Task } from '../debuggee';
import { plain } from '../evaluation';
import { instructionText } from '../instruction-text';
import { RequestError } from '../request-error';
import { type Container, type Context, type Page, pageOf } from './container';
import { factVariables, Listing } from './facts';
import type { Presented } from './present';
import { taskFacts } from './task-facts';

const TRACE = 'trace';
/** Records that are shown, the newest first. */
const SHOWN = 30;

/** Its trace can be set to `on` and `off`. */
export function taskContainer(context: Context, task: Task): Container {
  const { debuggee, references, evaluation } = context;
  const { pid } = task;
  return {
    kind: 'named',
    async list(page) {
      const { tasks } = (await debuggee.request('ps', {})).tasks;
      const record = tasks.find((candidate) => candidate.pid === pid);
      if (!record) return [];
      const trace: DebugProtocol.Variable = {
        name: TRACE,
        value: record.trace ? 'on' : 'off',
        variablesReference: references.add(new Listing((part) => recordsOf(context, task, part))),
      };
      return [...pageOf([...factVariables(taskFacts(record)), trace], page)];
    },
    async set(name, value): Promise<Presented> {
      if (name !== TRACE) throw new RequestError('this is only shown and cannot be set');
      const mode = plain(value).trim().toLowerCase();
      if (mode !== 'on' && mode !== 'off') throw new RequestError('a trace is "on" or "off"');
      await debuggee.request('trace', { pid, mode: mode === 'on' });
      evaluation.invalidate();
      return { value: mode, type: '' };
    },
  };
}

async function recordsOf(
  { debuggee, references }: Context,
  task: Task,
  { radix = 'hex' }: Page,
): Promise<DebugProtocol.Variable[]> {
  const { pid } = task;
  const { trace } = await debuggee.request('trace', { pid, op: 'records', limit: SHOWN });
  const records = 'records' in trace ? trace.records : [];
  if (records.length === 0) return factVariables([['records', 'none']]);
  return records.toReversed().map((record) => ({
    name: `#${record.seq}`,
    value: [instructionOf(task, record), ...changesOf(record, radix)].join('  '),
    variablesReference: 0,
    valueLocationReference: references.addLocation({ pid, code: record.pc }),
    presentationHint: { attributes: ['readOnly'] },
  }));
}

const instructionOf = (task: Task, { pc }: TraceRecord): string =>
  `${hexAddress(pc)} ${task.code.contains(pc) ? instructionText(task, pc).text : '?'}`;

/** What the registers hold that an instruction has changed; the first one that is recorded has no other to compare with. */
function changesOf({ changed_regs: changed = [], regs = [] }: TraceRecord, radix: Radix): string[] {
  if (changed.length > REGISTER_COUNT) return [];
  return changed.flatMap((name) => {
    const value = regs[registerIndex(name) ?? -1];
    return value === undefined ? [] : [`${name}=${formatScalar('word', value, radix)}`];
  });
}
