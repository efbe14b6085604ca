/**
 * How fast the executive's time passes: `virtual` with the instructions alone, skipping what nobody uses; `real` not
 * faster than the host's time; a number so many times as fast as that, more than 0.
 */
export type ClockPace = 'virtual' | 'real' | number;

/** Executive time per host time; without limit when it is virtual. */
export const paceFactor = (pace: ClockPace): number =>
  pace === 'virtual' ? Number.POSITIVE_INFINITY : pace === 'real' ? 1 : pace;
