/** Our client on a reference executive, against the same on our own: programs stop at the same places. */

import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { PointRequest } from '../../../executive/debug/point';
import type { ExecutiveEvent } from '../../../executive/events';
import { imageBytes } from '../../../executive/program.testing';
import { routinesProgram } from '../../../executive/routines.testing';
import type { ExecutiveClient } from '../../client';
import type { Request } from '../../contract';
import { embedExecutive } from '../../in-process';
import { connectExecutive } from '../connect';
import { FakeExecutive } from '../fake-executive.testing';
import { ExecutiveLink } from '../link';
import { ReferenceClient } from './reference-client';
import { ReferenceExecutive } from './reference-executive.testing';

const open: ExecutiveClient[] = [];

afterEach(async () => {
  for (const client of open.splice(0)) await client.close();
});

/** A program in an executive, and what happens to it. */
class Run {
  readonly events: ExecutiveEvent[] = [];
  pid = 0;

  private constructor(readonly client: ExecutiveClient) {
    open.push(client);
    client.onEvent((event) => this.events.push(event));
  }

  static async embedded(source: string): Promise<Run> {
    return new Run(embedExecutive()).load(source);
  }

  static async onReference(source: string, batch = 1): Promise<Run> {
    const wire = new FakeExecutive();
    new ReferenceExecutive(wire, new Map([['program.hxe', imageBytes(source)]]), batch);
    const link = await ExecutiveLink.open({ connect: wire.connect, client: 'test', features: [] });
    return new Run(await ReferenceClient.take(link, 5)).load(source);
  }

  private async load(source: string): Promise<this> {
    const { image } = await this.client.request('load', { path: 'program.hxe', image: imageBytes(source) });
    this.pid = image.pid;
    return this;
  }

  /** The next stop, or that nobody can go on. */
  async after(request: Request<'debug.run'>): Promise<unknown> {
    this.events.length = 0;
    await this.client.request('debug.run', request);
    for (;;) {
      const stop = this.events.find(({ type }) => type === 'debug_stop');
      if (stop) {
        const { reason, pc, next_pc, error, code, points, problem } = stop.data as never;
        return { reason, pc, next_pc, error, code, points, problem };
      }
      if (this.events.some(({ type, data }) => type === 'clock' && (data as { mode: string }).mode === 'idle')) {
        await this.client.request('clock', { op: 'stop' });
        return 'idle';
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  step(kind: 'into' | 'over' | 'out', ranges: [number, number][] = []): Promise<unknown> {
    return this.after({ step: { pid: this.pid, kind, ranges } });
  }

  breakpoint(op: 'set' | 'clear', addr: number) {
    return this.client.request('bp', { pid: this.pid, op, addr });
  }

  point(request: PointRequest) {
    return this.client.request('debug.point.add', { pid: this.pid, point: request });
  }

  logs(): string[] {
    return this.events.flatMap((event) => (event.type === 'debug_log' ? [event.data.text] : []));
  }

  async situation() {
    const { registers } = await this.client.request('dumpregs', { pid: this.pid });
    const { stack } = await this.client.request('stack', { pid: this.pid });
    const { tasks } = (await this.client.request('ps', {})).tasks;
    const { pc, regs, sp, flags, steps } = registers;
    const frames = stack.frames.map((frame) => ({ pc: frame.pc, sp: frame.sp, return_pc: frame.return_pc }));
    const [task] = tasks;
    return { pc, regs, sp, flags, steps, frames, status: task?.exit_status, fault: task?.fault };
  }

  outputs(): string {
    return this.events.flatMap((event) => (event.type === 'stdout' ? [event.data.text] : [])).join('');
  }
}

const main = (body: string): string => `.entry main\n.text\nmain:\n${body}`;
/** Counts in R1 and at 0x200; the store is at 16. */
const STORING = main(' LDI R2, 1\n LDI R3, 0x200\n LDI R1, 0\nagain:\n ADD R1, R1, R2\n ST [R3+0], R1\n JMP again');
const COUNTER = main(' LDI R1, 0\n LDI R2, 1\nagain:\n ADD R1, R1, R2\n JMP again');

describe('debugging on the reference', () => {
  it('stops where our executive stops, whatever is set and stepped', async () => {
    const commands = fc.array(
      fc.oneof(
        fc.record({ kind: fc.constantFrom('into' as const, 'over' as const, 'out' as const), lines: fc.nat(3) }),
        fc.record({ kind: fc.constant('run' as const), lines: fc.constant(0) }),
        fc.record({ kind: fc.constantFrom('set' as const, 'clear' as const), lines: fc.nat(60) }),
      ),
      { minLength: 3, maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(routinesProgram([]), commands, fc.constantFrom(1, 100), async (source, script, batch) => {
        const [ours, reference] = [await Run.embedded(source), await Run.onReference(source, batch)];
        for (const { kind, lines } of script) {
          const { pc } = await ours.situation();
          const perform = (run: Run): Promise<unknown> => {
            if (kind === 'set' || kind === 'clear') return run.breakpoint(kind, 4 * lines);
            if (kind === 'run') return run.after({ from: run.pid });
            return run.step(kind, lines === 0 ? [] : [[pc, pc + 4 * lines]]);
          };
          const [mine, theirs] = [await perform(ours), await perform(reference)];
          expect(theirs, kind).toEqual(mine);
          expect(await reference.situation()).toEqual(await ours.situation());
          if (mine === 'idle') break;
        }
        for (const run of [ours, reference]) await run.client.close();
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['a division by zero', ' LDI R1, 5\n DIV R3, R1, R2\n RET'],
    ['an address beyond memory', ' LDI32 R1, 0xFFFE\n LD R2, [R1+0]\n RET'],
    ['a stack that overflows', ' CALL main'],
    ['code that runs out', ' LDI R1, 1'],
    ['an exit', ' LDI R0, 7\n SVC MOD=1, FN=0\n RET'],
    ['a return', ' LDI R0, 9\n RET'],
    ['a BRK', ' LDI R1, 1\n BRK 5\n RET'],
    ['an illegal opcode', ' JMP 8\n LDI32 R1, 0x99000000\n RET'],
  ])('tells %s as ours does', async (_name, body) => {
    const [ours, reference] = [await Run.embedded(main(body)), await Run.onReference(main(body), 10)];
    const [mine, theirs] = [await ours.after({}), await reference.after({})];
    expect(theirs).toEqual(mine);
    const [left, right] = [await reference.situation(), await ours.situation()];
    expect({ ...left, frames: undefined }).toEqual({ ...right, frames: undefined });
  });

  it('halts a task that runs, and lets it go on', async () => {
    const run = await Run.onReference(COUNTER);
    const stopped = run.after({});
    await new Promise((resolve) => setTimeout(resolve, 20));
    await run.client.request('debug.halt', { pid: run.pid });
    expect(await stopped).toMatchObject({ reason: 'async_break' });
    const before = (await run.situation()).regs[1]!;
    await run.breakpoint('set', 8);
    expect(await run.after({ from: run.pid })).toMatchObject({ reason: 'breakpoint', pc: 8 });
    expect((await run.situation()).regs[1]).toBeGreaterThanOrEqual(before);
  });

  it('takes a breakpoint while the task runs', async () => {
    const run = await Run.onReference(COUNTER);
    const stopped = run.after({});
    await run.breakpoint('set', 12);
    expect(await stopped).toMatchObject({ reason: 'breakpoint', pc: 12 });
  });

  it.each([
    ['a condition', { condition: 'R1 % 4 == 3' }],
    ['a condition on memory', { condition: '[0x200] % 3 == 1 && R2 == 1' }],
    ['a hit count', { hit: '%4' }],
    ['a condition and a hit count', { condition: 'R1 & 1', hit: '%3' }],
    ['a condition that fails', { condition: 'R1 / (R1 - 2)' }],
  ])('stops for %s where ours does', async (_name, rule) => {
    const [ours, reference] = [await Run.embedded(STORING), await Run.onReference(STORING, 100)];
    for (const run of [ours, reference]) await run.point({ kind: 'code', address: 12, ...rule });
    for (let stops = 0; stops < 2; stops++) {
      const [mine, theirs] = [await ours.after({ from: ours.pid }), await reference.after({ from: reference.pid })];
      expect(theirs).toEqual(mine);
      expect(await reference.situation()).toEqual(await ours.situation());
    }
  });

  it('prints what log points say, and goes on', async () => {
    const [ours, reference] = [await Run.embedded(STORING), await Run.onReference(STORING, 100)];
    for (const run of [ours, reference]) {
      await run.point({ kind: 'code', address: 12, log: 'R1 is {R1,d}' });
      await run.point({ kind: 'code', address: 16, condition: 'R1 == 5' });
      expect(await run.after({})).toMatchObject({ reason: 'breakpoint', pc: 16 });
    }
    expect(reference.logs()).toEqual(['R1 is 0', 'R1 is 1', 'R1 is 2', 'R1 is 3', 'R1 is 4']);
    expect(ours.logs()).toEqual(reference.logs());
  });

  it('stops when data has changed so that a condition holds, and not for what is gone', async () => {
    const run = await Run.onReference(STORING);
    const { id } = await run.point({ kind: 'data', address: 0x200, length: 4, access: 'write', condition: 'R1 == 4' });
    expect(await run.after({})).toMatchObject({ reason: 'watch', points: [id] });
    expect((await run.situation()).regs[1]).toBe(4);
    const stop = run.events.find(({ type }) => type === 'debug_stop');
    expect(stop?.data).toMatchObject({ access: { address: 0x200, old: '03000000', new: '04000000' } });
    await run.client.request('debug.point.remove', { pid: run.pid, id });
    await run.point({ kind: 'code', address: 12, condition: 'R1 == 6' });
    expect(await run.after({ from: run.pid })).toMatchObject({ reason: 'breakpoint' });
    const read = run.point({ kind: 'data', address: 0x200, length: 4, access: 'read' });
    await expect(read).rejects.toThrow('sees changes of data only');
  });

  it('stops for what is to be caught, and for nothing else', async () => {
    const body = main(' BRK 1\n BRK 2\n LDI R0, 9\n RET');
    const run = await Run.onReference(body, 10);
    await run.client.request('debug.catch', { catches: [{ name: 'exit' }] });
    expect(await run.after({})).toMatchObject({ reason: 'exit' });
    expect(await run.situation()).toMatchObject({ status: 9 });
    const fault = await Run.onReference(main(' LDI R1, 5\n DIV R3, R1, R2\n RET'), 10);
    await fault.client.request('debug.catch', { catches: [] });
    expect(await fault.after({})).toBe('idle');
    expect(await fault.situation()).toMatchObject({ fault: 'div_zero' });
  });

  it('takes its breakpoints back when it leaves', async () => {
    const wire = new FakeExecutive();
    const model = new ReferenceExecutive(wire, new Map([['program.hxe', imageBytes(STORING)]]));
    const link = await ExecutiveLink.open({ connect: wire.connect, client: 'test', features: [] });
    const client = await ReferenceClient.take(link, 5);
    const { image } = await client.request('load', { path: 'program.hxe' });
    const point = { kind: 'code', address: 12, condition: 'R1 == 1000' } as const;
    await client.request('debug.point.add', { pid: image.pid, point });
    await client.request('debug.run', {});
    await client.close();
    const [task] = model.tasks.values();
    expect([...(task?.breakpoints ?? [])]).toEqual([]);
    expect(task?.state).not.toBe('paused');
    wire.breakAll();
  });

  it('writes registers, and says which it cannot', async () => {
    const run = await Run.onReference(COUNTER);
    await run.step('into');
    await run.client.request('vm_reg_set', { pid: run.pid, reg: 'R1', value: 100 });
    expect((await run.situation()).regs[1]).toBe(100);
    await run.step('into');
    await run.step('into');
    expect((await run.situation()).regs[1]).toBe(101);
    const refused = run.client.request('vm_reg_set', { pid: run.pid, reg: 'PC', value: 0 });
    await expect(refused).rejects.toThrow('cannot write PC');
  });

  it('fetches standard output before its queue is full', async () => {
    const text = 'abcdefghijklmnopqrstuvwxyz';
    const print = ' LDI R1, 1\n LDI32 R2, text\n LDI R3, 26\n SVC MOD=4, FN=2';
    const pause = (n: number) => ` LDI R5, 400\nwait${n}:\n SUB R5, R5, R1\n JNZ wait${n}`;
    const body = [1, 2, 3, 4].map((n) => `${print}\n${pause(n)}`).join('\n');
    const run = await Run.onReference(`${main(`${body}\n RET`)}\n.data\ntext:\n .ascii "${text}"`);
    expect(await run.after({})).toBe('idle');
    expect(run.outputs()).toBe(text.repeat(4));
  });

  it('goes on with a run when the connection is back', async () => {
    const wire = new FakeExecutive();
    new ReferenceExecutive(wire, new Map([['program.hxe', imageBytes(COUNTER)]]));
    const { client, isReference, onState } = await connectExecutive({ connect: wire.connect, client: 'test' });
    open.push(client);
    expect(isReference).toBe(true);
    const { image } = await client.request('load', { path: 'program.hxe' });
    const stopped = new Promise((resolve) => {
      client.onEvent(({ type, data }) => {
        if (type === 'debug_stop') resolve(data);
      });
    });
    const back = new Promise((resolve) => onState(({ kind }) => kind === 'connected' && resolve(kind)));
    await client.request('debug.run', {});
    wire.breakAll();
    await back;
    await client.request('bp', { pid: image.pid, op: 'set', addr: 8 });
    expect(await stopped).toMatchObject({ reason: 'breakpoint', pc: 8 });
  });

  it('leaves the tasks running when they ran', async () => {
    const wire = new FakeExecutive();
    const model = new ReferenceExecutive(wire, new Map([['program.hxe', imageBytes(COUNTER)]]));
    const link = () => ExecutiveLink.open({ connect: wire.connect, client: 'test', features: [] });
    const other = await link();
    await other.call('load', { path: 'program.hxe' });
    await other.call('clock', { op: 'start' });
    const client = await ReferenceClient.take(await link(), 5);
    await client.request('debug.run', {});
    await client.request('debug.halt', { pid: 1 });
    expect([...model.tasks.values()].map(({ state }) => state)).toEqual(['paused']);
    await client.request('debug.run', {});
    await client.close();
    expect(((await other.call('clock'))['clock'] as { running: boolean }).running).toBe(true);
    expect([...model.tasks.values()].map(({ state }) => state)).not.toEqual(['paused']);
    await other.call('clock', { op: 'stop' });
    await other.close();
  });
});
