import { describe, expect, it } from 'vitest';
import { Executive, type ExecutiveOptions } from '../executive';
import { imageBytes } from '../program.testing';
import { ManualTimer } from './manual-timer.testing';

const spin = imageBytes('.entry main\n.text\nmain:\n JMP main');
/** Sleeps 200 ms, then spins. */
const sleeper = imageBytes('.entry main\n.text\nmain:\n LDI R0, 200\n SVC 0x600\nagain:\n JMP again');
const start = (image: Uint8Array, options: ExecutiveOptions) => {
  const timer = new ManualTimer();
  const executive = new Executive({ timer, ...options });
  executive.load('program.hxe', image);
  executive.startClock();
  return { executive, timer };
};

describe('a limited rate', () => {
  it('executes so many turns per second, each of as many instructions as a step', async () => {
    const { executive, timer } = start(spin, { stepSize: 3 });
    executive.setClockRate(10);
    await timer.pass(950);
    expect(executive.clock()).toMatchObject({ mode: 'rate', auto_steps: 10, auto_total_steps: 30, rate_hz: 10 });
    executive.stopClock();
  });

  it('is kept when alarms are coarser than turns', async () => {
    const { executive, timer } = start(spin, {});
    executive.setClockRate(20_000);
    await timer.pass(100);
    const { auto_total_steps: executed } = executive.clock();
    expect(executed).toBeGreaterThanOrEqual(1_999);
    expect(executed).toBeLessThanOrEqual(2_001);
    executive.stopClock();
  });

  it('may change while the clock pauses', async () => {
    const { executive, timer } = start(spin, {});
    executive.setClockRate(0.01);
    await timer.pass(100);
    executive.setClockRate(100);
    await timer.pass(95);
    expect(executive.clock().auto_total_steps).toBe(11);
    executive.stopClock();
  });
});

describe('real time', () => {
  it('lets instructions take their time', async () => {
    const { executive, timer } = start(spin, { clock: 'real' });
    await timer.pass(1000);
    const { total_steps: executed, now } = executive.clock();
    expect(executed).toBeGreaterThan(1_010_000);
    expect(executed).toBeLessThanOrEqual(1_024_000);
    expect(now).toBeGreaterThan(0.99);
    expect(now).toBeLessThanOrEqual(1);
    executive.stopClock();
  });

  it.each([
    ['real', 150, 250] as const,
    [10, 15, 25] as const,
  ])('wakes a sleeper when its time has come: %s', async (clock, before, after) => {
    const { executive, timer } = start(sleeper, { clock });
    await timer.pass(before);
    expect(executive.record(1).state).toBe('sleeping');
    expect(executive.clock()).toMatchObject({ mode: 'sleep', throttled: true, throttle_reason: 'sleep' });
    await timer.pass(after - before);
    expect(executive.record(1).state).toBe('ready');
    expect(executive.clock()).toMatchObject({ mode: 'active', throttled: false, throttle_reason: null });
    executive.stopClock();
  });

  it('passes while the clock stands still', async () => {
    const timer = new ManualTimer();
    const executive = new Executive({ timer, clock: 'real' });
    executive.load('sleeper.hxe', sleeper);
    await executive.step({ count: 2 });
    expect(await executive.step({ count: 1 })).toMatchObject({ executed: 0, sleep_pending: true });
    await timer.pass(201);
    expect(await executive.step({ count: 1 })).toMatchObject({ executed: 1, sleep_pending: false });
  });

  it('gives up what a long delay has cost', async () => {
    const { executive, timer } = start(spin, { clock: 'real' });
    await timer.pass(10);
    timer.skip(60_000);
    await timer.pass(10);
    expect(executive.clock().now).toBeLessThan(0.1);
    executive.stopClock();
  });
});

it('virtual time needs no alarm', async () => {
  const { executive, timer } = start(sleeper, {});
  await timer.pass(0);
  expect(executive.record(1).state).toBe('ready');
  executive.stopClock();
});
