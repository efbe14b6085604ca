/** Programs that arrive in pieces, or by a list (services spec 5.5, 5.6). */

import type { BootResult } from '../../executive/provisioning/manifest';
import type { ProvisioningReport } from '../../executive/provisioning/stream-loads';
import { command, type Done, optional, required } from './command';
import { pid, pidReader } from './common';
import { integer, bytes as readBytes, text } from './readers';
import type { LoadReply } from './tasks';

/** Of a stream: the pid that its task will have. */
const stream = required(integer());

export const provisioning = {
  'provision.status': command<{ provisioning: ProvisioningReport }>()({}, { observable: true }),
  /** Begins a stream; its pid is taken from then on. */
  'provision.begin': command<{ pid: number }>()({
    label: optional(text),
    /** A task whose place the program takes; it goes on until then, and comes back when its successor faults at once. */
    replaces: optional(pidReader),
  }),
  /** The next bytes of an image; on a wire they are base64. */
  'provision.write': command<{ bytes: number }>()({ pid: stream, data: required(readBytes) }),
  /** Checks what has arrived, and keeps it. */
  'provision.verify': command<Done>()({ pid: stream }),
  /** Loads what was checked. */
  'provision.activate': command<{ image: LoadReply }>()({ pid: stream }),
  /** Checks and loads what has arrived. */
  'provision.end': command<{ image: LoadReply }>()({ pid: stream }),
  'provision.abort': command<Done>()({ pid: stream }),
  /** Loads what ran before a task was replaced or reloaded, in its place. */
  'provision.rollback': command<{ image: LoadReply }>()({ pid }, { locked: true }),
  /** Loads the programs of a manifest, a file of the executive's; paths in it are relative to its folder. */
  'provision.manifest': command<{ loaded: BootResult[] }>()({ path: required(text) }),
} as const;
