import type { ProgramSymbols } from './program-symbols';

/** One image, ready to be loaded, and what is known about its source. */
export interface Program {
  /** The file it was made or read from. */
  readonly path: string;
  readonly image: Uint8Array;
  readonly symbols: ProgramSymbols;
}
