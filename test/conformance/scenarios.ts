/** Reading the recorded scenarios of the kernel services. */

import { readFileSync } from 'node:fs';

/** Scenarios of one file: JSON lines, with text in place of numbers that JSON cannot carry. */
export function readScenarios<Scenario>(file: string): Scenario[] {
  const text = readFileSync(new URL(`../vectors/services/${file}.jsonl`, import.meta.url), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line, (_key, value) => unusualNumbers.get(value) ?? value));
}

const unusualNumbers = new Map<unknown, number>([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);

export const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
