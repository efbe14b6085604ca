/** Runs and steps of a debugger, made of what the reference executive can do (executive-protocol spec 13.3 B, C, D). */

import type { Meeting } from '../../../executive/debug/meeting';
import type { EmitEvent } from '../../../executive/events';
import { type CodeRange, insideRanges } from '../../../executive/step-plan';
import { opcodeOf, wordAt } from '../../../isa/encoding';
import { Opcode } from '../../../isa/instructions';
import type { Serial } from '../../../platform/serial';
import type { StepPlan } from '../../contract';
import { ConnectionError, RefusedError } from '../errors';
import type { AllStop, Finding } from './all-stop';
import type { EmulatedPoints } from './emulated-points';
import { walk } from './return-slots';
import type { Wire, WireRegisters } from './wire';

/** Why a run is over: somebody stopped, the step is done, it was asked for, or nobody can go on. */
type Outcome = (Finding | { readonly kind: 'step' | 'halt' | 'watch' | 'exit'; readonly pid: number }) & {
  readonly met?: Meeting;
};

/** Instructions between looks at whether somebody wants to halt or to ask something. */
const BREATH = 16;

interface Arrival {
  readonly pid: number;
  readonly pc: number;
  /** At this pc by another way, for example deeper in a recursion, does not count. */
  readonly isThere: (registers: WireRegisters) => boolean;
}

export class RunControl {
  private job: Promise<void> | undefined;
  private haltAt: number | undefined;
  private hint: (() => void) | undefined;
  private hinted = false;
  private toldIdle = false;
  /** A run that a broken connection ended. */
  private interrupted: { readonly step: StepPlan | undefined } | undefined;

  constructor(
    private readonly wire: Wire,
    private readonly target: AllStop,
    private readonly points: EmulatedPoints,
    private readonly serial: Serial,
    private readonly emit: EmitEvent,
    private readonly lookPeriod: number,
  ) {}

  get isRunning(): boolean {
    return this.job !== undefined;
  }

  /** Returns at once; a `debug_stop` event tells the end. */
  start(step: StepPlan | undefined, onFailure: (error: unknown) => void): void {
    if (this.isRunning) return;
    this.haltAt = undefined;
    this.toldIdle = false;
    this.hinted = false;
    this.emit('clock', null, { mode: 'active' });
    this.job = this.execute(step)
      .catch((error: unknown) => {
        // Whoever made the connection tells about it.
        if (error instanceof ConnectionError) this.interrupted = { step };
        else onFailure(error);
      })
      .finally(() => {
        this.job = undefined;
      });
  }

  /** The connection is back: the run goes on, but a step, whose aim nobody knows any more, ends where it is. */
  async takeUp(onFailure: (error: unknown) => void): Promise<void> {
    // One that was only waiting has not noticed.
    if (this.isRunning) this.look();
    const interrupted = this.interrupted;
    this.interrupted = undefined;
    if (!interrupted) return;
    if (interrupted.step) await this.tell({ kind: 'halt', pid: interrupted.step.pid });
    else this.start(undefined, onFailure);
  }

  /** Something happened that may be a stop. */
  look(): void {
    this.hinted = true;
    this.hint?.();
  }

  /** @param pid the task that the stop is reported for */
  async halt(pid: number): Promise<void> {
    if (!this.isRunning) return;
    this.haltAt = pid;
    this.look();
    await this.job;
  }

  private async execute(step: StepPlan | undefined): Promise<void> {
    const outcome = step ? await this.stepping(step) : await this.freely();
    await this.serial.run(async () => {
      await this.target.stopClock();
      if (outcome.kind === 'halt' || outcome.kind === 'watch') await this.holdIfRunnable(outcome.pid);
    });
    this.emit('clock', null, { mode: 'stopped' });
    await this.tell(outcome);
  }

  private async holdIfRunnable(pid: number): Promise<void> {
    const task = await this.wire.task(pid);
    if (task && (task.state === 'running' || task.state === 'ready')) await this.target.hold(pid);
  }

  private async tell(outcome: Outcome): Promise<void> {
    const { pid } = outcome;
    const registers = await this.serial.run(() => this.wire.registers(pid));
    const { steps, pc } = registers;
    const { points = [], access, problem } = outcome.met ?? {};
    const place = {
      ...{ pc, next_pc: pc, steps, cycles: steps },
      ...(points.length > 0 && { points }),
      ...(access && { access }),
      ...(problem !== undefined && { problem }),
    };
    switch (outcome.kind) {
      case 'breakpoint':
        this.emit('debug_stop', pid, { ...place, reason: 'breakpoint' });
        break;
      case 'brk':
        this.emit('debug_stop', pid, {
          ...place,
          reason: 'brk',
          pc: outcome.pc,
          opcode: outcome.opcode,
          code: outcome.code,
        });
        break;
      case 'error':
        this.emit('debug_stop', pid, { ...place, reason: 'vm_error', pc: outcome.pc, error: outcome.error });
        break;
      case 'step':
      case 'watch':
      case 'exit':
        this.emit('debug_stop', pid, { ...place, reason: outcome.kind });
        break;
      case 'halt':
        this.emit('debug_stop', pid, { ...place, reason: 'async_break' });
        break;
    }
  }

  // --- free runs ----------------------------------------------------------------------------------------------------

  private async freely(arrival?: Arrival): Promise<Outcome> {
    let finding: Outcome | undefined = await this.setOff();
    for (;;) {
      if (this.haltAt !== undefined) return { kind: 'halt', pid: this.haltAt };
      if (finding) {
        const outcome = await this.judge(finding, arrival);
        if (outcome) return outcome;
        finding = await this.setOff();
      } else {
        await this.wait();
        if (this.haltAt === undefined) finding = await this.serial.run(() => this.lookAround());
      }
    }
  }

  /** Lets everybody go, past breakpoints where they stand; what was met on the way has to be judged first. */
  private setOff(): Promise<Finding | undefined> {
    return this.serial.run(async () => {
      const finding = await this.target.stepOff();
      if (finding) return finding;
      await this.target.release();
      await this.target.startClock();
      return undefined;
    });
  }

  /** Whether a finding is a reason to stop; a breakpoint may be where somebody wanted to arrive. */
  private async judge(finding: Outcome, arrival?: Arrival): Promise<Outcome | undefined> {
    const { kind, pid } = finding;
    return this.serial.run(async () => {
      if (kind === 'breakpoint') {
        const isAim = arrival?.pid === pid && arrival.pc === finding.pc;
        if (isAim && arrival.isThere(await this.wire.registers(pid))) return { kind: 'step', pid };
        const met = await this.points.meet(pid, finding.pc);
        this.log(pid, finding.pc, met);
        return met.stop ? { ...finding, met } : undefined;
      }
      if (kind !== 'brk' && kind !== 'error') return finding;
      return (await this.points.catchesIt(kind === 'brk' ? kind : finding.error, pid)) ? finding : undefined;
    });
  }

  private log(pid: number, pc: number, { logs }: Meeting): void {
    for (const { point, text } of logs) this.emit('debug_log', pid, { point, pc, text });
  }

  /** Watched data that has changed so that it counts. */
  private async changed(): Promise<Outcome | undefined> {
    for (let change = await this.points.meetChange(); change; change = await this.points.meetChange()) {
      const { pid, met } = change;
      this.log(pid, (await this.wire.registers(pid)).pc, met);
      if (met.stop) return { kind: 'watch', pid, met };
    }
    return undefined;
  }

  /** A task whose end somebody wants to see. */
  private async ended(): Promise<Outcome | undefined> {
    for (const pid of this.target.takeEnded()) {
      const caught = await this.points.catchesIt('exit', pid).catch((error: unknown) => {
        if (error instanceof RefusedError) return false;
        throw error;
      });
      if (caught) return { kind: 'exit', pid };
    }
    return undefined;
  }

  /** Stops the clock for a look, and lets it go on unless somebody has stopped. */
  private async lookAround(): Promise<Outcome | undefined> {
    await this.target.stopClock();
    const finding = (await this.target.inspect()) ?? (await this.changed()) ?? (await this.ended());
    if (finding) return finding;
    if (!(await this.target.anyCanGoOn()) && !this.toldIdle) {
      this.toldIdle = true;
      this.emit('clock', null, { mode: 'idle' });
    }
    await this.target.startClock();
    return undefined;
  }

  private wait(): Promise<void> {
    if (this.hinted || this.haltAt !== undefined) {
      this.hinted = false;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.hint = undefined;
        this.hinted = false;
        resolve();
      };
      const timer = setTimeout(done, this.lookPeriod);
      this.hint = done;
    });
  }

  // --- steps --------------------------------------------------------------------------------------------------------

  private async stepping({ pid, kind, ranges = [] }: StepPlan): Promise<Outcome> {
    for (;;) {
      const others = await this.serial.run(() => this.target.stepOffOthers(pid));
      if (!others) break;
      const outcome = await this.judge(others);
      if (outcome) return outcome;
    }
    return kind === 'out' ? this.out(pid) : this.through(pid, kind === 'over', ranges);
  }

  private async through(pid: number, over: boolean, ranges: readonly CodeRange[]): Promise<Outcome> {
    for (let instructions = 1; ; instructions++) {
      if (this.haltAt !== undefined) return { kind: 'halt', pid: this.haltAt };
      const code = await this.serial.run(() => this.wire.codeOf(pid));
      const { pc, sp } = await this.serial.run(() => this.wire.registers(pid));
      if (instructions > 1 && this.target.breakpointsOf(pid).has(pc)) {
        const met = await this.judge({ kind: 'breakpoint', pid, pc });
        if (met) return met;
      }
      const word = wordAt(code, pc);
      const isCall = word !== undefined && opcodeOf(word) === Opcode.CALL;
      const outcome =
        over && isCall
          ? await this.runTo({ pid, pc: pc + 4, isThere: (registers) => registers.sp >= sp })
          : await this.oneInstruction(pid, pc);
      if (outcome) return outcome;
      const { pc: now } = await this.serial.run(() => this.wire.registers(pid));
      if (!insideRanges(now, ranges)) return { kind: 'step', pid };
      if (instructions % BREATH === 0) await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }

  /** One instruction; when it blocks, until the task can go on behind it. */
  private async oneInstruction(pid: number, pc: number): Promise<Outcome | undefined> {
    const finding = await this.serial.run(() => this.target.stepOne(pid));
    // A breakpoint where the step ends is no reason of its own.
    if (finding && !(finding.kind === 'breakpoint' && finding.pid === pid)) {
      const outcome = await this.judge(finding);
      if (outcome) return outcome;
    }
    const change = await this.serial.run(async () => (await this.changed()) ?? (await this.ended()));
    if (change) return change;
    const task = await this.serial.run(() => this.wire.task(pid));
    if (!task || this.target.ends.has(pid)) return this.freely();
    const waits = task.state === 'waiting_mbx' || task.state === 'sleeping';
    return waits ? this.runTo({ pid, pc: pc + 4, isThere: () => true }) : undefined;
  }

  /** Lets everybody run until the task has arrived; undefined when it has. */
  private async runTo(arrival: Arrival): Promise<Outcome | undefined> {
    const { pid, pc } = arrival;
    const own = this.target.breakpointsOf(pid).has(pc);
    if (!own) await this.serial.run(() => this.target.changeBreakpoint(pid, 'set', pc));
    try {
      for (;;) {
        const outcome = await this.freely(arrival);
        if (outcome.kind === 'step') return undefined;
        const temporary = outcome.kind === 'breakpoint' && outcome.pid === pid && outcome.pc === pc && !own;
        if (!temporary) return outcome;
      }
    } finally {
      await this.serial.run(async () => {
        await this.target.stopClock();
        if (!own && !this.target.ends.has(pid)) await this.target.changeBreakpoint(pid, 'clear', pc);
      });
    }
  }

  private async out(pid: number): Promise<Outcome> {
    const { code, stack, registers } = await this.serial.run(() => this.wire.situation(pid));
    const { slot } = walk(code, stack, registers);
    if (!slot) return this.freely();
    const outcome = await this.runTo({ pid, pc: slot.returnPc, isThere: ({ sp }) => sp >= slot.slot + 4 });
    return outcome ?? { kind: 'step', pid };
  }
}
