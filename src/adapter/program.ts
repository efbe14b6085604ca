import type { ProgramSymbols } from './program-symbols';

/** What is known about the source of an image. */
export interface KnownProgram {
  /** The file it was made or read from. */
  readonly path: string;
  readonly symbols: ProgramSymbols;
}

/** One image, ready to be loaded. */
export interface Program extends KnownProgram {
  readonly image: Uint8Array;
}
