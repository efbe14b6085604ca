/** The editor and `hsx check` say the same about the same program: over samples, vectors and random programs. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type Diagnostic,
  DiagnosticSeverity,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { findingsOf } from '../../src/cli/check/findings';
import { TestClient } from '../../src/language-server/client.testing';
import { startServer } from '../../src/language-server/server';
import type { FileReader } from '../../src/platform/files';
import { linkCatalogue } from '../../src/toolchain/catalogue/link';
import { formatDiagnostic, type Severity } from '../../src/toolchain/diagnostics';
import { isRule } from '../../src/toolchain/lint/selection';
import { randomProgram } from '../../src/toolchain/random-program.testing';
import { casesOf } from '../conformance/toolchain-vectors';

type Files = ReadonlyMap<string, string>;

function readerOf(files: Files): FileReader {
  return {
    async read(path) {
      const text = files.get(path);
      return text === undefined ? undefined : new TextEncoder().encode(text);
    },
    async list(folder) {
      const names = [...files.keys()]
        .filter((path) => path.startsWith(`${folder}/`))
        .map((path) => path.slice(folder.length + 1));
      const folders = new Set(names.filter((name) => name.includes('/')).map((name) => name.split('/')[0]!));
      return [
        ...names.filter((name) => !name.includes('/')).map((name) => ({ name, folder: false })),
        ...[...folders].map((name) => ({ name, folder: true })),
      ];
    },
  };
}

const severities: Readonly<Record<number, Severity>> = {
  [DiagnosticSeverity.Error]: 'error',
  [DiagnosticSeverity.Warning]: 'warning',
  [DiagnosticSeverity.Information]: 'information',
  [DiagnosticSeverity.Hint]: 'hint',
};

const lineOf = (file: string, { code, message, range, severity }: Diagnostic): string =>
  formatDiagnostic({
    file,
    code: code as never,
    message: message as string,
    range,
    severity: severities[severity ?? 0]!,
  });

const files = new Map<string, string>();
let client: TestClient;
beforeAll(async () => {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  startServer({
    reader: new StreamMessageReader(toServer),
    writer: new StreamMessageWriter(toClient),
    files: readerOf(files),
    exit: () => toServer.end(),
  });
  client = new TestClient(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  await client.initialize();
});
afterAll(() => client.close());

let count = 0;

/** What the server tells of a source and the files beside it, and what `hsx check` prints of it. */
async function bothLists(sources: Readonly<Record<string, string>>, main: string): Promise<[string[], string[]]> {
  const folder = `/w/${++count}`;
  files.clear();
  client.latest.clear();
  for (const [name, text] of Object.entries(sources)) files.set(`${folder}/${name}`, text);
  const path = `${folder}/${main}`;
  const uri = `file://${path}`;
  await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: `${uri}.new`, type: 1 }] });
  await client.open(uri, sources[main]!);
  const first = await client.published(uri);
  const { diagnostics } = await findingsOf([path], readerOf(files), { findImports: true }, {});
  // Of a large program the lints follow, when nothing changes for a while.
  const ofMain = diagnostics.filter(({ file }) => file === path);
  const waits = ofMain.some(({ code }) => isRule(code)) && !first.diagnostics.some(({ code }) => isRule(String(code)));
  if (waits) await client.published(uri);
  // All that comes with it is there when a later question has its answer.
  await client.request('textDocument/foldingRange', { textDocument: { uri } });
  const told = [...client.latest].flatMap(([of, { diagnostics }]) =>
    diagnostics.map((each) => lineOf(decodeURIComponent(of.replace('file://', '')), each)),
  );
  await client.notify('textDocument/didClose', { textDocument: { uri } });
  // A source without an entry is no program in the editor: it may import what is not there yet.
  const isProgram = /^\s*\.entry\b/im.test(sources[main]!);
  const isOfProgram = ({ code }: { code: string }): boolean => code in linkCatalogue || code === 'entry-out-of-range';
  const printed = diagnostics.filter((each) => isProgram || !isOfProgram(each)).map(formatDiagnostic);
  return [told.sort(), printed.sort()];
}

const examples = join(import.meta.dirname, '..', '..', 'examples');
const samples = Object.fromEntries(
  readdirSync(examples, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.mvasm'))
    .map((name) => [name.replaceAll('\\', '/'), readFileSync(join(examples, name), 'utf8')]),
);

it.each(Object.keys(samples))('say the same of the sample %s, and nothing that needs a change', async (name) => {
  const [told, printed] = await bothLists(samples, name);
  expect(told).toEqual(printed);
  expect(told.filter((line) => !line.includes(': hint: '))).toEqual([]);
});

const suites =
  'data encode errors-assemble errors-link file-text include lexical link metadata quirks relocs sections symbols';

it.each(suites.split(' '))('say the same of the vectors in %s', async (suite) => {
  for (const { name, sources, units } of casesOf(suite)) {
    for (const unit of units.filter((path) => path.endsWith('.mvasm'))) {
      if (unit.startsWith('/') || unit.startsWith('..')) continue;
      const [told, printed] = await bothLists(sources, unit);
      expect(told, `${name}: ${unit}`).toEqual(printed);
    }
  }
});

it('say the same while a line of one unit is typed, and what is certain of the others', async () => {
  const sources = {
    'main.mvasm': '.import other\n.import third\n.entry main\n.text\nmain:\n    CALL other\n    CALL third\n    RET\n',
    'other.mvasm': '.import nowhere\n.export other\n.text\nother:\n    CALL nowhere\n    RET\n',
    'third.mvasm': '.export third\n.text\nthird:\n    PUS\n    RET\n',
  };
  const [told, printed] = await bothLists(sources, 'main.mvasm');
  expect(told).toEqual(printed);
  expect(told.map((line) => /(\w+)\.mvasm.*\[(.*)\]/.exec(line)?.slice(1).join(' '))).toEqual([
    'other import-unresolved',
    'third unknown-mnemonic',
  ]);
});

it('say the same of random programs', async () => {
  await fc.assert(
    fc.asyncProperty(randomProgram, async ({ units }) => {
      const sources = Object.fromEntries(units.map(({ path, text }) => [path, text]));
      const [told, printed] = await bothLists(sources, units.at(-1)!.path);
      expect(told).toEqual(printed);
      expect(told.filter((line) => line.includes(': error: '))).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
