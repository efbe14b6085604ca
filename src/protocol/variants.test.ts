import { expect, it } from 'vitest';
import { executiveOptions } from '../executive/configuration/build';
import { parseConfiguration } from '../executive/configuration/configuration';
import { embedExecutive } from './in-process';

it('commands of a feature that the variant lacks are refused by its name', async () => {
  const client = embedExecutive(executiveOptions(parseConfiguration({ variant: 'minimal' })));
  await expect(client.request('symbols', { pid: 1 })).rejects.toThrow('unsupported_feature:symbols');
  await expect(client.request('disasm', { pid: 1 })).rejects.toThrow('unsupported_feature:disasm');
  expect(await client.request('ping', {})).toEqual({ reply: 'pong' });
});
