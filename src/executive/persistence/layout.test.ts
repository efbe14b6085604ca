import { describe, expect, it } from 'vitest';
import { FramLayout, JsonLayout } from './layout';

describe('FRAM image', () => {
  const written = (): { layout: FramLayout; images: Uint8Array[] } => {
    const layout = new FramLayout();
    const data = new Map<number, number>();
    const images = [
      [7, 1],
      [9, 2],
      [7, 3],
      [7, 4],
    ].map(([key, raw]) => {
      data.set(key!, raw!);
      return layout.encode(data, key!);
    });
    return { layout, images };
  };

  it('comes back with the last data, and counts the wear', () => {
    const { layout, images } = written();
    expect(new FramLayout().decode(images[3])).toEqual(
      new Map([
        [7, 4],
        [9, 2],
      ]),
    );
    expect([layout.wear(7), layout.wear(9), layout.wear(5)]).toEqual([3, 1, 0]);
  });

  it('survives a write that was cut off anywhere: the older datum or the newer one, and no other key changes', () => {
    const [, , before, after] = written().images;
    for (let cut = 0; cut <= after!.length; cut++) {
      const torn = Uint8Array.of(...after!.subarray(0, cut), ...before!.subarray(cut));
      const data = new FramLayout().decode(torn);
      expect([3, 4]).toContain(data.get(7));
      expect(data.get(9)).toBe(2);
    }
  });

  it('counts as empty when it is no image', () => {
    expect(new FramLayout().decode(undefined).size).toBe(0);
    expect(new FramLayout().decode(new TextEncoder().encode('{"7": 1}    ')).size).toBe(0);
  });
});

it.each(['', '[1', '"x"', 'null', '{"a": 1, "3": "x"}'])('a text file that is %j counts as empty', (text) => {
  expect(new JsonLayout().decode(new TextEncoder().encode(text)).size).toBe(0);
});
