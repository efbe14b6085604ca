import { describe, expect, it } from 'vitest';
import { inSlices, nextTurn, noteTraffic } from './event-loop';

/** Steps that each take as long as a slice. */
function* longSteps(count: number, taken: number[]): Generator<void> {
  for (let step = 0; step < count; step++) {
    const end = performance.now() + 6;
    while (performance.now() < end);
    taken.push(step);
    yield;
  }
}

describe('work in slices', () => {
  it('lets other things happen in between, and comes to its end', async () => {
    const taken: number[] = [];
    let seen = -1;
    nextTurn(() => {
      seen = taken.length;
    });
    expect(await inSlices(longSteps(5, taken), () => false)).toBe(true);
    expect(taken).toHaveLength(5);
    expect(seen).toBe(1);
  });

  it('lets messages and their answers pass first, however many turns those take', async () => {
    const taken: number[] = [];
    const before: number[] = [];
    const pass = (turns: number): void => {
      before.push(taken.length);
      noteTraffic();
      if (turns > 1) nextTurn(() => pass(turns - 1));
    };
    nextTurn(() => pass(5));
    expect(await inSlices(longSteps(3, taken), () => false)).toBe(true);
    expect(before).toEqual([1, 1, 1, 1, 1]);
    expect(taken).toHaveLength(3);
  });

  it('stops when nobody wants it any more', async () => {
    const taken: number[] = [];
    expect(await inSlices(longSteps(50, taken), () => taken.length >= 2)).toBe(false);
    expect(taken).toHaveLength(2);
  });

  it('is done at once when there is none', async () => {
    expect(await inSlices([].values(), () => true)).toBe(true);
  });
});
