import type { BackEnds } from '../platform/back-ends';
import type { FileReader } from '../platform/files';
import type { OpenConnection } from '../platform/line-connection';
import type { OfferTerminal } from './terminal';

/** What the adapter needs from where it runs: a process, an editor, a browser. */
export interface AdapterHost {
  readonly files: FileReader;
  /** For programs whose files and persistent values shall be on a disk. */
  readonly backEnds?: BackEnds;
  /** For programs that shall write and read in a terminal. */
  readonly offerTerminal?: OfferTerminal;
  /** Connections over TCP, where there are any. */
  readonly tcp?: (address: { readonly host: string; readonly port: number }) => OpenConnection;
  /** Tells when a file has changed, or has come or gone, until the returned function is called. */
  readonly watch?: (path: string, onChange: () => void) => () => void;
  /** Where relative paths start when the launch configuration does not say. */
  readonly cwd?: string;
}
