import type { FileReader } from '../platform/files';
import type { ExecutiveClient } from '../protocol/client';

/** What the adapter needs from where it runs: a process, an editor, a browser. */
export interface AdapterHost {
  readonly files: FileReader;
  /** A fresh executive for one run of the program. */
  readonly connect: (options: { readonly turbo: boolean }) => ExecutiveClient;
  /** Where relative paths start when the launch configuration does not say. */
  readonly cwd?: string;
}
