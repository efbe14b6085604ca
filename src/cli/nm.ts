/** `hsx nm`: the symbols of an image, an object or a source, by address. */

import { RODATA_BASE } from '../isa/constants';
import { hex } from '../toolchain/hex';
import type { ObjectFile } from '../toolchain/object';
import type { SymbolTable } from '../toolchain/symbols';
import { Failure, fileError } from './failure';
import { nameInput } from './input';
import { buildOrFail } from './program';
import { isImage, readUnit } from './unit';

interface SymbolRow {
  readonly name: string;
  /** In code or data memory, null for what another unit has; of an object as if it were alone in a program. */
  readonly address: number | null;
  /** Bytes; null: unknown. */
  readonly size: number | null;
  /** Of an image `function`, `variable`, `label`, or what its symbol file says; else `export`, `label`, `import`. */
  readonly kind: string;
  readonly section: 'code' | 'data' | null;
}

export async function nm(input: string, { json = false }: { readonly json?: boolean }): Promise<void> {
  const file = await nameInput(input);
  const rows = (isImage(file) ? await rowsOfImage(file) : rowsOfUnit(await readUnit(file))).sort(byPlace);
  if (json) console.log(JSON.stringify(rows));
  else for (const row of rows) console.log(lineOf(row));
}

async function rowsOfImage(file: string): Promise<SymbolRow[]> {
  const { symbols } = await buildOrFail([file], {});
  if (!symbols)
    throw new Failure([fileError(file, 'there is no .sym file beside the image; hsx build --sym writes one')]);
  const known = new Set(symbols.symbols.map(({ name, address }) => `${address} ${name}`));
  const labels = symbols.labels.filter(({ name, address }) => !known.has(`${address} ${name}`));
  return [
    ...symbols.symbols.map(({ name, address, size, type }) => {
      const kind = type ?? 'label';
      return {
        name,
        address,
        size,
        kind,
        section: kind === 'function' ? 'code' : sectionOf(symbols, address),
      } as const;
    }),
    ...labels.map(({ name, address }) => {
      return { name, address, size: null, kind: 'label', section: sectionOf(symbols, address) } as const;
    }),
  ];
}

/** Code and data addresses overlap in large programs; where an instruction starts is code. */
const sectionOf = (symbols: SymbolTable, address: number): 'code' | 'data' =>
  address < RODATA_BASE || symbols.instructionAt(address) ? 'code' : 'data';

function rowsOfUnit({ code, rodata, symbols, localSymbols, imports, externs }: ObjectFile): SymbolRow[] {
  const all = new Map([...localSymbols, ...symbols]);
  const foreign = new Set([...imports, ...externs].filter((name) => !all.has(name)));
  // From behind, each label ends where the last one seen in its section starts.
  const next = new Map([
    ['text', 4 * code.length],
    ['data', rodata.length],
  ]);
  const ends = new Map<string, number>();
  for (const { section, offset } of [...all.values()].sort((a, b) => b.offset - a.offset)) {
    const place = `${section} ${offset}`;
    if (!ends.has(place)) ends.set(place, next.get(section) ?? offset);
    next.set(section, offset);
  }
  const rows = [...all].map(([name, { section, offset }]): SymbolRow => {
    const isCode = section === 'text';
    const end = ends.get(`${section} ${offset}`) ?? offset;
    return {
      name,
      address: isCode ? offset : RODATA_BASE + offset,
      size: end - offset,
      kind: symbols.has(name) ? 'export' : 'label',
      section: isCode ? 'code' : 'data',
    };
  });
  const missing = [...foreign].map(
    (name) => ({ name, address: null, size: null, kind: 'import', section: null }) as const,
  );
  return [...rows, ...missing];
}

const byPlace = (a: SymbolRow, b: SymbolRow): number =>
  Number(a.address === null) - Number(b.address === null) ||
  Number(a.section === 'data') - Number(b.section === 'data') ||
  (a.address ?? 0) - (b.address ?? 0) ||
  (a.name < b.name ? -1 : 1);

const lineOf = ({ name, address, size, kind, section }: SymbolRow): string =>
  [
    address === null ? '-'.padEnd(6) : hex(address, 4),
    String(size ?? '-').padStart(6),
    (section ?? '-').padEnd(4),
    kind.padEnd(8),
    name,
  ].join(' ');
