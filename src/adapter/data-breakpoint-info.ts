/** Whether and how a value can be watched by a data breakpoint. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import { sizeOf } from '../executive/debug/expressions/data-type';
import type { Value } from '../executive/debug/expressions/evaluate';
import { hexAddress } from '../executive/debug/expressions/format';
import { parseExpression } from '../executive/debug/expressions/parse';
import { MEMORY_SIZE } from '../isa/constants';
import { CHANGE_MODE, dataId } from './breakpoints/data-places';
import type { Evaluation } from './evaluation';
import { RequestError } from './request-error';
import type { Frame } from './stack';
import { isUserError } from './user-error';

type Body = DebugProtocol.DataBreakpointInfoResponse['body'];

interface Range {
  readonly pid: number;
  readonly address: number;
  readonly length: number;
}

const refused = (description: string): Body => ({ dataId: null, description });

/**
 * @param frame in which the expression means something
 * @param expression as typed, or the `evaluateName` of a variable
 */
export async function dataBreakpointInfo(
  evaluation: Evaluation,
  frame: Frame,
  expression: string,
  { bytes, asAddress, mode, name }: DebugProtocol.DataBreakpointInfoArguments,
): Promise<Body> {
  try {
    const value = await evaluation.value(frame, parseExpression(expression));
    const { pid, address, length } = asAddress ? atAddress(frame, value, bytes) : rangeOf(frame, value, bytes);
    if (address + length > MEMORY_SIZE) throw new RequestError('this reaches beyond the end of data memory');
    const range = length === 1 ? '1 byte' : `${length} bytes`;
    return {
      dataId: dataId({ pid, address, length, changeOnly: mode === CHANGE_MODE }),
      description: `${asAddress ? '' : `${name}: `}${range} at ${hexAddress(address)}`,
      accessTypes: ['read', 'write', 'readWrite'],
      canPersist: true,
    };
  } catch (error) {
    if (isUserError(error)) return refused(error.message);
    throw error;
  }
}

function atAddress(frame: Frame, value: Value, bytes = 1): Range {
  if (value.kind !== 'scalar') throw new RequestError('an address is a single number');
  return { pid: value.pid ?? frame.pid, address: value.value & (MEMORY_SIZE - 1), length: bytes };
}

function rangeOf(frame: Frame, value: Value, bytes: number | undefined): Range {
  const pid = value.pid ?? frame.pid;
  if (value.kind === 'array') {
    return { pid, address: value.address, length: bytes ?? value.count * sizeOf(value.type) };
  }
  if (value.kind === 'text') return { pid, address: value.address, length: bytes ?? Math.max(1, value.size) };
  if (value.place?.kind === 'memory') {
    return { pid: value.place.pid ?? pid, address: value.place.address, length: bytes ?? sizeOf(value.type) };
  }
  throw new RequestError('only memory can be watched: a label, [address], or a variable that is kept there');
}
