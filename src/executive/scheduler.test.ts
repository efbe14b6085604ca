import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interactingTask } from './interacting.testing';
import { Kernel } from './kernel';
import { imageOf } from './program.testing';
import { runTask, runTasks } from './scheduler';
import { StepPlan } from './step-plan';
import type { Task } from './task';
import { isRunnable } from './task-state';

interface Seen {
  /** Instructions of all tasks before the event. */
  readonly at: number;
  readonly type: string;
  readonly pid: number | null;
  readonly data: object;
}

const LIMIT = 20_000;

class World {
  readonly events: Seen[] = [];
  readonly kernel: Kernel = new Kernel(
    (type, pid, data) => this.events.push({ at: this.kernel.totalSteps, type, pid, data }),
    { drainStdio: true },
  );
  readonly tasks: readonly Task[];

  constructor(sources: readonly string[]) {
    this.tasks = sources.map((source) => this.kernel.load(imageOf(source), 'task.hxe'));
  }

  /** Runs to the end by `run`, which is asked again after stops for the debugger and when time has to pass. */
  toTheEnd(run: () => void): void {
    const { kernel } = this;
    while (kernel.totalSteps < LIMIT) {
      run();
      if (kernel.debugStop) {
        kernel.debugStop = null;
        for (const task of this.tasks) {
          // A task that has left its code would only stop there again.
          if (task.stoppedByDebugger && !task.fault) kernel.continueTask(task);
        }
      } else if (kernel.runnableTasks().length === 0) {
        const deadline = kernel.nextDeadline();
        if (deadline === null) return;
        kernel.clock.advanceTo(deadline);
      }
    }
  }

  outcome() {
    return this.tasks.map(({ state, exitStatus, processor }) => {
      const { pc, sp, psw, steps, depth, memory } = processor;
      return { state, exitStatus, pc, sp, psw, steps, depth, memory: Buffer.from(memory).toString('base64') };
    });
  }
}

/** Services spec 2.6 as it is written: one instruction, then whoever is due, then the next task. */
function strictTurn(kernel: Kernel): void {
  kernel.expire();
  const before = kernel.runnableTasks();
  const task = before.find((candidate) => candidate === kernel.current) ?? before[0];
  if (!task) return;
  kernel.current = task;
  kernel.execute(task, 1);
  kernel.expire();
  const goesOn = isRunnable(task.state) || task.stoppedByDebugger;
  const after = [...kernel.tasks.values()].filter((candidate) => isRunnable(candidate.state) || candidate === task);
  const next = goesOn ? after[(after.indexOf(task) + 1) % after.length] : kernel.runnableTasks()[0];
  if (kernel.debugStop?.reason !== 'breakpoint') kernel.current = next ?? task;
}

const someTasks = fc.array(interactingTask, { minLength: 1, maxLength: 4 });

describe('runTasks', () => {
  it('keeps the strict order of turns, whatever the slices', () => {
    fc.assert(
      fc.property(someTasks, fc.integer({ min: 1, max: 300 }), (sources, slice) => {
        const strict = new World(sources);
        strict.toTheEnd(() => strictTurn(strict.kernel));
        const sliced = new World(sources);
        sliced.toTheEnd(() => runTasks(sliced.kernel, slice));
        expect(sliced.events).toEqual(strict.events);
        expect(sliced.outcome()).toEqual(strict.outcome());
      }),
      { numRuns: 100 },
    );
  });

  it('executes exactly its budget', () => {
    fc.assert(
      fc.property(someTasks, fc.integer({ min: 1, max: 200 }), (sources, budget) => {
        const world = new World(sources);
        const executed = runTasks(world.kernel, budget);
        expect(executed).toBe(world.kernel.totalSteps);
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
        for (const world of [one, other]) world.toTheEnd(() => runTasks(world.kernel, 50_000));
        expect(other.events).toEqual(one.events);
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
          free.toTheEnd(() => runTasks(free.kernel, 100));
          const debugged = new World(sources);
          const { kernel, tasks } = debugged;
          for (const [index, word] of breakpoints) tasks[index]?.processor.setBreakpoint(4 * word);
          let turn = 0;
          debugged.toTheEnd(() => {
            const [index, kind] = steps[turn++ % steps.length]!;
            const task = tasks[index];
            const plan = task ? new StepPlan(task, kind, []) : null;
            runTasks(kernel, 100, plan);
            plan?.end();
          });
          const ofPrograms = ({ events }: World) => events.filter((event) => !aboutDebugging(event));
          expect(ofPrograms(debugged)).toEqual(ofPrograms(free));
          expect(debugged.outcome()).toEqual(free.outcome());
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('a bound run', () => {
  it('keeps to its task, which is the current one afterwards', () => {
    const spin = '.entry main\n.text\nmain:\n JMP main';
    const { kernel, tasks } = new World([spin, spin, spin]);
    expect(runTask(kernel, tasks[1]!, 5)).toBe(5);
    expect(tasks.map(({ processor }) => processor.steps)).toEqual([0, 5, 0]);
    expect(kernel.current).toBe(tasks[1]);
    runTasks(kernel, 2);
    expect(tasks.map(({ processor }) => processor.steps)).toEqual([0, 6, 1]);
  });

  it('lets sleepers wake in time', () => {
    const sleep = '.entry main\n.text\nmain:\n LDI R0, 1\n SVC MOD=6, FN=0\n RET';
    const { kernel, tasks } = new World(['.entry main\n.text\nmain:\n JMP main', sleep]);
    runTask(kernel, tasks[1]!, 2);
    expect(tasks[1]!.state).toBe('sleeping');
    // A millisecond is 1024 instructions; the sleep began with the service call.
    runTask(kernel, tasks[0]!, 1022);
    expect(tasks[1]!.state).toBe('sleeping');
    runTask(kernel, tasks[0]!, 1);
    expect(tasks[1]!.state).toBe('ready');
  });
});
