import { expect, it } from 'vitest';
import { foldingRanges } from './folding-range';
import { linesOf } from './view/source-lines';

/** `first-last` of every range, lines from 0; with a kind in brackets. */
function folds(text: string): string[] {
  return foldingRanges({ lines: linesOf(text) }).map(
    ({ startLine, endLine, kind }) => `${startLine}-${endLine}${kind ? ` (${kind})` : ''}`,
  );
}

it('folds sections and what stands below labels, without the comment above the next one', () => {
  const text = [
    '.text',
    'main:',
    '    PUSH R7',
    '    RET',
    '',
    '; next',
    'next:',
    '    RET',
    '',
    '.data',
    'x:',
    '    .word 1',
    '',
  ];
  expect(folds(text.join('\n'))).toEqual(['0-7', '9-11', '1-3', '6-7', '10-11']);
});

it('takes a label with an instruction behind it for a label', () => {
  expect(folds('a: PUSH R1\n    RET\nb: RET\n')).toEqual(['0-1']);
});

it('folds comments and marked regions', () => {
  const text = ['; one', '; two', '', '; region stack', 'a:', '    RET', '; #endregion', '; endregion'];
  expect(folds(text.join('\r\n'))).toEqual(['4-5', '0-1 (comment)', '3-6 (region)']);
});

it('folds a payload that runs over several lines', () => {
  expect(folds('.mailbox {\n  "target": "app:box"\n}\n    RET\n')).toEqual(['0-2']);
});

it('has nothing to fold in a single line, or in nothing', () => {
  expect(folds('main:')).toEqual([]);
  expect(folds('')).toEqual([]);
});
