/** Every recorded transcript of the protocol, played against our server over sockets. */

import { readdirSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { type Deviation, deviations, explains } from './protocol-deviations';
import { type Difference, play } from './protocol-player';

const scenarios = readdirSync(new URL('../vectors/protocol', import.meta.url))
  .filter((file) => file.endsWith('.jsonl'))
  .map((file) => file.replace('.jsonl', ''));

const used = new Set<Deviation>();

describe('the recorded transcripts', () => {
  it.concurrent.each(scenarios)('%s', async (name) => {
    const reasonOf = (difference: Difference) => deviations.find((deviation) => explains(deviation, name, difference));
    const differences = await play(name, (difference) => reasonOf(difference) !== undefined);
    const unexplained = differences.filter((difference) => {
      const reason = reasonOf(difference);
      if (reason) used.add(reason);
      return !reason;
    });
    expect(unexplained).toEqual([]);
  });

  afterAll(() => {
    expect(deviations.filter((deviation) => !used.has(deviation)).map(({ why }) => why)).toEqual([]);
  });
});
