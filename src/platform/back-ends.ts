/** What a host has for an executive beyond memory. A kind that is missing is refused by its name. */

import type { Storage } from './storage';
import type { Volume } from './volume';

export interface BackEnds {
  /** The files under a folder, which programs cannot leave. @throws Error when there is no such folder */
  readonly folder?: (path: string, readOnly: boolean) => Volume;
  /** One file that is replaced as a whole. */
  readonly storage?: (path: string) => Storage;
}
