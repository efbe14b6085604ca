import { describe, expect, it } from 'vitest';
import { Kernel } from './kernel';
import { imageOf } from './program.testing';
import { runTasks } from './scheduler';

const SPIN = '.entry main\n.text\nmain:\n JMP main';
/** Works for a while, sleeps, works again, and ends. */
const SLEEPER = `.entry main
.text
main:
 LDI R1, 200
again:
 LDI R2, 1
 SUB R1, R1, R2
 JNZ again
 LDI R0, 1
 SVC MOD=6, FN=0
 LDI R0, 0
 RET`;

/** What is counted of three tasks, in one go or with every turn listed. */
function counted(listing: boolean): unknown {
  const kernel = new Kernel(() => {});
  for (const source of [SPIN, SLEEPER, SLEEPER]) kernel.load(imageOf(source), 'program.hxe');
  kernel.ring.listing = listing;
  runTasks(kernel, 5000);
  return kernel.ring.report().counters;
}

describe('the ring of the scheduler', () => {
  it('counts the same whether turns are taken one by one or together', () => {
    const counters = counted(false);
    expect(counters).toEqual(counted(true));
    expect(counters).toMatchObject({ 1: { step: expect.any(Number), rotate: expect.any(Number) }, 2: { step: 605 } });
  });

  it('lists a slice of the clock as its last turn', () => {
    const kernel = new Kernel(() => {});
    for (const source of [SPIN, SPIN]) kernel.load(imageOf(source), 'program.hxe');
    runTasks(kernel, 100);
    expect(kernel.ring.recent()).toEqual([]);
    kernel.ring.slice(kernel.lastRun!, kernel.current);
    expect(kernel.ring.recent()).toMatchObject([
      { event: 'step', pid: 1, pc: 0 },
      { event: 'rotate', pid: 2 },
    ]);
    expect(kernel.ring.report(1).trace).toHaveLength(1);
  });
});
