/** Diagnostics over the wire: what is told, of which file, and how. */

import { afterEach, expect, it } from 'vitest';
import type {
  Diagnostic,
  DocumentDiagnosticReport,
  WorkspaceDiagnosticReport,
  WorkspaceFullDocumentDiagnosticReport,
} from 'vscode-languageserver/node';
import { everything, MarkedWorkspace, type Start } from './marked-workspace';

let workspace: MarkedWorkspace;
const start = async (files: Record<string, string>, options?: Start): Promise<void> => {
  workspace = await MarkedWorkspace.start(files, options);
};
afterEach(() => workspace.close());

const told = async (name: string): Promise<Diagnostic[]> =>
  (await workspace.client.published(workspace.uri(name))).diagnostics;
const shown = (diagnostics: readonly Diagnostic[]): string[] =>
  diagnostics.map(({ range: { start }, code }) => `${start.line + 1}:${start.character + 1} ${code}`);

const spare = '.entry main\nmain:\n    RET\n.data\nspare:\n    .word 1\n';

const asking = {
  ...everything,
  textDocument: { ...everything.textDocument, diagnostic: { relatedDocumentSupport: true } },
};

it('have a code, a page about it, a place that is related, and a tag for what may go', async () => {
  await start(
    { 'main.mvasm': '<|open>.entry main\nmain:\n    RET\nmain:\n    RET\n' },
    { initializationOptions: { codePages: 'https://example.org/CODE.html' } },
  );
  const [duplicate] = await told('main.mvasm');
  expect(duplicate).toMatchObject({
    code: 'label-duplicate',
    source: 'hsx',
    severity: 1,
    codeDescription: { href: 'https://example.org/label-duplicate.html' },
    range: { start: { line: 3, character: 0 }, end: { line: 3, character: 4 } },
    relatedInformation: [{ location: { uri: workspace.uri('main.mvasm'), range: { start: { line: 1 } } } }],
  });
  await workspace.change('main.mvasm', spare);
  expect(await told('main.mvasm')).toMatchObject([{ code: 'unused-label', tags: [1] }]);
});

it('are those of the linker too, while typing', async () => {
  const other = '.export help\n.text\nhelp:\n    RET\n';
  await start({
    'hsx.json': JSON.stringify({ programs: [{ name: 'app', units: ['main.mvasm', 'other.mvasm'] }] }),
    'main.mvasm': '<|open>.entry main\n.import help\n.text\nmain:\n    CALL help\n    RET\n',
    'other.mvasm': `<|also>${other}`,
  });
  expect(await told('main.mvasm')).toEqual([]);
  await workspace.change('other.mvasm', other.replaceAll('help', 'aid'));
  expect(shown(await told('main.mvasm'))).toEqual(['2:9 import-unresolved']);
  await workspace.change('other.mvasm', `${other}.export main\nmain:\n    RET\n`);
  const both = [...(await told('main.mvasm')), ...(await told('other.mvasm'))];
  expect(both.map(({ code }) => code)).not.toContain('import-unresolved');
});

it('of the linker stay in a program of one file while a line of it is typed', async () => {
  const text = (line: string): string =>
    `.entry main\n.import gone\n.extern away\n.text\nmain:\n${line}\n    LDI R1, store\n    CALL gone\n    CALL away\n` +
    '    RET\n.data\nstore:\n    .word 1\n';
  const staying = ['2:9 import-unresolved', '7:13 reloc-range', '9:10 reloc-unknown-symbol'];
  await start({ 'main.mvasm': `<|open>${text('')}` });
  expect(shown(await told('main.mvasm')).sort()).toEqual(staying);
  const whole = '    LD R2, [R7+4]';
  let broken = 0;
  for (let end = 5; end <= whole.length; end++) {
    await workspace.change('main.mvasm', text(whole.slice(0, end)));
    const now = shown(await told('main.mvasm'));
    expect(now, whole.slice(0, end)).toEqual(expect.arrayContaining(staying));
    if (now.length > staying.length) broken++;
  }
  expect(broken).toBeGreaterThan(5);
});

it('of a jump too far are told at final addresses', async () => {
  const far = `.export far\n.text\n${'    RET\n'.repeat(9000)}far:\n    RET\n`;
  await start({
    'hsx.json': JSON.stringify({ programs: [{ name: 'app', units: ['main.mvasm', 'far.mvasm'] }] }),
    'main.mvasm': '<|open>.entry main\n.import far\n.text\nmain:\n    JMP far\n',
    'far.mvasm': far,
  });
  const found = await told('main.mvasm');
  expect(found).toMatchObject([{ code: 'reloc-range', severity: 1, range: { start: { line: 4 } } }]);
});

it('of an included file are told in it, with the way there', async () => {
  await start({
    'main.mvasm': '<|open>.entry main\n.include "one.inc"\nmain:\n    RET\n',
    'one.inc': '.include "two.inc"\n',
    'two.inc': '    FOO R1\n',
  });
  const [mistake] = await told('two.inc');
  expect(mistake).toMatchObject({ code: 'unknown-mnemonic', range: { start: { line: 0, character: 4 } } });
  expect(mistake!.relatedInformation?.map(({ location }) => location.uri)).toEqual([
    workspace.uri('one.inc'),
    workspace.uri('main.mvasm'),
  ]);
});

it('of metadata know ids of other files, and what handlers are', async () => {
  await start({
    'hsx.json': JSON.stringify({ programs: [{ name: 'app', units: ['main.mvasm', 'other.mvasm'] }] }),
    'main.mvasm':
      '<|open>.entry main\n.value {"group": 1, "id": 1}\n.cmd {"group": 1, "id": 2, "handler": "nowhere"}\n' +
      '.text\nmain:\n    RET\n',
    'other.mvasm': '.value {"group": 1, "id": 1}\n',
  });
  const found = [...(await told('main.mvasm')), ...(await told('other.mvasm'))];
  expect(shown(found)).toEqual(['3:39 handler-unknown', '1:8 metadata-duplicate']);
  await workspace.change('main.mvasm', '.entry main\n.value {"group": 900, "id": 1}\n.text\nmain:\n    RET\n');
  expect(shown(await told('main.mvasm'))).toEqual(['2:18 metadata-range']);
});

it('are given when asked for, once', async () => {
  await start({ 'main.mvasm': '<|open>.entry main\nmain:\n    FOO\n    RET\n' }, { capabilities: asking });
  const first = await workspace.of<DocumentDiagnosticReport>('main.mvasm', 'diagnostic');
  expect(first).toMatchObject({ kind: 'full', items: [{ code: 'unknown-mnemonic' }] });
  const again = { previousResultId: first.resultId };
  expect(await workspace.of('main.mvasm', 'diagnostic', again)).toEqual({
    kind: 'unchanged',
    resultId: first.resultId,
  });
});

it('of the workspace are those of every program: its units and all that they include', async () => {
  await start(
    {
      'one.mvasm': '<|open>.entry one\n.import help\n.include "part.inc"\n.text\none:\n    CALL help\n    RET\n',
      'part.inc': '    LDI R1, 1 ; R1\n',
      'lib/help.mvasm': '.export help\n.text\nhelp:\n    BAR\n    RET\n',
      'two.mvasm': '.entry two\ntwo:\n    BAZ\n    RET\n',
      'stray.mvasm': '    QUX\n',
    },
    { capabilities: asking },
  );
  const params = { previousResultIds: [] };
  const { items } = await workspace.client.request<WorkspaceDiagnosticReport>('workspace/diagnostic', params);
  const byFile = items
    .filter((item): item is WorkspaceFullDocumentDiagnosticReport => item.kind === 'full')
    .map(({ uri, items }) => `${uri.split('/').at(-1)} ${items.map(({ code }) => code)}`);
  expect(byFile.sort()).toEqual([
    'help.mvasm unknown-mnemonic',
    'one.mvasm ',
    'part.inc ',
    'two.mvasm unknown-mnemonic',
  ]);
});

it('are as severe as the settings say, and change with them', async () => {
  const settings: { lint: Record<string, string> } = { lint: { 'unused-label': 'error' } };
  await start({ 'main.mvasm': `<|open>${spare}` }, { settings });
  const severities = async () => (await told('main.mvasm')).map(({ severity }) => severity);
  let now = await severities();
  // The settings may come behind the first list.
  if (now[0] !== 1) now = await severities();
  expect(now).toEqual([1]);
  settings.lint['unused-label'] = 'off';
  await workspace.client.notify('workspace/didChangeConfiguration', { settings: null });
  expect(await severities()).toEqual([]);
});

it('are not looked for in what the editor excludes', async () => {
  const excluded = { '**/old': true, 'spare.mvasm': true, '**/new': false };
  await start(
    {
      'main.mvasm': '<|open>.entry main\nmain:\n    RET\n',
      'old/deep/one.mvasm': '.entry one\none:\n    FOO\n',
      'spare.mvasm': '.entry two\ntwo:\n    FOO\n',
      'new/three.mvasm': '.entry three\nthree:\n    RET\n',
    },
    { excluded },
  );
  const programs = async () =>
    (await workspace.client.request<{ name: string }[]>('hsx/programs', null)).map(({ name }) => name);
  await expect.poll(programs).toEqual(['main.mvasm', 'three.mvasm']);
  excluded['**/old'] = false;
  await workspace.client.notify('workspace/didChangeConfiguration', { settings: null });
  await expect.poll(programs).toEqual(['main.mvasm', 'three.mvasm', 'one.mvasm']);
});

it('are called off by a comment', async () => {
  await start({
    'main.mvasm': `<|open>${spare.replace('spare:', 'spare: ; hsx-ignore: unused-label')}`,
  });
  expect(await told('main.mvasm')).toEqual([]);
});
