/** Why {@link Processor.run} came back (machine spec 4.2). */
export const Stop = {
  /** The budget is used up. */
  budget: 0,
  /** On an SVC that waits for {@link Processor.completeService}. */
  service: 1,
  /** The instruction at pc failed; R0 holds the fault code. */
  fault: 2,
  /** RET of the entry routine: pc stays on it. */
  returned: 3,
  /** An unknown opcode was passed over. */
  illegal: 4,
  /** A BRK was executed. */
  brk: 5,
  /** A breakpoint lies at pc; nothing was executed there. */
  breakpoint: 6,
  /** There is no whole instruction at pc. */
  fetchError: 7,
  /** The last instruction touched a watched range. */
  watch: 8,
  /** A RET left the call depth below {@link Processor.returnDepth}. */
  depth: 9,
} as const;

export type Stop = (typeof Stop)[keyof typeof Stop];
