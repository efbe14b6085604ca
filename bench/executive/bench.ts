/** Several tasks against one, and against turns that are really taken. */

import { Kernel } from '../../src/executive/kernel';
import { RunAhead } from '../../src/executive/run-ahead';
import { runTasks } from '../../src/executive/scheduler';
import { noPlans } from '../../src/executive/step-plan';
import type { Image } from '../../src/toolchain/image';
import type { Row } from '../row';
import { missedConditions } from './conditions';
import { computing, counting, mixing, periodic, sending } from './programs';

const ROUNDS = 7;
/** As the executive runs. */
const SLICE = 100_000;

/** Never runs ahead. */
const turnByTurn = (): RunAhead =>
  new RunAhead({ shortest: Number.POSITIVE_INFINITY, longest: 1, calm: 1, calmest: 1 });

interface Subject {
  readonly images: readonly Image[];
  readonly strict?: boolean;
  /** Code address of a breakpoint in every task, beside what is executed. */
  readonly breakpoint?: number;
}

/** Nanoseconds per instruction over `instructions` of all tasks together. */
function prepare({ images, strict = false, breakpoint }: Subject): (instructions: number) => number {
  const kernel = new Kernel(() => {});
  for (const image of images) {
    const { processor } = kernel.load(image, 'program.hxe');
    if (breakpoint !== undefined) processor.setBreakpoint(breakpoint);
  }
  const ahead = strict ? turnByTurn() : kernel.ahead;
  return (instructions) => {
    const target = kernel.totalSteps + instructions;
    const start = performance.now();
    while (kernel.totalSteps < target) {
      if (runTasks(kernel, SLICE, noPlans, ahead) === SLICE) continue;
      const deadline = kernel.nextDeadline();
      if (deadline === null) throw new Error('a program of the benchmark has stopped');
      kernel.clock.advanceTo(deadline);
    }
    return ((performance.now() - start) * 1e6) / instructions;
  };
}

/** Both sides take turns; the best round of each counts. */
function compare(name: string, ours: Subject, base: Subject, instructions: number, goal?: number): Row {
  const subjects = [prepare(ours), prepare(base)];
  const best = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const subject of subjects) subject(instructions);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, subject] of subjects.entries()) best[index] = Math.min(best[index]!, subject(instructions));
  }
  const [time, against] = best as [number, number];
  return { name, ours: time, base: against, unit: 'ns/instruction', ratio: time / against, ...(goal && { goal }) };
}

const four = (image: Image): Image[] => [image, image, image, image];

export function executiveBench(): Row[] {
  const computingTasks = four(computing);
  const strictly = (images: readonly Image[]): Subject => ({ images, strict: true });
  const others = [computing, computing, computing, periodic];
  return [
    // The inner loop of six instructions begins there.
    missedConditions(computing, 28, 6),
    compare('four computing tasks (one task)', { images: computingTasks }, { images: [computing] }, 6_000_000, 1.15),
    compare(
      'the same with breakpoints armed (none)',
      { images: computingTasks, breakpoint: 4 },
      { images: computingTasks },
      6_000_000,
      1.03,
    ),
    compare('four computing tasks (turn by turn)', { images: computingTasks }, strictly(computingTasks), 2_000_000),
    compare('three computing, one periodic (turn by turn)', { images: others }, strictly(others), 2_000_000),
    compare(
      'four with a service in 300 (turn by turn)',
      { images: four(mixing) },
      strictly(four(mixing)),
      1_000_000,
      1.05,
    ),
    compare(
      'four that ask and sleep (turn by turn)',
      { images: four(counting) },
      strictly(four(counting)),
      500_000,
      1.05,
    ),
    compare(
      'four that send and receive (turn by turn)',
      { images: four(sending) },
      strictly(four(sending)),
      300_000,
      1.05,
    ),
  ];
}
