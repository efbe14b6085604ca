import { readFileSync } from 'node:fs';

/** Rows of one file of golden vectors of the machine. */
export function machineRows<Row>(file: string): Row[] {
  const text = readFileSync(new URL(`../vectors/machine/${file}`, import.meta.url), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);
}

export const fromHex = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
