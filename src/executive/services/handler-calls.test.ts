import { describe, expect, it } from 'vitest';
import { Executive } from '../executive';
import { imageBytes } from '../program.testing';

/** The handler doubles R1 (the oid) and adds one to a counter; the program waits in its mailbox, or spins. */
const program = (main: string): Uint8Array =>
  imageBytes(`.entry main
.cmd {"group": 1, "id": 2, "name": "double", "handler": "double", "flags": 2}
.cmd {"group": 1, "id": 3, "name": "stuck", "handler": "stuck"}
.cmd {"group": 1, "id": 4, "name": "broken", "handler": "broken"}
.cmd {"group": 1, "id": 5, "name": "nested", "handler": "nested"}
.text
main:
 LDI R5, 77
${main}
double:
 ADD R0, R1, R1
 LDI R5, 1
 RET
stuck:
 JMP stuck
broken:
 LDI R1, 0
 DIV R0, R0, R1
 RET
nested:
 LDI R1, 258
 LDI R2, 0
 SVC MOD=8, FN=2
 ADD R0, R1, R1
 RET
.data
name:
 .asciz "pid:"`);

const spin = 'loop:\n JMP loop';
const wait = ` LDI32 R1, name
 LDI R2, 0
 SVC MOD=5, FN=0
 LDI32 R2, 512
 LDI R3, 8
 LDI32 R4, 65535
 LDI R5, 0
 SVC MOD=5, FN=3
 RET`;

function start(main: string): Executive {
  const executive = new Executive();
  executive.load('program.hxe', program(main));
  void executive.step({ count: 20 });
  return executive;
}

const call = (executive: Executive, id: number) => executive.callCommand({ oid: 256 + id, pid: 1 });

describe('handlers of programs', () => {
  it('run between two instructions of their task, which keeps everything', () => {
    const executive = start(spin);
    const before = executive.registers(1);
    expect(call(executive, 2)).toEqual({ status: 0, result: 516 });
    const after = executive.registers(1);
    expect({ ...after, steps: 0, cycles: 0, context: 0 }).toEqual({ ...before, steps: 0, cycles: 0, context: 0 });
    expect(after.steps).toBe(before.steps + 3);
  });

  it('interrupt a wait, which goes on afterwards', () => {
    const executive = start(wait);
    expect(executive.record(1)).toMatchObject({ state: 'waiting_mbx' });
    expect(call(executive, 2)).toEqual({ status: 0, result: 516 });
    expect(executive.record(1)).toMatchObject({ state: 'waiting_mbx', wait_handle: 4 });
    executive.send('pid:1', new TextEncoder().encode('hi'));
    expect(executive.registers(1).regs.slice(0, 2)).toEqual([0, 2]);
  });

  it('take their turns while the clock runs', async () => {
    const executive = start(spin);
    executive.startClock();
    const calls = [call(executive, 2), call(executive, 5)];
    expect(await Promise.all(calls)).toEqual([
      { status: 0, result: 516 },
      { status: 0, result: 1032 },
    ]);
    executive.stopClock();
  });

  it('fail when they do not return within a second of the clock, and the program goes on', async () => {
    const executive = start(spin);
    executive.startClock();
    expect(await call(executive, 3)).toEqual({ status: 7, result: 'the handler did not return within a second' });
    executive.stopClock();
    expect(executive.record(1).state).toBe('ready');
    expect(executive.registers(1).depth).toBe(0);
  });

  it('fail alone as well', () => {
    const executive = start(spin);
    const { pc } = executive.registers(1);
    expect(call(executive, 3)).toMatchObject({ status: 7 });
    expect(executive.registers(1).pc).toBe(pc);
  });

  it('fail with their task', () => {
    const executive = start(spin);
    expect(call(executive, 4)).toEqual({ status: 7, result: 'task 1 ended before its handler returned' });
    expect(executive.record(1).state).toBe('terminated');
    expect(call(executive, 2)).toEqual({ status: 7, result: 'task 1 cannot run its handler now' });
  });

  it('run in a task that stands for the debugger, which stands there again afterwards', () => {
    const executive = start(spin);
    executive.debugRun({ pid: 1 });
    executive.debugHalt(1);
    const before = executive.registers(1);
    expect(executive.record(1).state).toBe('paused');
    expect(call(executive, 2)).toEqual({ status: 0, result: 516 });
    expect(executive.record(1).state).toBe('paused');
    expect(executive.registers(1)).toMatchObject({ pc: before.pc, regs: before.regs, depth: before.depth });
  });

  it('do not run in a task that its user has paused', () => {
    const executive = start(spin);
    executive.pause(1);
    expect(call(executive, 2)).toEqual({ status: 7, result: 'task 1 cannot run its handler now' });
  });

  it('queue up to eight calls', async () => {
    const executive = start(spin);
    executive.startClock();
    const results = await Promise.all(Array.from({ length: 10 }, () => call(executive, 2)));
    expect(results.filter(({ status }) => status === 0)).toHaveLength(9);
    expect(results[9]).toMatchObject({ status: 7 });
    executive.stopClock();
  });

  it('are subroutines of a call by their own task', () => {
    const executive = start(` LDI R1, 258
 LDI R2, 0
 SVC MOD=8, FN=2
 RET`);
    expect(executive.record(1)).toMatchObject({ state: 'returned', exit_status: 0 });
    expect(executive.registers(1).regs.slice(0, 2)).toEqual([0, 516]);
    expect(executive.registers(1).regs[5]).toBe(77);
  });

  it('answer an asynchronous call at once, and post the result', () => {
    const executive = start(` LDI R1, 258
 LDI R2, 0
 LDI32 R3, name
 SVC MOD=8, FN=3
 LDI32 R2, 512
 LDI R3, 8
 LDI32 R4, 100
 LDI R5, 0
 SVC MOD=5, FN=3
 RET`);
    void executive.step({ count: 100 });
    expect(executive.registers(1).regs.slice(0, 2)).toEqual([0, 8]);
    expect([...executive.readMemory(1, 512, 8)]).toEqual([2, 1, 0, 0, 4, 2, 0, 0]);
  });
});
