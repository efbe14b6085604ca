import { MEMORY_SIZE, REGISTER_COUNT } from '../isa/constants';
import { CALL_MASK } from './call-record';
import type { FlagSource } from './flags';
import type { Processor } from './processor';

/** What instructions can change about a processor, to be taken and put back as often as needed. */
export class Snapshot {
  private readonly memory = new Uint8Array(MEMORY_SIZE);
  private readonly registers = new Int32Array(REGISTER_COUNT);
  private readonly slots = new Uint16Array(CALL_MASK + 1);
  private pc = 0;
  private sp = 0;
  private depth = 0;
  private steps = 0;
  private flagSource: FlagSource = 0;
  private flagResult = 0;
  private flagOperand = 0;
  private skipBreakpoint = -1;

  take(processor: Processor): void {
    this.memory.set(processor.memory);
    this.registers.set(processor.registers);
    this.slots.set(liveSlots(processor));
    this.pc = processor.pc;
    this.sp = processor.sp;
    this.depth = processor.depth;
    this.steps = processor.steps;
    this.flagSource = processor.flagSource;
    this.flagResult = processor.flagResult;
    this.flagOperand = processor.flagOperand;
    this.skipBreakpoint = processor.skipBreakpoint;
  }

  /** @param processor the one of which it was taken; nobody but its own instructions has changed it since */
  restore(processor: Processor): void {
    processor.memory.set(this.memory);
    processor.registers.set(this.registers);
    processor.pc = this.pc;
    processor.sp = this.sp;
    processor.depth = this.depth;
    processor.steps = this.steps;
    processor.flagSource = this.flagSource;
    processor.flagResult = this.flagResult;
    processor.flagOperand = this.flagOperand;
    processor.skipBreakpoint = this.skipBreakpoint;
    const live = liveSlots(processor);
    live.set(this.slots.subarray(0, live.length));
  }
}

/** Of the call record; what lies behind belongs to calls that have returned. */
const liveSlots = ({ calls, depth }: Processor): Uint16Array =>
  depth > CALL_MASK ? calls.slots : calls.slots.subarray(0, depth);
