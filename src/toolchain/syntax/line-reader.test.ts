import { describe, expect, it } from 'vitest';
import { LineReader } from './line-reader';

function linesOf(text: string) {
  const reader = new LineReader(text);
  const lines: string[] = [];
  while (reader.advance()) {
    const code = text.slice(reader.start, reader.codeEnd);
    lines.push(`${reader.index}:${code}|${text.slice(reader.codeEnd, reader.end)}`);
  }
  return lines;
}

describe('LineReader', () => {
  it('ends lines at LF, CR LF and CR, and has a line behind the last break', () => {
    expect(linesOf('a\r\nb\rc\n')).toEqual(['0:a|', '1:b|', '2:c|', '3:|']);
    expect(linesOf('')).toEqual(['0:|']);
  });

  it('skips a byte-order mark in front of the first line only', () => {
    expect(linesOf('\ufeffa\n\ufeffb')).toEqual(['0:a|', '1:\ufeffb|']);
  });

  it('finds comments outside quotes', () => {
    expect(linesOf('a ";" ; b\nc ; "d ; e\nf \'g ; h')).toEqual(['0:a ";" |; b', '1:c |; "d ; e', "2:f 'g |; h"]);
  });

  it('gives a held line again', () => {
    const reader = new LineReader('a\nb');
    reader.advance();
    reader.hold();
    expect([reader.advance(), reader.index]).toEqual([true, 0]);
    expect([reader.advance(), reader.index]).toEqual([true, 1]);
    expect(reader.advance()).toBe(false);
  });
});
