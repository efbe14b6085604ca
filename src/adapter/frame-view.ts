/**
 * What expressions see of a stack frame. They are evaluated at one go, while memory is fetched from the executive: what
 * is missing is fetched, and the evaluation tried again.
 */

import { generalRegisters } from '../executive/debug/expressions/registers';
import type { MachineView } from '../executive/debug/machine-view';
import { MEMORY_SIZE } from '../isa/constants';
import type { Debuggee } from './debuggee';
import type { Frame, Stack } from './stack';

const PAGE = 256;

/** Thrown out of an evaluation that needs more. */
class Missing {
  constructor(
    readonly pid: number,
    /** Pages, end exclusive; `undefined`: the task's registers. */
    readonly pages?: readonly [first: number, end: number],
  ) {}
}

class FrameView implements MachineView {
  readonly registers: number[];
  readonly pc: number;
  readonly sp: number;
  readonly psw: number;
  private readonly pages = new Map<number, Uint8Array>();

  constructor(
    frame: Frame,
    readonly task: MachineView['task'],
    private readonly pid = frame.pid,
  ) {
    this.registers = generalRegisters.map((name) => frame.register(name));
    this.pc = frame.register('PC');
    this.sp = frame.register('SP');
    this.psw = frame.register('PSW');
  }

  load(address: number, size: 1 | 2 | 4): number | undefined {
    if (address + size > MEMORY_SIZE) return undefined;
    let bits = 0;
    for (const byte of this.read(address, size).reverse()) bits = bits * 256 + byte;
    return bits;
  }

  read(address: number, length: number): Uint8Array {
    const end = Math.min(address + length, MEMORY_SIZE);
    this.need(Math.floor(address / PAGE), Math.ceil(end / PAGE));
    return Uint8Array.from({ length: Math.max(0, end - address) }, (_, index) => {
      const at = address + index;
      return this.pages.get(Math.floor(at / PAGE))![at % PAGE]!;
    });
  }

  async fetch(debuggee: Debuggee, first: number, end: number): Promise<void> {
    const bytes = await debuggee.read(this.pid, first * PAGE, (end - first) * PAGE);
    for (let page = first; page < end; page++) {
      this.pages.set(page, bytes.subarray((page - first) * PAGE, (page - first + 1) * PAGE));
    }
  }

  private need(first: number, end: number): void {
    let from = first;
    while (from < end && this.pages.has(from)) from++;
    if (from < end) throw new Missing(this.pid, [from, end]);
  }
}

/** Looks at a frame, and through it at other tasks; what was fetched for one look serves the next. */
export class FrameViews {
  private readonly views = new Map<number, FrameView>();
  private readonly own: FrameView;

  constructor(
    frame: Frame,
    private readonly parts: { readonly debuggee: Debuggee; readonly stack: Stack },
  ) {
    this.own = new FrameView(frame, this.ofTask);
    this.views.set(frame.pid, this.own);
  }

  async look<Result>(work: (machine: MachineView) => Result): Promise<Result> {
    return (await this.lookAtEach([undefined], (_, machine) => work(machine)))[0]!;
  }

  /** The same for many things, which share what is fetched. */
  async lookAtEach<Item, Result>(
    items: readonly Item[],
    work: (item: Item, machine: MachineView) => Result,
  ): Promise<Result[]> {
    const results: Result[] = [];
    while (results.length < items.length) {
      try {
        results.push(work(items[results.length]!, this.own));
      } catch (error) {
        if (!(error instanceof Missing)) throw error;
        await this.fetch(error);
      }
    }
    return results;
  }

  private async fetch({ pid, pages }: Missing): Promise<void> {
    const { debuggee, stack } = this.parts;
    if (pages) await (this.views.get(pid) ?? this.own).fetch(debuggee, ...pages);
    else this.views.set(pid, new FrameView(await stack.innermost(pid), this.ofTask));
  }

  private readonly ofTask = (pid: number): MachineView | undefined => {
    const view = this.views.get(pid);
    if (view) return view;
    if (!this.parts.debuggee.tasks.some((task) => task.pid === pid)) return undefined;
    throw new Missing(pid);
  };
}
