/** What docs/launch.md says, tried out. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkLaunchArguments } from '../../src/adapter/launch-attributes';
import { Client, example } from '../adapter/client';

const text = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'launch.md'), 'utf8');

describe('expressions', () => {
  const [, table = ''] = /<!-- expressions: .*-->\n([\s\S]*?)<!-- end -->/.exec(text) ?? [];
  const rows = [...table.matchAll(/\| `([^`]+)` \| `([^`]+)` \|$/gm)].map(([, example = '', result = '']) => ({
    example,
    result,
  }));
  let client: Client;

  beforeAll(async () => {
    client = await Client.start();
    const fib = example('fib_frames.mvasm');
    await client.untilStop(() => client.launch({ program: fib }, { [fib]: [42] }));
  });
  afterAll(() => client.stop());

  it('are all found', () => expect(rows).toHaveLength(27));

  it.each(rows)('$example shows $result', async ({ example, result }) => {
    const context = /[^=!<>]=[^=]/.test(example) ? 'repl' : 'watch';
    expect(await client.evaluate(example, context)).toBe(result);
  });
});

/** As a client does that knows the variables. */
const withoutVariables = (configuration: unknown) =>
  JSON.parse(JSON.stringify(configuration).replaceAll(/\$\{\w+\}/g, '/work'));

describe('launch configurations', () => {
  const configurations = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json = '']) => JSON.parse(json));

  it.each(configurations)('$name is accepted', (configuration) => {
    expect(configuration).toMatchObject({ type: 'hsx', request: 'launch' });
    expect(checkLaunchArguments(withoutVariables(configuration)).program.length).toBeGreaterThan(0);
  });

  it('are all found', () => expect(configurations).toHaveLength(7));
});
