/** Every recorded transcript of the protocol, played against our server over sockets. */

import { readdirSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { type Deviation, deviations, explains, unrepeatable } from './protocol-deviations';
import { play } from './protocol-player';

const scenarios = readdirSync(new URL('../vectors/protocol', import.meta.url))
  .filter((file) => file.endsWith('.jsonl'))
  .map((file) => file.replace('.jsonl', ''));

const used = new Set<Deviation>();

describe('the recorded transcripts', () => {
  it.concurrent.each(scenarios)('%s', async (name) => {
    const isRepeatable = !unrepeatable.has(name.slice(0, 2));
    const differences = await play(name, isRepeatable ? 500 : 30);
    const unexplained = differences.filter((difference) => {
      const reason = deviations.find((deviation) => explains(deviation, name, difference));
      if (reason) used.add(reason);
      return !reason && (isRepeatable || difference.path === '.status');
    });
    expect(unexplained).toEqual([]);
  });

  afterAll(() => {
    expect(deviations.filter((deviation) => !used.has(deviation)).map(({ why }) => why)).toEqual([]);
  });
});
