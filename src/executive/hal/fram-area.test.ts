import { expect, it } from 'vitest';
import type { Storage } from '../../platform/storage';
import { FramArea } from './fram-area';

/** An area of 4 bytes on a clock, with what reached its storage. */
function area(storage: Partial<Storage> = {}) {
  const written: number[][] = [];
  const failures: string[] = [];
  const clock = { now: 0, disturbed: 0 };
  const fram = new FramArea(4, {
    storage: {
      read: () => undefined,
      write: (bytes) => void written.push([...bytes]),
      ...storage,
    },
    failed: (reason) => failures.push(reason),
    now: () => clock.now,
    disturb: () => clock.disturbed++,
  });
  return { fram, written, failures, clock };
}

it('gathers writes for 100 milliseconds, counted from the first', () => {
  const { fram, written, clock } = area();
  fram.write(0, Uint8Array.of(1));
  clock.now = 60;
  fram.write(1, Uint8Array.of(2));
  expect(fram.nextDeadline()).toBe(100);
  expect(clock.disturbed).toBe(1);
  fram.settle(99);
  expect(written).toEqual([]);
  fram.settle(100);
  expect(written).toEqual([[1, 2, 0, 0]]);
  expect(fram.nextDeadline()).toBeNull();
});

it('writes what waits when it ends, and nothing twice', () => {
  const { fram, written } = area();
  fram.write(3, Uint8Array.of(7, 8));
  fram.flush();
  fram.flush();
  expect(written).toEqual([[0, 0, 0, 7]]);
});

it('has nothing to write when nothing fits', () => {
  const { fram } = area();
  expect(fram.write(4, Uint8Array.of(7))).toBe(0);
  expect(fram.nextDeadline()).toBeNull();
});

it('tells what could not be written, and keeps it for the next time', () => {
  const { fram, failures } = area({ write: () => 'the disk is full' });
  fram.write(0, Uint8Array.of(9));
  fram.settle(100);
  expect(failures).toEqual(['the disk is full']);
  expect([...fram.bytes]).toEqual([9, 0, 0, 0]);
});
