import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32 } from './crc32';
import { ImageError, readImage, writeImage } from './image';

const content = {
  entry: 4,
  code: Uint8Array.of(0x25, 0, 0, 0, 0x25, 0, 0, 0),
  rodata: Uint8Array.of(1, 2, 3),
  appName: 'demo',
  allowMultipleInstances: true,
  requiredCapabilities: 7,
  sections: [{ type: 3, count: 1, payload: new TextEncoder().encode('[{"target":"app:x"}]') }],
};

describe('images', () => {
  it('come back as they were written', () => {
    expect(readImage(writeImage(content))).toMatchObject({
      version: 2,
      entry: 4,
      code: content.code,
      rodata: content.rodata,
      appName: 'demo',
      requiredCapabilities: 7,
      mailboxes: [{ target: 'app:x', capacity: null, modeMask: 3 }],
    });
  });

  it('may lie anywhere in a larger buffer', () => {
    const bytes = writeImage(content);
    const buffer = new Uint8Array(bytes.length + 10);
    buffer.set(bytes, 5);
    expect(readImage(buffer.subarray(5, 5 + bytes.length)).crc).toBe(readImage(bytes).crc);
  });

  it('are refused with an ImageError, whatever is wrong', () => {
    const original = writeImage(content);
    const change = fc.tuple(fc.nat(original.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), fc.nat(original.length), (changes, length) => {
        const bytes = original.slice(0, length);
        for (const [at, value] of changes) if (at < length) bytes[at] = value;
        if (length >= 96) {
          const crc = crc32(bytes.subarray(96), crc32(bytes.subarray(0, 28)));
          new DataView(bytes.buffer).setUint32(28, crc);
        }
        try {
          readImage(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(ImageError);
        }
      }),
    );
  });
});
