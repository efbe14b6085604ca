import { BARE_STACK_POINTER, Flag, MEMORY_SIZE, REGISTER_COUNT } from '../isa/constants';
import { CallRecord } from './call-record';
import { FlagSource, flagsOf } from './flags';
import { Watches } from './watches';

export interface StateOptions {
  /** First instruction, a byte address in code. Default 0. */
  readonly entry?: number;
  /** Data address of the register bank, a multiple of 4; modulo 65536 at most 0xFFC0. 0 (default): outside memory. */
  readonly registerBase?: number;
  /** Default 0x8000, as a bare machine has it. */
  readonly stackPointer?: number;
  /** Lowest address the stack may reach; 0 (default): no guard. */
  readonly stackLimit?: number;
}

/** Registers, memory and counters of one task (machine spec 1). Anyone may change them between two runs. */
export class MachineState {
  /** Data memory, 65536 bytes. Another array after a run, when the code has been translated meanwhile: do not keep it. */
  memory = new Uint8Array(MEMORY_SIZE);
  /** The same memory; words in it are little endian. */
  view = new DataView(this.memory.buffer);
  /** R0..R15 as signed numbers; a window into memory unless registerBase modulo 65536 is 0. */
  registers: Int32Array;
  readonly registerBase: number;
  /** First instruction, a byte address in code. */
  readonly entry: number;
  /** Data address of the stack pointer at the entry. */
  readonly initialSp: number;
  /** Byte address in code, 0..2^32-1. */
  pc: number;
  /** Data address of the last pushed word, 0..2^32-1. */
  sp: number;
  /** Flags as the interpreter left them. */
  flagSource: FlagSource = FlagSource.given;
  flagResult = 1;
  flagOperand = 0;
  /** Bits 4..7 of the status word, which no instruction touches. */
  private pswRest = 0;
  /** Calls not yet returned. */
  depth = 0;
  /** Completed instructions. */
  steps = 0;
  stackLimit: number;
  /** A RET that leaves `depth` below this ends the run with `Stop.depth`; 0: never. */
  returnDepth = 0;

  /** After `Stop.fault`: one of `FaultCode`, as also left in R0. */
  faultCode = 0;
  /** After `Stop.brk`: 0..255. */
  breakCode = 0;
  /** After `Stop.service`: module in bits 11..8, function in bits 7..0. */
  immediate = 0;
  /** After `Stop.watch`: the first watched byte that was touched. */
  watchAddress = 0;
  watchKind: 'read' | 'write' = 'read';
  /** After `Stop.watch`: the whole access, of which `watchAddress` is the watched part. */
  watchedAccess: { readonly kind: 'read' | 'write'; readonly address: number; readonly width: number } = {
    kind: 'read',
    address: 0,
    width: 0,
  };

  readonly watches = new Watches();
  readonly calls = new CallRecord();

  constructor({ entry = 0, registerBase = 0, stackPointer = BARE_STACK_POINTER, stackLimit = 0 }: StateOptions) {
    this.entry = entry;
    this.initialSp = stackPointer;
    this.pc = entry;
    this.sp = stackPointer;
    this.stackLimit = stackLimit;
    this.registerBase = registerBase;
    const bank = registerBase % MEMORY_SIZE;
    this.registers =
      bank === 0 ? new Int32Array(REGISTER_COUNT) : new Int32Array(this.memory.buffer, bank, REGISTER_COUNT);
  }

  /**
   * Moves what the machine has in arrays to a buffer of at least 65536 bytes, data memory to its beginning.
   * @param registers where the bank goes if it lies outside data memory
   */
  moveTo(buffer: ArrayBuffer, slots: number, registers: number): void {
    const memory = new Uint8Array(buffer, 0, MEMORY_SIZE);
    memory.set(this.memory);
    const bank = this.registerBase % MEMORY_SIZE;
    const moved = new Int32Array(buffer, bank === 0 ? registers : bank, REGISTER_COUNT);
    moved.set(this.registers);
    this.memory = memory;
    this.view = new DataView(buffer, 0, MEMORY_SIZE);
    this.registers = moved;
    this.calls.moveTo(buffer, slots);
  }

  /** Status word: bits of `Flag`; bits 4..7 stay as they are put. */
  get psw(): number {
    return this.pswRest | flagsOf(this.flagSource, this.flagResult, this.flagOperand);
  }

  set psw(value: number) {
    this.pswRest = value & 0xf0;
    this.flagSource = FlagSource.given;
    this.flagResult = value & Flag.Z ? 0 : 1;
    this.flagOperand = value & (Flag.C | Flag.N | Flag.V);
  }
}
