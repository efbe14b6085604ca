import { beforeEach, describe, expect, it } from 'vitest';
import type { ExecutiveEvent } from '../events';
import { Executive } from '../executive';
import { imageBytes } from '../program.testing';

const LOOP = imageBytes('.entry main\n.text\nmain:\n JMP main');
const RETURN = imageBytes('.entry main\n.text\nmain:\n RET');
const FAULT = imageBytes('.entry main\n.text\nmain:\n LDI R1, 0\n DIV R2, R1, R1\n RET');

let executive: Executive;
let rollbacks: Extract<ExecutiveEvent, { type: 'provisioning.rollback' }>[];
beforeEach(() => {
  executive = new Executive();
  rollbacks = [];
  executive.events.listen((event) => {
    if (event.type === 'provisioning.rollback') rollbacks.push(event);
  });
  executive.load('good.hxe', LOOP);
});

const tasks = () => executive.tasks().tasks.map(({ pid, state, program }) => [pid, state, program]);

function replaceBy(bytes: Uint8Array, pid = 1): number {
  const stream = executive.provisioning.begin('next.hxe', pid);
  executive.provisioning.write(stream, bytes);
  return executive.finishStream(stream).pid;
}

describe('a program that takes the place of another', () => {
  it('does so at its end, and not before', () => {
    const stream = executive.provisioning.begin('next.hxe', 1);
    executive.provisioning.write(stream, RETURN);
    expect(tasks()).toEqual([[1, 'running', 'good.hxe']]);
    expect(executive.finishStream(stream).pid).toBe(2);
    expect(tasks()).toEqual([[2, 'running', 'next.hxe']]);
  });

  it('leaves it alone when it cannot be loaded', () => {
    const stream = executive.provisioning.begin('next.hxe', 1);
    executive.provisioning.write(stream, RETURN.slice().fill(7, 96, 100));
    expect(() => executive.finishStream(stream)).toThrow('EBADMSG');
    expect(tasks()).toEqual([[1, 'running', 'good.hxe']]);
    expect(() => executive.provisioning.begin('x', 9)).toThrow('ESRCH');
  });

  it('gives the place back when it does not come up', async () => {
    replaceBy(FAULT);
    await executive.step({ count: 20 });
    expect(tasks()).toEqual([[3, expect.stringMatching(/running|ready/), 'good.hxe']]);
    expect(rollbacks).toMatchObject([{ pid: 3, data: { replaced: 2, reason: 'fault' } }]);
  });

  it('keeps it when it faults later', async () => {
    const late = `.entry main\n.text\nmain:\n LDI R1, 0\n LDI R3, 1\n LDI32 R4, 6000\nagain:\n SUB R4, R4, R3\n JNZ again
 DIV R2, R1, R1\n RET`;
    replaceBy(imageBytes(late));
    await executive.step({ count: 20_000 });
    expect(tasks()).toEqual([[2, 'terminated', 'next.hxe']]);
    expect(rollbacks).toEqual([]);
  });

  it('is not disturbed while somebody debugs it', async () => {
    replaceBy(FAULT);
    executive.setDebugState(2, true);
    await executive.step({ count: 20, pid: 2 });
    expect(tasks()).toEqual([[2, 'terminated', 'next.hxe']]);
  });

  it('does not take the place of one that somebody debugs', () => {
    executive.setDebugState(1, true);
    expect(() => replaceBy(RETURN)).toThrow('EBUSY: task 1 is under a debugger');
    expect(executive.provisioning.lastError).toBe('EBUSY: task 1 is under a debugger');
    expect(tasks()).toEqual([[1, 'paused', 'good.hxe']]);
  });
});

describe('rollback', () => {
  it('goes back, and forth again', () => {
    replaceBy(RETURN);
    expect(executive.rollback(2).pid).toBe(3);
    expect(tasks()).toMatchObject([[3, 'running', 'good.hxe']]);
    expect(executive.rollback(3).pid).toBe(4);
    expect(tasks()).toMatchObject([[4, 'running', 'next.hxe']]);
    expect(rollbacks.map(({ data }) => data.reason)).toEqual(['request', 'request']);
  });

  it('goes back behind a reload, which never comes back by itself', async () => {
    executive.reload(1, FAULT);
    await executive.step({ count: 20 });
    expect(tasks()).toEqual([[2, 'terminated', 'good.hxe']]);
    executive.rollback(2);
    await executive.step({ count: 20 });
    expect(tasks()).toEqual([[3, expect.stringMatching(/running|ready/), 'good.hxe']]);
  });

  it('needs something to go back to', () => {
    expect(() => executive.rollback(1)).toThrow("ESRCH: task 1 has taken nobody's place");
    expect(() => executive.rollback(9)).toThrow('unknown pid 9');
  });
});
