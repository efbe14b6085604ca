/** Ranges of data memory that breakpoints watch; a `dataId` is `pid:address:length`, and `:change` behind it. */

import { hexAddress } from '../../executive/debug/expressions/format';
import type { DataAccess } from '../../executive/debug/point';
import { MEMORY_SIZE } from '../../isa/constants';
import type { Debuggee } from '../debuggee';
import { RequestError } from '../request-error';

interface DataRange {
  readonly pid: number;
  readonly address: number;
  /** Bytes. */
  readonly length: number;
  /** Writes that leave the bytes as they were do not count. */
  readonly changeOnly: boolean;
}

export interface DataPlacement {
  readonly pid: number;
  readonly address: number;
  readonly length: number;
  readonly access: DataAccess;
}

/** The mode of data breakpoints that the client may choose. */
export const CHANGE_MODE = 'change';

export const dataId = ({ pid, address, length, changeOnly }: DataRange): string =>
  `${pid}:${hexAddress(address)}:${length}${changeOnly ? ':change' : ''}`;

/** @throws RequestError */
export function parseDataId(text: string): DataRange {
  const [, pid, address, length, change] = /^(\d+):(0x[\da-f]+|\d+):(\d+)(:change)?$/i.exec(text) ?? [];
  if (pid === undefined) throw new RequestError(`"${text}" is no data id: write pid:address:length, as 1:0x4000:4`);
  return { pid: Number(pid), address: Number(address), length: Number(length), changeOnly: change !== undefined };
}

/** @throws RequestError */
export function placeData(
  debuggee: Debuggee,
  { pid: meant, address, length, changeOnly }: DataRange,
  accessType: 'read' | 'write' | 'readWrite',
): DataPlacement {
  const { pid } = debuggee.heir(meant);
  if (length < 1 || address + length > MEMORY_SIZE) {
    throw new RequestError(`${length} bytes at ${hexAddress(address)} do not lie inside data memory`);
  }
  return { pid, address, length, access: accessType === 'write' && changeOnly ? 'change' : accessType };
}
