import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventData } from '../events';
import { Executive } from '../executive';
import { Kernel } from '../kernel';
import { imageOf } from '../program.testing';
import { runTasks } from '../scheduler';

const LOOP = `.entry main
.text
main:
 LDI R1, 1
 LDI R2, 0
 LDI R3, 0x200
next:
 ADD R2, R2, R1
 ST [R3+0], R2
 JMP next
`;
/** `ADD`, and behind it the store. */
const ADD = 12;

function start(source = LOOP, count = 1) {
  const stops: EventData['debug_stop'][] = [];
  const logs: string[] = [];
  const kernel = new Kernel((type, _pid, data) => {
    if (type === 'debug_stop') stops.push(data as EventData['debug_stop']);
    if (type === 'debug_log') logs.push((data as EventData['debug_log']).text);
  });
  const tasks = Array.from({ length: count }, () => kernel.load(imageOf(source), 'program.hxe'));
  return { kernel, tasks, task: tasks[0]!, stops, logs };
}

describe('debug points', () => {
  it('stop exactly where a stop after every instruction would, whatever the slices', () => {
    const condition = fc.constantFrom('R2 % 7 == 3', '[0x200] > 20', 'R2 == 12 || R2 == 30', '#2:R2 > 9');
    const hit = fc.constantFrom(undefined, '2', '%3', '>4');
    fc.assert(
      fc.property(
        condition,
        hit,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 3 }),
        (text, count, slice, n) => {
          fc.pre(n > 1 || !text.startsWith('#'));
          const run = (size: number) => {
            const { kernel, task, stops } = start(LOOP, n);
            task.points.add(1, { kind: 'code', address: ADD, condition: text, hit: count });
            for (let left = 600; left > 0 && !kernel.debugStop; left -= size) runTasks(kernel, Math.min(size, left));
            return { stops, r2: task.processor.registers[2], steps: kernel.totalSteps };
          };
          expect(run(slice)).toEqual(run(1));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('at one address have rules of their own', () => {
    const { kernel, task, stops, logs } = start();
    task.points.add(1, { kind: 'code', address: ADD, condition: 'R2 == 5' });
    task.points.add(2, { kind: 'code', address: ADD, hit: '3' });
    task.points.add(3, { kind: 'code', address: ADD, log: 'R2 is {R2}', hit: '<=2' });
    runTasks(kernel, 1000);
    expect(stops).toMatchObject([{ reason: 'breakpoint', pc: ADD, points: [2] }]);
    expect(logs).toEqual(['R2 is 0', 'R2 is 1']);
    kernel.debugStop = null;
    kernel.continueTask(task);
    runTasks(kernel, 1000);
    expect(stops[1]).toMatchObject({ points: [1] });
  });

  it('leave plain breakpoints as they are', () => {
    const { kernel, task, stops } = start();
    task.points.setPlain(ADD);
    task.points.add(1, { kind: 'code', address: ADD, condition: '0' });
    task.points.remove(1);
    runTasks(kernel, 1000);
    expect(stops).toMatchObject([{ reason: 'breakpoint', pc: ADD }]);
    task.points.clearPlain(ADD);
    expect(task.processor.breakpoints).toEqual([]);
  });

  it('see accesses that only touch the edge of a range', () => {
    const { kernel, task, stops } = start();
    task.points.add(1, { kind: 'data', address: 0x203, length: 4, access: 'write' });
    runTasks(kernel, 1000);
    expect(stops).toMatchObject([
      { reason: 'watch', points: [1], access: { kind: 'write', address: 0x203, old: '00', new: '00' } },
    ]);
  });

  it('take a poke as no change of the program', () => {
    const executive = new Executive();
    expect(() => executive.addPoint(1, { kind: 'code', address: 0 })).toThrow('unknown pid 1');
    const { kernel, task, stops } = start();
    task.points.add(1, { kind: 'data', address: 0x200, length: 4, access: 'change', condition: 'R2 < 3' });
    task.processor.memory[0x200] = 1;
    task.points.refresh();
    runTasks(kernel, 1000);
    expect(stops).toMatchObject([{ access: { old: '01', new: '02' } }].map(() => ({ points: [1] })));
  });

  it.each([
    [{ kind: 'code', address: 0, condition: 'R1 +' }, 'the expression ends'],
    [{ kind: 'code', address: 0, condition: 'label' }, '"label" is neither a register'],
    [{ kind: 'code', address: 0, hit: '%0' }, 'every 0th time is never'],
    [{ kind: 'data', address: 0xffff, length: 2, access: 'read' }, 'must lie inside data memory'],
  ] as const)('are refused in words: %o', (request, message) => {
    const { task } = start();
    expect(() => task.points.add(1, request)).toThrow(message);
    expect(task.processor.breakpoints).toEqual([]);
  });
});
