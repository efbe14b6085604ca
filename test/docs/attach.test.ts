/** What docs/attach.md says, tried out. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkAttachArguments } from '../../src/adapter/attach-attributes';
import { furtherSessions } from '../../src/adapter/further-sessions';
import { meansAttach } from '../../src/adapter/means-attach';

const text = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'attach.md'), 'utf8');
const configurations = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json = '']) =>
  JSON.parse(json.replaceAll(/\$\{\w+\}/g, '/work')),
);

it.each(configurations)('$name is accepted', (configuration) => {
  expect(configuration.type).toBe('hsx');
  expect(configuration.request === 'attach' || meansAttach(configuration)).toBe(true);
  expect(checkAttachArguments(configuration).port).toBeGreaterThan(0);
  const further = furtherSessions('attach', configuration);
  expect(further.map(({ request }) => request)).toEqual((configuration.also ?? []).map(() => 'attach'));
});

it('shows configurations', () => expect(configurations).toHaveLength(2));
