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

  it('have no manifest where they say that it begins behind their end', () => {
    const bytes = writeImage({ ...content, sections: [] });
    const view = new DataView(bytes.buffer);
    view.setUint16(6, view.getUint16(6) | 1);
    view.setUint32(0x40, 0x10000);
    view.setUint32(28, crc32(bytes.subarray(96), crc32(bytes.subarray(0, 28))));
    expect(readImage(bytes)).toMatchObject({ manifestPresent: true });
    expect(readImage(bytes).manifest).toBeUndefined();
  });

  it('do not grow when their metadata overlap', () => {
    const table = (rows: readonly (readonly number[])[]): Uint8Array => {
      const bytes = new Uint8Array(16 * rows.length);
      rows.flat().forEach((field, index) => {
        new DataView(bytes.buffer).setUint32(4 * index, field);
      });
      return bytes;
    };
    const refusal = (bytes: Uint8Array): string | undefined => {
      const view = new DataView(bytes.buffer);
      view.setUint32(28, crc32(bytes.subarray(96), crc32(bytes.subarray(0, 28))));
      try {
        readImage(bytes);
        return undefined;
      } catch (error) {
        return error instanceof ImageError ? error.code : String(error);
      }
    };
    // A thousand sections that all are the whole file.
    const file = writeImage({ ...content, sections: [{ type: 9, count: 0, payload: new Uint8Array(16_000) }] });
    const offset = file.length - 16_000;
    file.set(table(Array.from({ length: 1000 }, () => [2, 96, file.length - 96, 900])), offset);
    new DataView(file.buffer).setUint32(0x40, offset);
    new DataView(file.buffer).setUint32(0x44, 1000);
    expect(refusal(file)).toBe('metadata-section-bounds');
    // Thousands of entries whose texts are tails of one long text.
    const payload = new Uint8Array(16 * 3000 + 16_000).fill(0x61);
    payload[payload.length - 1] = 0;
    for (let entry = 0; entry < 3000; entry++) {
      payload.fill(0, 16 * entry, 16 * entry + 16);
      new DataView(payload.buffer).setUint16(16 * entry + 8, 48_000 + entry);
    }
    expect(refusal(writeImage({ ...content, sections: [{ type: 2, count: 3000, payload }] }))).toBe('metadata-strings');
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
