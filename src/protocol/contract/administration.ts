/** The executive itself (executive-protocol spec 12). */

import { command } from './command';

export const administration = {
  ping: command<{ reply: 'pong' }>()({}),
} as const;
