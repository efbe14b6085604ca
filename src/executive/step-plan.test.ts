import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventData } from './events';
import { Kernel } from './kernel';
import { imageOf } from './program.testing';
import { routinesProgram } from './routines.testing';
import { runTasks } from './scheduler';
import { type CodeRange, type StepKind, StepPlan } from './step-plan';
import { SteppedTask, stepByHand } from './stepping.testing';

const MANY = 5000;

const kind = fc.constantFrom<StepKind>('into', 'over', 'out');
const range = fc.tuple(fc.nat(60), fc.nat(20)).map(([from, words]): CodeRange => [4 * from, 4 * (from + words)]);

describe('step plan', () => {
  it('stops where the call depth says, whatever the slices, traced or not', () => {
    fc.assert(
      fc.property(
        routinesProgram(['inline', 'skip', 'drop'], true),
        fc.nat(150),
        kind,
        fc.array(range, { maxLength: 2 }),
        fc.integer({ min: 1, max: 50 }),
        fc.boolean(),
        (source, before, how, ranges, slice, traced) => {
          const image = imageOf(source);
          const byHand = new SteppedTask(image);
          const planned = new SteppedTask(image);
          byHand.steps(before);
          planned.steps(before);
          fc.pre(!byHand.ended);
          stepByHand(byHand, how, ranges, MANY);

          const { kernel, task } = planned;
          task.trace = traced;
          const plan = new StepPlan(task, { kind: how, ranges });
          while (!kernel.debugStop && !planned.ended && task.processor.steps < MANY) {
            runTasks(kernel, Math.min(slice, MANY - task.processor.steps), new Set([plan]));
          }
          plan.end();
          const where = ({ task: { processor, exitStatus } }: SteppedTask) => {
            const { pc, sp, depth, steps } = processor;
            return { pc, sp, depth, steps, exitStatus };
          };
          expect(where(planned)).toEqual(where(byHand));
          expect(task.processor.depth).toBe(byHand.depth);
          if (!byHand.ended && byHand.task.processor.steps < MANY) expect(kernel.debugStop?.reason).toBe('step');
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a step of one task among others', () => {
  const SPIN = '.entry main\n.text\nmain:\n JMP main';

  function start(...sources: string[]) {
    const stops: EventData['debug_stop'][] = [];
    const kernel = new Kernel((type, _pid, data) => {
      if (type === 'debug_stop') stops.push(data as EventData['debug_stop']);
    });
    const tasks = sources.map((source) => kernel.load(imageOf(source), 'program.hxe'));
    return { kernel, tasks, stops };
  }

  it('that sleeps ends right behind the call when the sleep is over', () => {
    const { kernel, tasks, stops } = start(
      SPIN,
      '.entry main\n.text\nmain:\n LDI R0, 2\n SVC MOD=6, FN=0\n LDI R1, 7\n RET',
    );
    const [, sleeper] = tasks;
    runTasks(kernel, 1);
    runTasks(kernel, 1_000_000, new Set([new StepPlan(sleeper!, { kind: 'over', ranges: [] })]));
    expect(stops).toMatchObject([{ reason: 'step', pc: 8 }]);
    expect(kernel.now()).toBeGreaterThan(2);
    expect(sleeper!.state).toBe('paused');
  });

  it('is overtaken by a breakpoint of another task', () => {
    const { kernel, tasks, stops } = start(SPIN, '.entry main\n.text\nmain:\n LDI R1, 1\nwait:\n JMP wait');
    const [spinning, stepping] = tasks;
    spinning!.processor.setBreakpoint(0);
    runTasks(kernel, 1000, new Set([new StepPlan(stepping!, { kind: 'out', ranges: [] })]));
    expect(stops).toMatchObject([{ reason: 'breakpoint', pc: 0 }]);
    expect(kernel.debugStop?.pid).toBe(spinning!.pid);
    expect(stepping!.state).toBe('ready');
  });

  it('goes nowhere when the task ends', () => {
    const { kernel, tasks, stops } = start(SPIN, '.entry main\n.text\nmain:\n LDI R0, 1\n RET');
    expect(runTasks(kernel, 100, new Set([new StepPlan(tasks[1]!, { kind: 'out', ranges: [] })]))).toBe(100);
    expect(stops).toEqual([]);
    expect(tasks[1]!.exitStatus).toBe(1);
  });

  it.each([
    ['back into the routine', 'JMP again', [0, 20] as const, 8],
    ['to a place where it stays', 'JMP nowhere', undefined, 24],
  ])('ends although a call drops its return address and jumps %s', (_where, jump, routine, pc) => {
    const source = `.entry main\n.text\nmain:\n LDI R6, 0\n LDI R1, 1\nagain:\n ADD R6, R6, R1\n CALL away\n RET\naway:\n POP R5\n ${jump}\nnowhere:\n JMP nowhere`;
    const { kernel, tasks, stops } = start(source);
    runTasks(kernel, 3);
    const ranges = [[12, 16]] as const;
    runTasks(kernel, 100_000, new Set([new StepPlan(tasks[0]!, { kind: 'over', ranges, routine })]));
    expect(stops).toMatchObject([{ reason: 'step' }]);
    expect(stops[0]!.pc).toBe(pc === 24 ? 28 : pc);
  });

  it('ends although a call pushes something else where its return address was', () => {
    const source = '.entry main\n.text\nmain:\n CALL away\n RET\naway:\n POP R5\n PUSH R1\nnowhere:\n JMP nowhere';
    const { kernel, tasks, stops } = start(source);
    runTasks(kernel, 100_000, new Set([new StepPlan(tasks[0]!, { kind: 'over', ranges: [[0, 4]] })]));
    expect(stops).toMatchObject([{ reason: 'step', pc: 16 }]);
  });

  it('passes a call that returns behind its arguments', () => {
    const source =
      '.entry main\n.text\nmain:\n CALL skip\n LDI R1, 9\n LDI R2, 9\n RET\nskip:\n POP R5\n LDI R6, 8\n ADD R5, R5, R6\n PUSH R5\n RET';
    const { kernel, tasks, stops } = start(source);
    runTasks(kernel, 100_000, new Set([new StepPlan(tasks[0]!, { kind: 'over', ranges: [[0, 4]] })]));
    expect(stops).toMatchObject([{ reason: 'step', pc: 12 }]);
  });

  it('stops at a fault on the way', () => {
    const source = '.entry main\n.text\nmain:\n CALL bad\n RET\nbad:\n DIV R1, R2, R3\n RET';
    const { kernel, tasks, stops } = start(source);
    runTasks(kernel, 100, new Set([new StepPlan(tasks[0]!, { kind: 'over', ranges: [] })]));
    expect(stops).toMatchObject([{ reason: 'vm_error', error: 'div_zero', pc: 8 }]);
    expect(tasks[0]!.state).toBe('terminated');
  });

  it('waits while its user has paused it', () => {
    const { kernel, tasks, stops } = start(SPIN, '.entry main\n.text\nmain:\n LDI R0, 1\n RET');
    const plan = new StepPlan(tasks[1]!, { kind: 'into', ranges: [] });
    kernel.pause(tasks[1]!.pid);
    runTasks(kernel, 10, new Set([plan]));
    expect(stops).toEqual([]);
    kernel.resume(tasks[1]!.pid);
    runTasks(kernel, 10, new Set([plan]));
    expect(stops).toMatchObject([{ reason: 'step', pc: 4 }]);
  });
});
