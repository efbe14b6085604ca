/**
 * The linear memory of translated code, pages of 64 KiB: the task's data memory as page 0, so that addresses need no
 * adding, and behind it what the code looks at besides. Enums, because bundlers replace their members by literals.
 */
export enum Layout {
  pages = 6,
  /** One byte per word of data memory: {@link Access} bits that send an access to the interpreter. 16 KiB. */
  guards = 0x10000,
  /** The call record's slots. 32 KiB. */
  slots = 0x14000,
  /** The register bank of a machine that has it outside data memory. */
  registers = 0x1c000,
  /** What the code leaves behind: pc, sp, depth, flag source, result and operand. */
  results = 0x1c040,
  /** By block: the instructions that must be left of the budget for the block to be entered. */
  limits = 0x1c080,
  /** Values of all halves in single precision, for code that computes with them. 256 KiB. */
  halves = 0x20000,
}

/** Words of {@link Layout.results}. */
export enum Result {
  pc,
  sp,
  depth,
  flagSource,
  flagResult,
  flagOperand,
}

/** Indices of the functions that translated code, the first of its module, calls. */
export enum Callee {
  carry = 1,
  encode,
}

/** Largest number of instructions that are translated together; as many blocks have room behind {@link Layout.limits}. */
export const MAX_INSTRUCTIONS = 2048;
