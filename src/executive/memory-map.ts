/** The regions of a task's code and data (executive-protocol spec 7.6). */

import { RODATA_BASE } from '../isa/constants';
import type { Task } from './task';

export interface MemoryRegion {
  name: 'code' | 'rodata' | 'bss' | 'registers' | 'stack';
  type: string;
  start: number;
  /** Exclusive, in 16 bits: a region that ends with the memory shows 0. */
  end: number;
  length: number;
  permissions: 'rx' | 'r' | 'rw';
  source: 'hxe' | 'vm';
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

const region = (
  name: MemoryRegion['name'],
  start: number,
  length: number,
  permissions: MemoryRegion['permissions'],
  source: MemoryRegion['source'],
): MemoryRegion => ({ name, type: name, start, end: (start + length) & 0xffff, length, permissions, source });

/** Sorted by address; empty regions are left out. Code has addresses of its own. */
export function memoryRegions({ identity: { arena, image } }: Task): MemoryRegion[] {
  const { registerBase, stackBase, stackSize } = arena;
  return [
    ...(image
      ? [
          { ...region('code', 0, image.code.length, 'rx', 'hxe'), details: { entry: image.entry } },
          region('rodata', RODATA_BASE, image.rodata.length, 'r', 'hxe'),
          region('bss', RODATA_BASE + image.rodata.length, image.bssSize, 'rw', 'hxe'),
        ]
      : []),
    region('registers', registerBase, REGISTER_BANK, 'rw', 'vm'),
    region('stack', stackBase, stackSize, 'rw', 'vm'),
  ]
    .filter(({ length }) => length > 0)
    .sort((a, b) => a.start - b.start);
}

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
