/** Service modules from 0x10 on, which hsx.json allows (docs/project-file.md, `wideServices`). */

import { afterEach, expect, it } from 'vitest';
import type { CompletionItem, CompletionList, Hover, SignatureHelp } from 'vscode-languageserver/node';
import { MarkedWorkspace } from './marked-workspace';

let workspace: MarkedWorkspace;
afterEach(() => workspace.close());

async function start(wideServices: boolean): Promise<void> {
  workspace = await MarkedWorkspace.start({
    'hsx.json': JSON.stringify({ programs: [{ name: 'app', units: ['main.mvasm'], wideServices }] }),
    'main.mvasm': `.entry main
.text
main:
    SVC MOD=0x1<|hover>3, FN=0x2<|signature>
    SVC fram<|name>
    SVC MOD=<|module>
    SVC MOD=0x15, FN=<|fn>
    RET
`,
  });
}

const labels = async (mark: string) =>
  (await workspace.at<CompletionList>(mark, 'completion')).items.map(({ label }) => label);

it('are offered and explained where they are allowed', async () => {
  await start(true);
  const { items } = await workspace.at<CompletionList>('name', 'completion');
  const size = items.find(({ label }) => label === 'fram.size');
  expect(JSON.stringify(size)).toContain('MOD=0x13, FN=0x2');
  const resolved = await workspace.client.request<CompletionItem>('completionItem/resolve', size);
  expect(resolved.documentation).toMatchObject({ value: expect.stringContaining('Bytes of the FRAM') });
  expect(await labels('module')).toEqual(expect.arrayContaining(['0x5', '0x13', '0x17']));
  expect(await labels('fn')).toEqual(['0x0', '0x1', '0x2', '0x3']);
  const { contents } = await workspace.at<Hover>('hover', 'hover');
  expect(contents).toMatchObject({ value: expect.stringContaining('**fram.size**: Bytes of the FRAM') });
  const { signatures } = await workspace.at<SignatureHelp>('signature', 'signatureHelp');
  expect(signatures[0]!.label).toBe('fram.size() -> R0 bytes');
});

it('are not offered where they are not', async () => {
  await start(false);
  expect(await labels('name')).not.toContain('fram.size');
  expect(await labels('module')).not.toContain('0x13');
});
