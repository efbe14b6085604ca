/** What a program as a whole may not have, over the wire: told where it is to be mended, and gone when it is. */

import { afterEach, describe, expect, it } from 'vitest';
import { MarkedWorkspace } from './marked-workspace';

type Files = Readonly<Record<string, string>>;

let workspace: MarkedWorkspace;
afterEach(() => workspace.close());

const project = (...more: readonly (readonly [string, unknown])[]): string =>
  JSON.stringify({ programs: [{ name: 'app', units: ['main.mvasm', 'other.mvasm'], ...Object.fromEntries(more) }] });
const main = '.entry main\n.text\nmain:\n    RET\n';
const both = { 'hsx.json': project(), 'main.mvasm': main };

/** `file:line:column code` of all that is told, without lints. */
function told(): string[] {
  return [...workspace.client.latest]
    .flatMap(([uri, { diagnostics }]) =>
      diagnostics.map(({ range: { start }, code }) => {
        const name = uri.replace(`${workspace.uri('')}`, '').replace(/^\//, '');
        return `${name}:${start.line + 1}:${start.character + 1} ${code}`;
      }),
    )
    .filter((line) => !/ (unused-label|unreachable-code|falls-off-code)$/.test(line));
}

/** Of the program, after the text of a file was typed. */
async function listWith(name: string, text: string): Promise<string[]> {
  await workspace.change(name, text);

  await workspace.of(name, 'foldingRange');
  return told();
}

/** Files without the mistake, the file in which it is typed, its text then, and what is told of it. */
const mistakes: readonly (readonly [
  what: string,
  files: Files,
  name: string,
  text: string,
  told: readonly string[],
])[] = [
  [
    'code beyond the limit',
    { 'main.mvasm': main },
    'main.mvasm',
    `${main}.org 0xfffc\n    RET\n    PUSH R1\n    RET\n`,
    ['main.mvasm:7:5 code-too-large'],
  ],
  [
    'code beyond the limit in the second unit',
    { ...both, 'other.mvasm': '.org 0x8000\n    RET\n' },
    'main.mvasm',
    `${main}.org 0x8000\n`,
    ['other.mvasm:2:5 code-too-large'],
  ],
  [
    'an .org beyond all code',
    { 'main.mvasm': main },
    'main.mvasm',
    `${main}.org 70000\n`,
    ['main.mvasm:5:6 code-too-large'],
  ],
  [
    'data beyond the limit',
    { 'main.mvasm': main },
    'main.mvasm',
    `${main}.data\nfew:\n    .word 1\nmany:\n    .zero 65532\nrest:\n    .byte 1\nend:\n    .byte 2\n`,
    ['main.mvasm:10:1 rodata-too-large'],
  ],
  [
    'data beyond the limit in the second unit',
    { ...both, 'other.mvasm': '.data\n.zero 65000\n' },
    'main.mvasm',
    `${main}.data\n.zero 1000\n`,
    ['other.mvasm:1:1 rodata-too-large'],
  ],
  ['no code', { 'main.mvasm': main }, 'main.mvasm', '.entry\n.data\n.byte 1\n', ['main.mvasm:1:1 entry-out-of-range']],
  [
    'no code in a program without an entry',
    { ...both, 'other.mvasm': '' },
    'main.mvasm',
    '.data\n.byte 1\n',
    ['main.mvasm:1:1 entry-out-of-range'],
  ],
  [
    'an entry behind the code',
    { 'main.mvasm': main },
    'main.mvasm',
    '.entry 8\n    RET\n',
    ['main.mvasm:1:8 entry-out-of-range'],
  ],
  [
    'an entry in an instruction',
    { 'main.mvasm': main },
    'main.mvasm',
    '.entry 2\n    RET\n',
    ['main.mvasm:1:8 entry-misaligned'],
  ],
  [
    'a start symbol in data',
    { ...both, 'other.mvasm': '' },
    'other.mvasm',
    '.export _start\n.data\n_start:\n    .word 1\n',
    ['other.mvasm:3:1 entry-out-of-range'],
  ],
  [
    'an entry that is data',
    { 'main.mvasm': main },
    'main.mvasm',
    '.entry d\n    RET\n.data\nd:\n    .word 1\n',
    ['main.mvasm:1:8 entry-section'],
  ],
  ['an entry among data', { 'main.mvasm': main }, 'main.mvasm', `.data\n${main}`, ['main.mvasm:2:1 entry-section']],
  [
    'an entry that is nowhere',
    { 'main.mvasm': main },
    'main.mvasm',
    main.replace('main:', 'man:'),
    ['main.mvasm:1:8 symbol-unknown'],
  ],
  [
    'an entry of another unit',
    { ...both, 'other.mvasm': '.export far\nfar:\n    RET\n' },
    'main.mvasm',
    '.import far\n.entry far\n    RET\n',
    ['main.mvasm:2:8 entry-undefined'],
  ],
  [
    'an entry twice in a unit',
    { 'main.mvasm': main },
    'main.mvasm',
    `.entry main\n${main}`,
    ['main.mvasm:1:8 entry-duplicate'],
  ],
  [
    'an entry in each of two units',
    { ...both, 'other.mvasm': 'other:\n    RET\n' },
    'other.mvasm',
    '.entry other\nother:\n    RET\n',
    ['other.mvasm:1:8 entry-ambiguous'],
  ],
  [
    'an entry in the project that is nowhere',
    { 'hsx.json': project(['entry', 'start']), 'main.mvasm': 'start:\n    RET\n', 'other.mvasm': '' },
    'main.mvasm',
    'star:\n    RET\n',
    [`hsx.json:1:${project(['entry', 'start']).indexOf('"start"') + 1} entry-unknown`],
  ],
  [
    'alignment that is lost by data in front',
    { ...both, 'other.mvasm': '.data\n.align 4\n    .word 1\n' },
    'main.mvasm',
    `${main}.data\n    .byte 1\n`,
    ['other.mvasm:2:8 align-lost'],
  ],
];

describe.each(mistakes)('%s', (_what, files, name, text, expected) => {
  it('is told where it is to be mended, until it is', async () => {
    const opened = Object.fromEntries(
      Object.entries(files).map(([file, content]) => [
        file,
        file.endsWith('.mvasm') ? `<|${file[0]}>${content}` : content,
      ]),
    );
    workspace = await MarkedWorkspace.start(opened);
    const whole = files[name]!;
    expect(await listWith(name, `${whole}\n`)).toEqual([]);
    expect(await listWith(name, text)).toEqual(expected);
    expect(await listWith(name, whole)).toEqual([]);
  });
});
