/** Which events a subscriber wants (executive-protocol spec 11.1). */

import { isEventType } from '../event-types';
import type { ExecutiveEvent } from '../events';

export interface EventFilter {
  /** Tasks; absent: all events, also those about none. */
  readonly pids?: readonly number[] | undefined;
  /** Types; absent: all. Names are not checked. */
  readonly categories?: readonly string[] | undefined;
}

export function createFilter({ pids, categories }: EventFilter): (event: ExecutiveEvent) => boolean {
  const tasks = pids && new Set<number | null>(pids);
  const types = categories && new Set<string>(categories);
  return ({ pid, type }) => (!tasks || tasks.has(pid)) && (!types || types.has(type));
}

/** Categories that are no type of any event, each once. */
export const unknownCategories = ({ categories = [] }: EventFilter): string[] =>
  [...new Set(categories)].filter((category) => !isEventType(category));
