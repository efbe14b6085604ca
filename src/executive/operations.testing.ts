/** What may come from outside between two runs, at random. */

import fc from 'fast-check';
import { ExecutiveError } from './errors';
import { computingTask } from './interacting.testing';
import type { Kernel } from './kernel';
import { runTask } from './scheduler';
import { type CodeRange, type StepKind, StepPlan, type StepPlans } from './step-plan';
import type { Task } from './task';
import type { World } from './world.testing';

/** `runTasks` or the oracle. */
export type Run = (kernel: Kernel, budget: number, plans?: StepPlans) => number;

/** Does something to a world; what it returns is part of what can be seen. */
export type Operation = (world: World, run: Run) => unknown;

const index = fc.nat(3);
const code = fc.nat(40).map((word) => 4 * word);
const budget = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 4000 }));

/** Refusals are seen, too. */
const onTask = (world: World, at: number, act: (task: Task) => unknown): unknown => {
  const task = world.tasks[at % Math.max(1, world.tasks.length)];
  if (!task) return 'no task';
  try {
    return act(task);
  } catch (error) {
    if (error instanceof ExecutiveError) return error.message;
    throw error;
  }
};

const run = budget.map(
  (count): Operation =>
    (world, runTasks) =>
      runTasks(world.kernel, count),
);

/** A step of one task while the others run, over as many runs as it takes, within reason. */
const step = fc
  .tuple(
    index,
    fc.constantFrom<StepKind>('into', 'over', 'out'),
    fc.array(fc.tuple(code, fc.nat(60)), { maxLength: 2 }),
  )
  .map(([at, kind, parts]): Operation => {
    const ranges = parts.map(([start, length]): CodeRange => [start, start + length]);
    return (world, runTasks) =>
      onTask(world, at, (task) => {
        const plan = new StepPlan(task, { kind, ranges });
        let executed = 0;
        for (let slice = 0; slice < 4 && !world.kernel.debugStop; slice++)
          executed += runTasks(world.kernel, 700, new Set([plan]));
        plan.end();
        return executed;
      });
  });

const ofTask = (act: (task: Task, world: World) => unknown): fc.Arbitrary<Operation> =>
  index.map(
    (at): Operation =>
      (world) =>
        onTask(world, at, (task) => act(task, world)),
  );

const withCode = (act: (task: Task, address: number) => unknown): fc.Arbitrary<Operation> =>
  fc.tuple(index, code).map(
    ([at, address]): Operation =>
      (world) =>
        onTask(world, at, (task) => act(task, address)),
  );

const watch = fc
  .tuple(index, fc.constantFrom(0xffc0, 0xeff0, 0x700, 0x720, 0x300), fc.constantFrom('read', 'write', 'readWrite'))
  .map(
    ([at, address, access]): Operation =>
      (world) =>
        onTask(world, at, ({ processor }) => processor.setWatch(address, 8, access)),
  );

const bound = fc.tuple(index, budget).map(
  ([at, count]): Operation =>
    (world) =>
      onTask(world, at, (task) => runTask(world.kernel, task, count)),
);

const poke = fc.tuple(index, fc.nat(15), fc.nat(300)).map(
  ([at, register, value]): Operation =>
    (world) =>
      onTask(world, at, ({ processor }) => {
        // Not the counters of loops and the constants, lest nothing ends any more.
        processor.registers[register < 9 ? register : 10] = value;
        processor.memory[0x1000 + value] = value;
      }),
);

const load = computingTask.map(
  (source): Operation =>
    (world) => {
      if (world.tasks.length < 5) world.load(source);
    },
);

const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 12, arbitrary: run },
  { weight: 3, arbitrary: step },
  { weight: 1, arbitrary: bound },
  { weight: 2, arbitrary: fc.constant<Operation>((world) => world.goOn()) },
  { weight: 1, arbitrary: fc.constant<Operation>((world) => world.pass()) },
  { weight: 1, arbitrary: load },
  { weight: 1, arbitrary: ofTask((task, { kernel }) => kernel.kill(task.pid)) },
  { weight: 1, arbitrary: ofTask((task, { kernel }) => kernel.pause(task.pid)) },
  { weight: 2, arbitrary: ofTask((task, { kernel }) => kernel.resume(task.pid)) },
  {
    weight: 1,
    arbitrary: ofTask((task) => {
      task.trace = !task.trace;
    }),
  },
  { weight: 2, arbitrary: withCode(({ processor }, address) => processor.setBreakpoint(address)) },
  { weight: 1, arbitrary: ofTask(({ processor }) => processor.clearBreakpoints()) },
  {
    weight: 1,
    arbitrary: withCode(({ processor }, address) => {
      processor.skipBreakpoint = address;
    }),
  },
  { weight: 1, arbitrary: watch },
  { weight: 1, arbitrary: ofTask(({ processor }) => processor.clearWatches()) },
  { weight: 1, arbitrary: poke },
);

export const operations: fc.Arbitrary<readonly Operation[]> = fc.array(operation, { minLength: 3, maxLength: 12 });
