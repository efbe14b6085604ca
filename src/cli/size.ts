/** `hsx size`: bytes of code and data, by file and, for images with symbols, by routine. */

import { readImage } from '../toolchain/image';
import { nameInputs } from './input';
import { buildOrFail } from './program';
import { isImage, readUnit } from './unit';

interface SizeRow {
  readonly file: string;
  /** Bytes, as are all sizes. */
  readonly code: number;
  readonly data: number;
  readonly total: number;
  readonly routines: readonly { readonly name: string; readonly size: number | null }[];
}

export async function size(files: readonly string[], { json = false }: { readonly json?: boolean }): Promise<void> {
  const rows: SizeRow[] = [];
  for (const file of await nameInputs(files)) rows.push(await sizeOf(file));
  if (json) console.log(JSON.stringify(rows));
  else for (const line of tableOf(rows)) console.log(line);
}

async function sizeOf(file: string): Promise<SizeRow> {
  if (!isImage(file)) {
    const { code, rodata } = await readUnit(file);
    return rowOf(file, 4 * code.length, rodata.length, []);
  }
  const { image, symbols } = await buildOrFail([file], {});
  const { code, rodata, bssSize } = readImage(image);
  const routines = symbols?.functions.map((routine) => ({ name: routine.name, size: routine.size })) ?? [];
  return rowOf(file, code.length, rodata.length + bssSize, routines);
}

const rowOf = (file: string, code: number, data: number, routines: SizeRow['routines']): SizeRow => {
  return { file, code, data, total: code + data, routines };
};

function tableOf(rows: readonly SizeRow[]): string[] {
  const line = (code: unknown, data: unknown, total: unknown, name: string): string =>
    `${[code, data, total].map((cell) => String(cell).padStart(7)).join('')}  ${name}`;
  const body = rows.flatMap(({ file, code, data, total, routines }) => [
    line(code, data, total, file),
    ...routines.map((routine) => line(routine.size ?? '-', '', '', `  ${routine.name}`)),
  ]);
  const sum = (pick: (row: SizeRow) => number): number => rows.reduce((total, row) => total + pick(row), 0);
  const last = line(
    sum(({ code }) => code),
    sum(({ data }) => data),
    sum(({ total }) => total),
    'all files',
  );
  return [line('code', 'data', 'total', 'file'), ...body, ...(rows.length > 1 ? [last] : [])];
}
