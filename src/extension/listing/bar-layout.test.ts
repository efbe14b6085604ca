import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barLayout } from './bar-layout';

describe('a bar of regions', () => {
  it('is to scale where all are large enough', () => {
    const regions = [
      { start: 0, end: 250 },
      { start: 500, end: 1000 },
    ];
    expect(barLayout(regions, 0, 1000, 100)).toEqual([
      { x: 0, width: 25 },
      { x: 50, width: 50 },
    ]);
  });

  it('shows small ones, side by side, and takes the room from the others', () => {
    const [first, second, third] = barLayout(
      [
        { start: 0, end: 4 },
        { start: 4, end: 8 },
        { start: 8, end: 65_536 },
      ],
      0,
      65_536,
      1000,
    );
    expect([first, second]).toEqual([
      { x: 0, width: 4 },
      { x: 4, width: 4 },
    ]);
    expect(third).toEqual({ x: 8, width: expect.closeTo(992) });
  });

  it('never leaves its width, overlaps or hides a region', () => {
    const sizes = fc.array(fc.tuple(fc.nat(300), fc.integer({ min: 1, max: 20_000 })), {
      minLength: 1,
      maxLength: 400,
    });
    fc.assert(
      fc.property(sizes, fc.nat(1000), (pairs, rest) => {
        let at = 0;
        const regions = pairs.map(([gap, size]) => {
          const start = at + gap;
          at = start + size;
          return { start, end: at };
        });
        const spans = barLayout(regions, 0, at + rest, 1000);
        expect(spans).toHaveLength(regions.length);
        let end = 0;
        for (const span of spans) {
          expect(span.x).toBeGreaterThanOrEqual(end - 1e-6);
          expect(span.width).toBeGreaterThanOrEqual(Math.min(4, 500 / regions.length) - 1e-6);
          end = span.x + span.width;
        }
        expect(end).toBeLessThanOrEqual(1000 + 1e-6);
      }),
    );
  });
});
