/** Parameters and locals of a translated function. An enum, because bundlers replace its members by literals. */
export enum Local {
  /** Address of the register bank in linear memory. */
  bank,
  pc,
  sp,
  depth,
  flagSource,
  flagResult,
  flagOperand,
  /** Instructions left of the budget; the function's result. */
  remaining,
  stackLimit,
  returnDepth,
  /** R0; R1..R15 follow. */
  register,
  /** Scratch numbers. */
  address = 26,
  value,
  /** Highest address a stack may push to, less the limit. */
  span,
  /** A scratch 64-bit number. */
  long,
  /** A scratch number in single precision. */
  single,
}

export const PARAMETERS = 10;
