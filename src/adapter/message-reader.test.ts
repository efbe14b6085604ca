import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MessageReader } from './message-reader';

const framed = (text: string, header = 'Content-Length: ') => `${header}${Buffer.byteLength(text)}\r\n\r\n${text}`;

function read(...chunks: readonly (string | Buffer)[]): string[] {
  const messages: string[] = [];
  const reader = new MessageReader((text) => messages.push(text));
  for (const chunk of chunks) reader.receive(Buffer.from(chunk));
  return messages;
}

describe('messages out of bytes', () => {
  it('come out whole however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', minLength: 1 })), fc.array(fc.nat(60)), (texts, cuts) => {
        let rest = Buffer.from(texts.map((text) => framed(text)).join(''));
        const chunks: Buffer[] = [];
        for (const cut of cuts) {
          chunks.push(rest.subarray(0, cut));
          rest = rest.subarray(cut);
        }
        expect(read(...chunks, rest)).toEqual(texts);
      }),
    );
  });

  it('may have further headers, in any order and any case', () => {
    const typed = 'Content-Type: application/json\r\n';
    expect(read(framed('{}', `${typed}content-length:`), framed('[]', `X: 1\r\n${typed}Content-Length:  `))).toEqual([
      '{}',
      '[]',
    ]);
  });

  it('are not there when they have no text', () => {
    expect(read(framed(''), framed('{}'))).toEqual(['{}']);
  });

  it.each([
    ['a header without a length', 'Content-Type: x\r\n\r\n', 'a header without Content-Length'],
    ['a length that is no number', 'Content-Length: ten\r\n\r\n', 'a header without Content-Length'],
    ['no end of a header', 'x'.repeat(5000), 'no end of a header in 4096 bytes'],
    ['a header that is too long', `${'x'.repeat(5000)}\r\n\r\n`, 'no end of a header in 4096 bytes'],
  ])('are told from %s', (_, bytes, reason) => {
    expect(() => read(bytes)).toThrow(reason);
  });
});
