import { describe, expect, it } from 'vitest';
import { Kernel } from './kernel';
import { imageOf } from './program.testing';
import { runTasks } from './scheduler';

const spin = imageOf('.entry main\n.text\nmain:\n JMP main');
const nap = imageOf('.entry main\n.text\nmain:\n LDI R0, 1\n SVC MOD=6, FN=0\n JMP main');

function start(priorities: boolean, ...tasks: { priority: number; quantum?: number; sleeps?: boolean }[]): Kernel {
  const kernel = new Kernel(() => {}, { priorities });
  for (const { priority, quantum = 1, sleeps } of tasks) {
    Object.assign(kernel.load(sleeps ? nap : spin, 'x.hxe'), { priority, quantum });
  }
  kernel.current = null;
  return kernel;
}

const steps = (kernel: Kernel): number[] => [...kernel.tasks.values()].map(({ processor }) => processor.steps);

describe('priority overlay', () => {
  it('is off by default', () => {
    const kernel = start(false, { priority: 1 }, { priority: 9 });
    runTasks(kernel, 10);
    expect(steps(kernel)).toEqual([5, 5]);
  });

  it('runs the most urgent, in turns of their quantum', () => {
    const kernel = start(true, { priority: 1 }, { priority: 9, quantum: 3 }, { priority: 9 });
    runTasks(kernel, 8);
    expect(steps(kernel)).toEqual([0, 6, 2]);
    runTasks(kernel, 1);
    expect(steps(kernel)).toEqual([0, 7, 2]);
  });

  it('lets others run while the urgent sleep, and gives way when they wake', () => {
    const kernel = start(true, { priority: 1 }, { priority: 9, sleeps: true });
    runTasks(kernel, 2 + 1024 + 3);
    const [low, high] = steps(kernel);
    expect(low! + high!).toBe(1029);
    // It slept 1024 instructions, then executed the jump, the load and the next call.
    expect([low, high]).toEqual([1024, 5]);
  });
});
