/** Which ids of values and commands a program uses. */

import { numberOf } from '../../toolchain/json/value';
import type { ProgramView } from './program-view';

/** Ids of a group that the units of the program declare, with how often each. */
export function idsOf({ units }: ProgramView, directive: string, group: number): ReadonlyMap<number, number> {
  const ids = new Map<number, number>();
  for (const { assembly } of units) {
    const entries = directive === '.cmd' ? assembly?.places.commands : assembly?.places.values;
    for (const { value } of entries ?? []) {
      if (!(value instanceof Map) || numberOf(value.get('group')) !== group) continue;
      const id = numberOf(value.get(directive === '.cmd' ? 'cmd' : 'value'));
      if (id !== undefined) ids.set(id, (ids.get(id) ?? 0) + 1);
    }
  }
  return ids;
}

/** The first id that nothing in the program uses, 255 when there is none. */
export function freeId(program: ProgramView, directive: string, group: number, taken: ReadonlySet<number> = new Set()) {
  const ids = idsOf(program, directive, group);
  for (let id = 1; id < 255; id++) if (!ids.has(id) && !taken.has(id)) return id;
  return 255;
}
