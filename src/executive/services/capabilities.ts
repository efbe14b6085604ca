/** What an image may demand of its executive (services spec 5.6): the capability bits of its header. */

import { ExecutiveError } from '../errors';

/** By bit, from 0. */
const names = ['mailboxes', 'values and commands', 'persistent values', 'CAN', 'UART'] as const;
const DEVICES = 0b11000;

/** @throws ExecutiveError that names what is missing */
export function checkCapabilities(required: number, hasDevices: boolean): void {
  const offered = (1 << names.length) - 1 - (hasDevices ? 0 : DEVICES);
  const missing = (required & ~offered) >>> 0;
  if (missing === 0) return;
  const bits = Array.from({ length: 32 }, (_, bit) => bit).filter((bit) => ((missing >>> bit) & 1) === 1);
  const texts = bits.map((bit) => names[bit] ?? `capability ${bit}`);
  throw new ExecutiveError(`the program needs what this executive does not have: ${texts.join(', ')}`);
}
