import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from './clock';

describe('virtual clock', () => {
  it('passes with instructions, a million per second or so', () => {
    const clock = new VirtualClock();
    clock.tick(1_000_000);
    expect(clock.now()).toBeGreaterThan(900);
    expect(clock.now()).toBeLessThan(1100);
  });

  it('reaches a deadline after exactly as many instructions as it says', () => {
    fc.assert(
      fc.property(fc.nat(1e9), fc.integer({ min: 1, max: 1e6 }), (before, ms) => {
        const clock = new VirtualClock();
        clock.tick(before);
        const deadline = clock.now() + ms;
        const count = clock.instructionsUntil(deadline);
        clock.tick(count - 1);
        expect(clock.now()).toBeLessThan(deadline);
        clock.tick(1);
        expect(clock.now()).toBe(deadline);
        expect(clock.instructionsUntil(deadline)).toBe(0);
      }),
    );
  });

  it('jumps forward to a deadline, never back', () => {
    const clock = new VirtualClock();
    clock.advanceTo(5.3);
    const now = clock.now();
    expect(now).toBeGreaterThanOrEqual(5.3);
    clock.advanceTo(2);
    expect(clock.now()).toBe(now);
  });
});
