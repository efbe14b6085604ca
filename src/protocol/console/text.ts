/** How answers look on a console. */

import type { EventData } from '../../executive/events';

export const hex = (value: number, digits = 4): string => `0x${(value >>> 0).toString(16).padStart(digits, '0')}`;

/** Columns as wide as their widest cell; numbers to the right. The last column is not padded. */
export function table(titles: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  const cells = rows.map((row) => row.map((cell) => (cell === null ? '-' : String(cell))));
  const widths = titles.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)));
  const right = titles.map((_, column) => rows.some((row) => typeof row[column] === 'number'));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => {
        if (right[column]) return cell.padStart(widths[column]!);
        return column === row.length - 1 ? cell : cell.padEnd(widths[column]!);
      })
      .join('  ')
      .trimEnd();
  return [line(titles), ...cells.map(line)].join('\n');
}

/** A table, or a sentence where there is nothing to list. */
export const listing = (titles: readonly string[], rows: Parameters<typeof table>[1], none: string): string =>
  rows.length === 0 ? none : table(titles, rows);

const BYTES_PER_LINE = 16;

/** Bytes as hex and as characters, sixteen a line. */
export function dump(bytes: Uint8Array, address: number): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += BYTES_PER_LINE) {
    const part = [...bytes.subarray(at, at + BYTES_PER_LINE)];
    const digits = part.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const characters = part.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${hex(address + at)}  ${digits.padEnd(3 * BYTES_PER_LINE - 1)}  ${characters}`);
  }
  return lines.join('\n');
}

const FLAGS = [
  [8, 'V'],
  [4, 'N'],
  [2, 'C'],
  [1, 'Z'],
] as const;

/** PSW as letters, a dash for each flag that is not set. */
export const flags = (psw: number): string => FLAGS.map(([bit, name]) => ((psw & bit) !== 0 ? name : '-')).join('');

/** @param place where it stands, for people */
export const stopText = (pid: number, stop: EventData['debug_stop'], place: string): string =>
  `Task ${pid} stopped (${whyStopped(stop)}) at ${place}.`;

/** In a word or two. */
const whyStopped = ({ reason, code, error }: EventData['debug_stop']): string =>
  error ?? (reason === 'brk' ? `BRK ${code}` : reason);

/** Fields of an answer, a line each. */
export const fields = (record: Readonly<Record<string, unknown>>): string =>
  Object.entries(record)
    .map(([name, value]) => `${name}: ${typeof value === 'object' && value !== null ? JSON.stringify(value) : value}`)
    .join('\n');
