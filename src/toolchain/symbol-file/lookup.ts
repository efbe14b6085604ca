/** Searching sorted tables. */

export function compareNumbers<Entry>(keyOf: (entry: Entry) => number) {
  return (a: Entry, b: Entry): number => keyOf(a) - keyOf(b);
}

/** Index of the last entry whose key is at most `key`, or -1. */
export function lastAtMost<Entry>(entries: readonly Entry[], key: number, keyOf: (entry: Entry) => number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keyOf(entries[middle]!) <= key) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
