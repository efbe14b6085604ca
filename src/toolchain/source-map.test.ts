import { describe, expect, it } from 'vitest';
import { readSourceMap } from './source-map';

describe('readSourceMap', () => {
  it('reads prefixes with drive letters', async () => {
    const map = readSourceMap(
      JSON.stringify({
        prefix_map: 'C:/proj=.:D:/lib=/lib',
        sources: [{ path: 'C:/proj/a.c' }, { path: 'D:/lib/b.c' }],
      }),
    );
    const search = { roots: [], currentFolder: 'C:/', exists: () => true };
    expect(await map.resolve('a.c', search)).toBe('C:/proj/a.c');
    expect(await map.resolve('/lib/b.c', search)).toBe('D:/lib/b.c');
    expect(await map.resolve('c.c', search)).toBeUndefined();
  });

  it.each(['', '[]', '{'])('refuses %j', (text) => {
    expect(() => readSourceMap(text)).toThrow(expect.objectContaining({ code: 'sources-json' }));
  });
});
