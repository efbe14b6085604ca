/** Reading files, wherever they are: a disk, an editor's workspace, memory. Paths use `/`. */

export interface FolderEntry {
  readonly name: string;
  readonly folder: boolean;
}

export interface FileReader {
  /** The bytes of a file, `undefined` when there is none; rejects when it exists but cannot be read. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** What a folder holds, in any order; empty when there is no such folder. */
  list(folder: string): Promise<readonly FolderEntry[]>;
}
