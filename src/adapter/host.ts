import type { FileReader } from '../platform/files';
import type { OpenConnection } from '../platform/line-connection';
import type { ExecutiveClient } from '../protocol/client';

/** What the adapter needs from where it runs: a process, an editor, a browser. */
export interface AdapterHost {
  readonly files: FileReader;
  /** A fresh executive for one run of the program. */
  readonly connect: (options: { readonly turbo: boolean }) => ExecutiveClient;
  /** Connections over TCP, where there are any. */
  readonly tcp?: (address: { readonly host: string; readonly port: number }) => OpenConnection;
  /** Tells when a file has changed, or has come or gone, until the returned function is called. */
  readonly watch?: (path: string, onChange: () => void) => () => void;
  /** Where relative paths start when the launch configuration does not say. */
  readonly cwd?: string;
}
