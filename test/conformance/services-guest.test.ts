/** Services as loaded programs see them, against the recorded reference (vectors `services/guest.jsonl`). */

import { describe } from 'vitest';
import { deviations } from './services-deviations';
import { playRecorded } from './services-suite';

describe('services for guests as recorded', () => playRecorded('guest', deviations));
