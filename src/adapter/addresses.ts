/**
 * Addresses as clients see them. Memory references are `data:<pid>:<address>` and `code:<pid>:<address>`. Places in
 * code are plain numbers, because editors sort and compare instruction addresses as such: each task has its own 64 KiB
 * of them, so `0x10018` is address 0x18 of task 2. Rows padded below a code section go below 0.
 */

import { hexAddress } from '../executive/debug/expressions/format';
import { MAX_CODE_SIZE } from '../isa/constants';
import { RequestError } from './request-error';

interface CodeAddress {
  readonly pid: number;
  readonly pc: number;
}

interface MemoryReference {
  readonly space: 'data' | 'code';
  /** `undefined`: the task at hand. */
  readonly pid: number | undefined;
  readonly address: number;
}

export const dataReference = (pid: number, address: number): string => `data:${pid}:${hexAddress(address)}`;
export const codeReference = (pid: number, address: number): string => `code:${pid}:${hexAddress(address)}`;

/** Unique among all tasks; the text VS Code compares with `instructionPointerReference`. */
export function instructionAddress({ pid, pc }: CodeAddress): string {
  const address = (pid - 1) * MAX_CODE_SIZE + pc;
  return address < 0 ? String(address) : hexAddress(address);
}

const qualified = /^(data|code):(\d+):(.+)$/;

/** @throws RequestError */
export function parseCodeAddress(text: string): CodeAddress {
  const [, space, pid, address] = qualified.exec(text) ?? [];
  if (space === 'code') return { pid: Number(pid), pc: numberOf(address ?? '', text) };
  const number = numberOf(text, text);
  if (number < 0) return { pid: 1, pc: number };
  return { pid: Math.floor(number / MAX_CODE_SIZE) + 1, pc: number % MAX_CODE_SIZE };
}

/** @throws RequestError */
export function parseMemoryReference(text: string): MemoryReference {
  const [, space, pid, address] = qualified.exec(text) ?? [];
  if (space === undefined) return { space: 'data', pid: undefined, address: numberOf(text, text) };
  return { space: space as 'data' | 'code', pid: Number(pid), address: numberOf(address ?? '', text) };
}

function numberOf(text: string, reference: string): number {
  const value = /^(?:0x[\da-f]+|-?\d+)$/i.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value)) return value;
  throw new RequestError(`"${reference}" is no address: write data:1:0x4000, code:1:0x18 or a plain number`);
}
