import { expect, it } from 'vitest';
import { LineIndex } from './line-index';

const index = new LineIndex([
  { line: 7, pc: 8, size: 8 },
  { line: 5, pc: 0, size: 4 },
  { line: 5, pc: 4, size: 4 },
  { line: 5, pc: 32, size: 4 },
]);

it('joins neighbouring instructions of a line', () => {
  expect(index.rangesOf(5)).toEqual([
    [0, 8],
    [32, 36],
  ]);
  expect(index.rangesOf(6)).toEqual([]);
});

it('places breakpoints at the start of each stretch, on the next line with code', () => {
  expect(index.entriesOf(5)).toEqual([0, 32]);
  expect([1, 5, 6, 8].map((line) => index.lineWithCode(line))).toEqual([5, 5, 7, undefined]);
  expect(index.lines).toEqual([5, 7]);
});
