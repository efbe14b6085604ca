/** Parts that were compiled from C, known from the symbol file beside the image alone. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { CompletionList, Hover, Location, MarkupContent } from 'vscode-languageserver/node';
import { assemble } from '../../src/toolchain/assemble';
import { writeObject } from '../../src/toolchain/object';
import { MarkedWorkspace } from './marked-workspace';

/** As the reference linker writes it. */
const symbolFile = (line: number): string =>
  JSON.stringify({
    version: 1,
    instructions: [{ pc: 16, file: 'sum.c', directory: '../c', line, source_kind: 'source', function: 'sum' }],
    symbols: {
      functions: [
        { name: 'sum', address: 16, size: 8, file: 'sum.c', line },
        { name: 'gone', address: 24, size: 4, file: 'main.mvasm', line: 40 },
      ],
      variables: [{ name: 'total', address: 16384, size: 0, scope: 'global', type: null }],
      labels: {},
    },
  });

const main = `.entry main
.import sum<|name>
.import total
.import <|new>
.text
main:
    CALL s<|call>um
    LDI32 R1, to<|data>tal
    RET
`;

let workspace: MarkedWorkspace;
afterEach(() => workspace.close());

const definition = async (mark: string): Promise<string[]> =>
  workspace.shown(await workspace.at<Location[]>(mark, 'definition'));
const hover = async (mark: string): Promise<string> =>
  ((await workspace.at<Hover>(mark, 'hover')).contents as MarkupContent).value;

it('has definition, hover and completion of what no unit of the program defines', async () => {
  await start(main);
  expect(await definition('call')).toEqual(['c/sum.c:7:1 ']);
  expect(await definition('name')).toEqual(['c/sum.c:7:1 ']);
  expect(await definition('data')).toEqual(['main.mvasm:3:9 total']);
  expect(await hover('call')).toContain('As built last, in `app.sym`: code at `0x0010`, written in `sum.c`, line 7');
  expect(await hover('data')).toContain('data at `0x4000`');
  const { items } = await workspace.at<CompletionList>('new', 'completion');
  // Neither what is imported already, nor what was written in assembly and is no more.
  expect(items.map(({ label }) => label)).toEqual([]);
  await workspace.change('main.mvasm', workspace.text('main.mvasm').replace('.import sum\n', '\n'));
  const after = await workspace.at<CompletionList>('new', 'completion');
  expect(after.items.map(({ label, detail }) => [label, detail])).toEqual([['sum', 'sum.c']]);
});

it('tells where the routine of an object was written that has no debug input', async () => {
  const object = assemble('sum.mvasm', () => '.export sum\n.text\nsum:\n    RET\n').object;
  await start(main.replace('.import <|new>\n', '').replace('.import total\n', '.import total<|new>\n'), {
    'out/sum.hxo': Buffer.from(writeObject(object)),
  });
  expect(await definition('call')).toEqual(['c/sum.c:7:1 ']);
  expect(await hover('call')).toContain('of sum.hxo, written in `sum.c`, line 7');
});

it('follows the file, and does without one that cannot be read', async () => {
  await start(main);
  expect(await definition('call')).toEqual(['c/sum.c:7:1 ']);
  for (const [text, place] of [
    [symbolFile(9), 'c/sum.c:9:1 '],
    ['{ broken', 'main.mvasm:2:9 sum'],
  ] as const) {
    writeFileSync(join(workspace.folder, 'out/app.sym'), text);
    const changes = [{ uri: workspace.uri('out/app.sym'), type: 2 }];
    await workspace.client.notify('workspace/didChangeWatchedFiles', { changes });
    expect(await definition('call')).toEqual([place]);
  }
});

async function start(source: string, others: Record<string, Uint8Array> = {}): Promise<void> {
  const units = ['main.mvasm', ...Object.keys(others)];
  workspace = await MarkedWorkspace.start({
    'hsx.json': JSON.stringify({ programs: [{ name: 'app', units, output: 'out/app.hxe' }] }),
    'main.mvasm': source,
    'c/sum.c': 'int sum(void) { return 0; }\n',
    'out/app.sym': symbolFile(7),
    ...others,
  });
}
