/** Sessions and what they agree on (executive-protocol spec 10). */

import * as v from 'valibot';
import { command, type Done, optional } from './command';
import type { Feature } from './features';
import { structure, text } from './readers';

const capabilities = v.object({ features: v.optional(v.array(v.string())) });

export const sessions = {
  'session.open': command<{ session: { client: string; features: Feature[]; warnings?: string[] } }>()({
    client: optional(text),
    capabilities: optional(structure(capabilities)),
  }),
  'session.close': command<Done>()({}),
} as const;
