import { describe, expect, it } from 'vitest';
import { crc32 } from './crc32';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('crc32', () => {
  it('has the check value of the standard', () => {
    expect(crc32(bytes('123456789'))).toBe(0xcbf43926);
  });

  it('goes on from a previous part', () => {
    expect(crc32(bytes('56789'), crc32(bytes('1234')))).toBe(0xcbf43926);
  });
});
