/** Access of services to a task's registers and memory (machine spec 5: masks, cuts, strings). */

import { MEMORY_SIZE } from '../isa/constants';
import type { Task } from './task';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/** Text of bytes with undecodable ones dropped. */
export function decodeText(bytes: Uint8Array): string {
  return decoder.decode(bytes).replaceAll('\ufffd', '');
}

export const encodeText = (text: string): Uint8Array => encoder.encode(text);

/** Register as an unsigned number. */
export const register = (task: Task, index: number): number => task.processor.registers[index]! >>> 0;

/** Low 16 bits of a register: how pointers, lengths and handles are passed. */
export const halfRegister = (task: Task, index: number): number => task.processor.registers[index]! & 0xffff;

/** Low 8 bits of a register: how groups, ids and flags are passed. */
export const byteRegister = (task: Task, index: number): number => task.processor.registers[index]! & 0xff;

export function setRegister(task: Task, index: number, value: number): void {
  task.processor.registers[index] = value;
}

/** A copy of `length` bytes at `address`, cut at the end of memory. */
export function readBytes(task: Task, address: number, length: number): Uint8Array {
  return task.processor.memory.slice(address, Math.min(address + length, MEMORY_SIZE));
}

/** Stores as much of `bytes` as fits below the end of memory; returns how many were stored (fixes Q-FS-GROW). */
export function writeBytes(task: Task, address: number, bytes: Uint8Array): number {
  const stored = Math.max(0, Math.min(bytes.length, MEMORY_SIZE - address));
  task.processor.memory.set(bytes.subarray(0, stored), address);
  return stored;
}

/** Bytes from `address` up to a NUL or the end of memory, as text. */
export function readString(task: Task, address: number): string {
  const { memory } = task.processor;
  const end = memory.indexOf(0, address);
  return decodeText(memory.subarray(address, end < 0 ? MEMORY_SIZE : end));
}
