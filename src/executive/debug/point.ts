/** Breakpoints on code and on data, as a debugger asks for them. */

import type { RuleText } from './rule';

/** `change` is a write that leaves other bytes than before, by an instruction or by a service. */
export type DataAccess = 'read' | 'write' | 'readWrite' | 'change';

export type PointRequest = RuleText &
  (
    | { readonly kind: 'code'; readonly address: number }
    /** `length` bytes of data memory from `address`. */
    | { readonly kind: 'data'; readonly address: number; readonly length: number; readonly access: DataAccess }
  );

/** What a data breakpoint saw. */
export interface AccessRecord {
  readonly kind: 'read' | 'write';
  /** First watched byte that was touched. */
  readonly address: number;
  /** The touched bytes before and now, as hex; the same for a read. */
  readonly old: string;
  readonly new: string;
}
