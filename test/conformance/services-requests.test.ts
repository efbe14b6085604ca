/** What tools ask of the controller, against the recorded reference (vectors `services/vmcmd.jsonl`). */

import { describe } from 'vitest';
import { playRecorded } from './services-suite';

describe('requests of tools as recorded', () => playRecorded('vmcmd', {}));
