/** Where the files of programs are (services spec 7, back end "file"): memory, or a folder of the host. */

export interface VolumeEntry {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * Names use `/`. Nothing throws: what cannot be done answers `undefined` or false, whatever the reason. Contents are read
 * when a file is opened; while it is open the executive has them, and passes every change on.
 */
export interface Volume {
  read(path: string): Uint8Array | undefined;
  /** Stores bytes at a position, at most the length of the file; an absent file is created. */
  write(path: string, position: number, bytes: Uint8Array): boolean;
  truncate(path: string): boolean;
  delete(path: string): boolean;
  /** False as well when the new name is taken. */
  rename(from: string, to: string): boolean;
  /** True as well when it is there already. */
  makeDirectory(path: string): boolean;
  /** All files, in any order. */
  list(): readonly VolumeEntry[];
}
