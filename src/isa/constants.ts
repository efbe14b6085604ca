/** Fixed figures of the machine: memory map, flags, fault codes (machine spec 1, 4.4). */

/** Bytes of data memory per task. Addresses are taken modulo this. */
export const MEMORY_SIZE = 0x10000;
/** Largest code section an image may have, in bytes. */
export const MAX_CODE_SIZE = 0x10000;
/** Where an image's read-only data starts in data memory. */
export const RODATA_BASE = 0x4000;
/** Register bank of the first task; each further bank follows 64 bytes above. */
export const REGISTER_BANK_BASE = 0x1000;
export const REGISTER_BANK_SIZE = 64;
/** Top of the first task's stack; each further stack lies 4096 bytes below. */
export const STACK_TOP = 0xfffc;
export const STACK_SIZE = 0x1000;
/** Stack pointer of a bare machine (no executive, no register bank, no guard). */
export const BARE_STACK_POINTER = 0x8000;

export const REGISTER_COUNT = 16;
/** By convention of compiled code the frame pointer (machine spec 10). */
export const FRAME_POINTER = 7;
/** Mirror of SP, written by every stack instruction. */
export const STACK_MIRROR = 15;

/** Bits of the processor status word. */
export const Flag = { Z: 1, C: 2, N: 4, V: 8 } as const;

/** Values that a failing instruction leaves in R0 (machine spec 4.4). */
export const FaultCode = {
  noSuchService: 0xffffff01,
  stackUnderflow: 0xffffff02,
  stackOverflow: 0xffffff03,
  memory: 0xffffff04,
  divideByZero: 0xffffff05,
} as const;
