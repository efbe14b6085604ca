/** When a breakpoint that was met so many times stops: `5`, `== 5`, `> 5`, `>= 5`, `< 5`, `<= 5`, `% 5`. */

import { ExecutiveError } from '../errors';

const form = /^\s*(==?|>=?|<=?|%)?\s*(0x[\da-f]+|\d+)\s*$/i;

/**
 * @returns whether the n-th hit counts, n from 1
 * @throws ExecutiveError
 */
export function hitCondition(text: string): (hits: number) => boolean {
  const [, operator = '==', digits] = form.exec(text) ?? [];
  if (digits === undefined) {
    throw new ExecutiveError(`"${text}" is no hit count: write 5, >5, >=5, <5, <=5 or %5 (every fifth time)`);
  }
  const count = Number(digits);
  switch (operator) {
    case '>':
      return (hits) => hits > count;
    case '>=':
      return (hits) => hits >= count;
    case '<':
      return (hits) => hits < count;
    case '<=':
      return (hits) => hits <= count;
    case '%':
      if (count === 0) throw new ExecutiveError('every 0th time is never: write %1 or more');
      return (hits) => hits % count === 0;
    default:
      return (hits) => hits === count;
  }
}
