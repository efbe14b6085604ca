/** One file of the host that is read once and replaced as a whole: the old contents or the new ones, never a part. */

export interface Storage {
  /** `undefined` when there is none, or it cannot be read. */
  read(): Uint8Array | undefined;
  /** @returns why it failed; `undefined` when it is done */
  write(bytes: Uint8Array): string | undefined;
}
