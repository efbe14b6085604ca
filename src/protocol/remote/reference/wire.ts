/**
 * The commands of the reference executive that recipes are made of, with answers read with care: while its clock runs
 * it now and then sends what another request asked for (executive-protocol spec 13.2, quirk Q23).
 */

import { wordAt } from '../../../isa/encoding';
import { fromHex } from '../../hex';
import { ConnectionError } from '../errors';
import type { ExecutiveLink } from '../link';
import type { Fields } from '../message';

/** A task as the executive lists it. */
export interface WireTask extends Fields {
  readonly pid: number;
  readonly state: string;
  readonly pc: number;
  readonly accounted_steps: number;
  readonly exit_status: number | null;
}

export interface WireRegisters extends Fields {
  readonly pc: number;
  readonly regs: readonly number[];
  readonly sp: number;
  readonly flags: number;
  readonly steps: number;
  readonly reg_base: number;
  readonly stack_base: number;
  readonly stack_size: number;
}

export interface StepResult extends Fields {
  readonly executed: number;
  readonly running: boolean;
  readonly paused: boolean;
}

/** A step may take a while behind a busy executive. Milliseconds. */
const STEP_TIMEOUT = 30_000;
/** Most instructions one `disasm` answers with. */
const MAX_INSTRUCTIONS = 64;
const MAX_CODE = 0x10000;

const record = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});

export class Wire {
  private readonly code = new Map<number, Uint8Array>();

  constructor(private readonly link: ExecutiveLink) {}

  call(command: string, fields: Fields = {}): Promise<Fields> {
    return this.link.call(command, fields);
  }

  /** `info` tells the tasks even when `ps` is spoiled by one that returned (Q07). */
  async tasks(): Promise<WireTask[]> {
    const { tasks } = record((await this.call('info'))['info']);
    if (!Array.isArray(tasks)) throw new ConnectionError('garbage', 'the executive did not tell its tasks');
    return tasks as WireTask[];
  }

  async isFrozen(): Promise<boolean> {
    return record((await this.call('info'))['info'])['paused'] === true;
  }

  async task(pid: number): Promise<WireTask | undefined> {
    return (await this.tasks()).find((task) => task.pid === pid);
  }

  async registers(pid: number): Promise<WireRegisters> {
    const registers = record((await this.call('dumpregs', { pid }))['registers']);
    if (!Array.isArray(registers['regs'])) {
      throw new ConnectionError('garbage', 'the executive did not tell the registers');
    }
    return registers as WireRegisters;
  }

  /** What frames are found with: code, registers, and memory from SP to the end of the stack. */
  async situation(pid: number): Promise<{ code: Uint8Array; stack: Uint8Array; registers: WireRegisters }> {
    const registers = await this.registers(pid);
    const { sp, stack_base, stack_size } = registers;
    const length = Math.max(0, Math.min(stack_base + stack_size - sp, stack_size));
    return { code: await this.codeOf(pid), stack: await this.peek(pid, sp, length), registers };
  }

  async peek(pid: number, addr: number, length: number): Promise<Uint8Array> {
    return fromHex(String((await this.call('peek', { pid, addr, length }))['data']));
  }

  async poke(pid: number, addr: number, data: string): Promise<void> {
    await this.call('poke', { pid, addr, data });
  }

  async resume(pid: number): Promise<void> {
    await this.call('resume', { pid });
  }

  async pause(pid: number): Promise<void> {
    await this.call('pause', { pid });
  }

  async step(pid: number): Promise<StepResult> {
    return record((await this.link.call('step', { pid, steps: 1 }, STEP_TIMEOUT))['result']) as StepResult;
  }

  async breakpoints(pid: number, op: 'list' | 'set' | 'clear' | 'clear_all', addr?: number): Promise<number[]> {
    const { breakpoints } = await this.call('bp', { pid, op, ...(addr !== undefined && { addr }) });
    return Array.isArray(breakpoints) ? breakpoints.map(Number) : [];
  }

  async clockRuns(): Promise<boolean> {
    return record((await this.call('clock'))['clock'])['running'] === true;
  }

  async clock(op: 'start' | 'stop'): Promise<void> {
    await this.call('clock', { op });
  }

  /** The whole code section, which nothing but `disasm` shows; read once. */
  async codeOf(pid: number): Promise<Uint8Array> {
    const known = this.code.get(pid);
    if (known) return known;
    const code = new Uint8Array(MAX_CODE);
    let length = 0;
    while (length < MAX_CODE) {
      // A number 0 counts as absent there (Q17).
      const answer = await this.call('disasm', { pid, addr: String(length), count: MAX_INSTRUCTIONS });
      const { data, truncated } = record(answer['disasm']);
      const bytes = fromHex(String(data ?? ''));
      code.set(bytes.subarray(0, MAX_CODE - length), length);
      length += bytes.length;
      if (bytes.length === 0 || truncated === true) break;
    }
    const whole = code.slice(0, length);
    this.code.set(pid, whole);
    return whole;
  }

  async wordAt(pid: number, address: number): Promise<number | undefined> {
    return wordAt(await this.codeOf(pid), address);
  }

  forget(pid: number): void {
    this.code.delete(pid);
  }
}
