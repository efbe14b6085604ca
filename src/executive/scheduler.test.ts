import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computingTask, interactingTask } from './interacting.testing';
import { operations } from './operations.testing';
import { RunAhead } from './run-ahead';
import { runTask, runTasks } from './scheduler';
import { noPlans, StepPlan } from './step-plan';
import { runStrictly } from './strict.testing';
import { expectSame, type Seen, World } from './world.testing';

const LIMIT = 20_000;
const spin = '.entry main\n.text\nmain:\n JMP main';

const someTasks = fc.array(interactingTask, { minLength: 1, maxLength: 4 });
const mixedTasks = fc.array(fc.oneof(interactingTask, computingTask), { minLength: 1, maxLength: 4 });

/** Runs ahead as soon and as often as it can, by few rounds or many. */
const eager = fc
  .record({ shortest: fc.integer({ min: 1, max: 20 }), longest: fc.integer({ min: 20, max: 2000 }), calm: fc.nat(4) })
  .map((pace) => () => new RunAhead({ ...pace, calmest: 8 }));

/** Of a task at an instruction that is not among its completed ones. */
const isIncompleteEnd = ({ type, data }: Seen): boolean =>
  type === 'fault' ||
  type === 'vm_error' ||
  (type === 'task_state' && (data as { reason?: string }).reason === 'returned');

describe('runTasks', () => {
  it('shows what the strict rule shows, whatever is done from outside', () => {
    fc.assert(
      fc.property(mixedTasks, operations, eager, (sources, todo, pace) => {
        const strict = new World(sources);
        const ours = new World(sources);
        const ahead = pace();
        for (const operation of todo) {
          const expected = operation(strict, runStrictly);
          expect(operation(ours, (kernel, budget, plans) => runTasks(kernel, budget, plans, ahead))).toEqual(expected);
          expectSame(ours.state(), strict.state());
          expectSame(ours.takeEvents(), strict.takeEvents());
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('passes over a breakpoint on a service call after it has stopped there', () => {
    const sources = ['.entry main\n.text\nmain:\n LDI R0, 1\n SVC MOD=6, FN=0\n RET', spin];
    const [strict, ours] = [new World(sources), new World(sources)];
    const ahead = new RunAhead({ shortest: 1, longest: 20, calm: 0, calmest: 8 });
    for (const world of [strict, ours]) world.tasks[0]!.processor.setBreakpoint(4);
    for (let turn = 0; turn < 3; turn++) {
      runStrictly(strict.kernel, 10);
      runTasks(ours.kernel, 10, noPlans, ahead);
      expectSame(ours.state(), strict.state());
      strict.goOn();
      ours.goOn();
    }
  });

  it('comes to the same end in slices of any size', () => {
    fc.assert(
      fc.property(mixedTasks, fc.integer({ min: 1, max: 3000 }), eager, (sources, slice, pace) => {
        const strict = new World(sources);
        strict.toTheEnd(() => runStrictly(strict.kernel, LIMIT - strict.kernel.totalSteps), LIMIT);
        const sliced = new World(sources);
        const ahead = pace();
        sliced.toTheEnd(
          () => runTasks(sliced.kernel, Math.min(slice, LIMIT - sliced.kernel.totalSteps), noPlans, ahead),
          LIMIT,
        );
        expectSame(sliced.events, strict.events);
        expectSame(sliced.state(), strict.state());
      }),
      { numRuns: 300 },
    );
  });

  it('executes exactly its budget, in which an instruction that ends its task counts', () => {
    fc.assert(
      fc.property(mixedTasks, fc.integer({ min: 1, max: 2000 }), eager, (sources, budget, pace) => {
        const world = new World(sources);
        const executed = runTasks(world.kernel, budget, noPlans, pace());
        const incomplete = world.events.filter(isIncompleteEnd).length;
        expect(executed).toBe(world.kernel.totalSteps + incomplete);
        const { debugStop } = world.kernel;
        if (debugStop || world.kernel.runnableTasks().length === 0) expect(executed).toBeLessThanOrEqual(budget);
        else expect(executed).toBe(budget);
      }),
    );
  });

  it('repeats itself: the same programs, the same events', () => {
    fc.assert(
      fc.property(someTasks, (sources) => {
        const [one, other] = [new World(sources), new World(sources)];
        for (const world of [one, other]) world.toTheEnd(() => runTasks(world.kernel, 50_000), LIMIT);
        expectSame(other.events, one.events);
      }),
      { numRuns: 30 },
    );
  });
});

describe('stopping for the debugger', () => {
  const aboutDebugging = ({ type, data }: Seen): boolean =>
    type === 'debug_stop' ||
    (type === 'task_state' && ['debug_break', 'resume'].includes((data as { reason?: string }).reason ?? ''));

  it('changes nothing about the order in which programs run', () => {
    fc.assert(
      fc.property(
        someTasks,
        fc.array(fc.tuple(fc.nat(3), fc.nat(40)), { maxLength: 4 }),
        fc.array(fc.tuple(fc.nat(3), fc.constantFrom('into', 'over', 'out')), { minLength: 1, maxLength: 5 }),
        (sources, breakpoints, steps) => {
          const free = new World(sources);
          free.toTheEnd(() => runTasks(free.kernel, 100), LIMIT);
          const debugged = new World(sources);
          const { kernel, tasks } = debugged;
          for (const [index, word] of breakpoints) tasks[index]?.processor.setBreakpoint(4 * word);
          let turn = 0;
          debugged.toTheEnd(() => {
            const [index, kind] = steps[turn++ % steps.length]!;
            const task = tasks[index];
            const plan = task ? new StepPlan(task, { kind, ranges: [] }) : null;
            runTasks(kernel, 100, plan ? new Set([plan]) : noPlans);
            plan?.end();
          }, LIMIT);
          const ofPrograms = ({ events }: World) =>
            events
              .filter((event) => !aboutDebugging(event))
              .map(({ at, now, type, pid, data }) => ({ at, now, type, pid, data }));
          expectSame(ofPrograms(debugged), ofPrograms(free));
          expectSame(debugged.outcome(), free.outcome());
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('a bound run', () => {
  it('keeps to its task, which is the current one afterwards', () => {
    const { kernel, tasks } = new World([spin, spin, spin]);
    expect(runTask(kernel, tasks[1]!, 5)).toBe(5);
    expect(tasks.map(({ processor }) => processor.steps)).toEqual([0, 5, 0]);
    expect(kernel.current).toBe(tasks[1]);
    runTasks(kernel, 2);
    expect(tasks.map(({ processor }) => processor.steps)).toEqual([0, 6, 1]);
  });

  it('lets sleepers wake in time', () => {
    const sleep = '.entry main\n.text\nmain:\n LDI R0, 1\n SVC MOD=6, FN=0\n RET';
    const { kernel, tasks } = new World([spin, sleep]);
    runTask(kernel, tasks[1]!, 2);
    expect(tasks[1]!.state).toBe('sleeping');
    // A millisecond is 1024 instructions; the sleep began with the service call.
    runTask(kernel, tasks[0]!, 1022);
    expect(tasks[1]!.state).toBe('sleeping');
    runTask(kernel, tasks[0]!, 1);
    expect(tasks[1]!.state).toBe('ready');
  });
});
