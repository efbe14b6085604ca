/**
 * What the interpreter dispatches on: the instructions, numbered without gaps so that the `switch` becomes a jump table,
 * and a few operations that only decoded code knows. An `enum`, because bundlers replace its members by literals.
 */
export enum Operation {
  LDI,
  LD,
  ST,
  MOV,
  LDB,
  LDH,
  STB,
  STH,
  ADD,
  SUB,
  MUL,
  DIV,
  AND,
  OR,
  XOR,
  NOT,
  CMP,
  JMP,
  JZ,
  JNZ,
  CALL,
  RET,
  SVC,
  LSL,
  LSR,
  ASR,
  ADC,
  SBC,
  PUSH,
  POP,
  FADD,
  FSUB,
  FMUL,
  FDIV,
  I2F,
  F2I,
  LDI32,
  BRK,
  /** Any unknown opcode. */
  illegal,
  /** A CALL whose target is known only when it runs, or lies outside the decoded code. */
  farCall,
  /** An LDI32 whose second word is missing. */
  truncated,
  /** Patched over an instruction: a breakpoint or the address to skip. */
  trap,
  /** No instruction: control goes to the address in the argument, which lies outside this decoding. */
  leave,
}
