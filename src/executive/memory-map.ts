/** The regions of a task's code and data (executive-protocol spec 7.6). */

import { RODATA_BASE } from '../isa/constants';
import type { RegionEntry } from '../toolchain/symbols';
import type { Task } from './task';

export interface MemoryRegion {
  /** `code`, `rodata`, `bss`, `registers`, `stack`, or as a symbol file names it. */
  name: string;
  type: string;
  start: number;
  /** Exclusive, in 16 bits: a region that ends with the memory shows 0. */
  end: number;
  length: number;
  permissions: 'rx' | 'r' | 'rw';
  /** The header of the image, the machine, or the symbol file. */
  source: 'hxe' | 'vm' | 'sym';
  details?: { entry: number };
}

export interface MemoryLayout {
  entry: number;
  code_len: number;
  ro_len: number;
  bss: number;
  app_name: string;
  app_name_base: string;
  meta_count: number;
  allow_multiple: boolean;
  version: number;
}

const REGISTER_BANK = 64;

type Extent = Pick<MemoryRegion, 'name' | 'type' | 'start' | 'length'>;

const regionOf = (
  { name, type, start, length }: Extent,
  permissions: MemoryRegion['permissions'],
  source: MemoryRegion['source'],
): MemoryRegion => ({ name, type, start, end: (start + length) & 0xffff, length, permissions, source });

const region = (
  name: string,
  start: number,
  length: number,
  permissions: MemoryRegion['permissions'],
  source: MemoryRegion['source'],
): MemoryRegion => regionOf({ name, type: name, start, length }, permissions, source);

/** Of symbol files, by type; all others can be written. */
const permissionsOf: Readonly<Record<string, MemoryRegion['permissions']>> = {
  text: 'rx',
  code: 'rx',
  rodata: 'r',
  const: 'r',
};

const declaredRegion = ({ name, type, start, end }: RegionEntry): MemoryRegion =>
  regionOf({ name, type, start, length: end - start + 1 }, permissionsOf[type] ?? 'rw', 'sym');

/**
 * Sorted by address; empty regions are left out. Code has addresses of its own.
 * @param declared by the symbol file: count more than the header's of the same name (services spec 10, action 8), but
 * less than what the machine has allocated
 */
export function memoryRegions(
  { identity: { arena, image } }: Task,
  declared: readonly RegionEntry[] = [],
): MemoryRegion[] {
  const { registerBase, stackBase, stackSize } = arena;
  const known = [
    ...(image
      ? [
          { ...region('code', 0, image.code.length, 'rx', 'hxe'), details: { entry: image.entry } },
          region('rodata', RODATA_BASE, image.rodata.length, 'r', 'hxe'),
          region('bss', RODATA_BASE + image.rodata.length, image.bssSize, 'rw', 'hxe'),
        ]
      : []),
    region('registers', registerBase, REGISTER_BANK, 'rw', 'vm'),
    region('stack', stackBase, stackSize, 'rw', 'vm'),
  ].filter(({ length }) => length > 0);
  const added = declared.map(declaredRegion).filter((one) => !known.some((other) => settles(other, one)));
  const replaced = new Set(added.map(({ name }) => name));
  return [...known.filter(({ name }) => !replaced.has(name)), ...added].sort((a, b) => a.start - b.start);
}

/** Whether the symbol file adds nothing to a known region. */
const settles = (known: MemoryRegion, { name, start, length }: MemoryRegion): boolean =>
  known.name === name && (known.source === 'vm' || (known.start === start && known.length === length));

export function memoryLayout({ identity: { appName, appNameBase, image } }: Task): MemoryLayout {
  return {
    entry: image?.entry ?? 0,
    code_len: image?.code.length ?? 0,
    ro_len: image?.rodata.length ?? 0,
    bss: image?.bssSize ?? 0,
    app_name: appName,
    app_name_base: appNameBase,
    meta_count: image?.metadataCount ?? 0,
    allow_multiple: image?.allowMultipleInstances ?? true,
    version: image?.version ?? 0,
  };
}
