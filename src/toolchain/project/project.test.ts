import Ajv from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FileReader } from '../../platform/files';
import { formatDiagnostic } from '../diagnostics';
import { programAttributes } from './attributes';
import { findPrograms } from './find';
import { readProject } from './read';
import { projectSchema } from './schema';

const messages = (text: string) => readProject('/p/hsx.json', text).diagnostics.map(formatDiagnostic);
const program = (members: string) => `{ "programs": [{ "name": "a", "units": ["a.mvasm"], ${members} }] }`;

describe('readProject', () => {
  it('resolves paths from the folder of the file, and fills in what is not said', () => {
    const text = JSON.stringify({
      $schema: 'anything',
      programs: [
        { name: 'a', units: ['src/a.mvasm', '../lib/b.hxo'], includeFolders: ['include'], singleInstance: true },
        { name: 'b', units: ['b.mvasm'], entry: 'start', output: 'b/b.hxe', requiredCapabilities: 3 },
      ],
    });
    const { programs, diagnostics } = readProject('/p/hsx.json', text);
    expect(diagnostics).toEqual([]);
    expect(programs).toMatchObject([
      {
        name: 'a',
        units: ['/p/src/a.mvasm', '/lib/b.hxo'],
        output: '/p/out/a.hxe',
        options: { includeFolders: ['/p/include'], allowMultiple: false, output: '/p/out/a.hxe' },
      },
      {
        name: 'b',
        output: '/p/b/b.hxe',
        options: { entry: { name: 'start' }, requiredCapabilities: 3, allowMultiple: undefined },
      },
    ]);
  });

  it.each([
    ['', '1:1: error: The JSON value ends too early. [project-json]'],
    ['{\n  "programs": [,]\n}', '2:16: error: A JSON value is expected here. [project-json]'],
    ['[]', '1:1: error: hsx.json holds one JSON object: { "programs": [...] }. [project-value]'],
    ['{ }', '1:1: error: The key "programs" is missing: the list of programs. [project-missing]'],
    ['{ "programs": [] }', expect.stringContaining('1:15: error: "programs" is a list of at least one program')],
    ['{ "programs": [7] }', expect.stringContaining('1:16: error: A program is an object')],
    ['{ "program": [],\n "programs": [{}] }', expect.stringContaining('1:3: error: hsx.json has no key "program"')],
    [
      program('"unit": 1'),
      expect.stringContaining('1:53: error: hsx.json has no key "unit" here; known are name, units'),
    ],
    [program('"entry": "a b"'), expect.stringContaining('1:62: error: "entry" must be a symbol name.')],
    [program('"singleInstance": 1'), expect.stringContaining('"singleInstance" must be true or false.')],
    [program('"requiredCapabilities": 65536'), expect.stringContaining('must be a number from 0 to 65535.')],
    [program('"appName": "é"'), expect.stringContaining('must be a text of 1 to 31 ASCII characters.')],
    [
      program('"lint": { "unused-labels": "off" }'),
      expect.stringContaining('1:63: error: hsx.json has no key "unused-labels" here; known are unused-label,'),
    ],
    [
      program('"lint": { "unused-label": "loud" }'),
      expect.stringContaining('1:79: error: "unused-label" must be one of off, hint, information, warning, error.'),
    ],
    [program('"lint": "off"'), expect.stringContaining('"lint" must be an object with rules and their severities.')],
    [program('"includeFolders": [""]'), expect.stringContaining('must be a list of paths.')],
  ])('refuses %j', (text, message) => {
    expect(messages(text).map((line) => line.replace('/p/hsx.json:', ''))).toContainEqual(message);
  });

  it('reads the other programs when one has mistakes', () => {
    const text = '{"programs":[{"name":"a b","units":["a.mvasm"]},{"name":"b"},{"name":"c","units":["c.mvasm"]}]}';
    const { programs, diagnostics } = readProject('hsx.json', text);
    expect(programs.map(({ name }) => name)).toEqual(['c']);
    expect(diagnostics.map(({ code }) => code)).toEqual(['project-value', 'project-missing']);
  });

  it('wants names once', () => {
    const one = '{ "name": "a", "units": ["a.mvasm"] }';
    expect(messages(`{ "programs": [\n${one},\n${one}\n] }`)).toEqual([
      '/p/hsx.json:3:11: error: Another program is named "a" already; choose another name. [project-duplicate]',
    ]);
  });

  it('agrees with the schema about every attribute', () => {
    const validate = new Ajv({ strictTypes: false, keywords: ['markdownDescription'] } as object).compile(
      projectSchema(),
    );
    const value = fc.oneof(
      fc.constantFrom<unknown>(
        'a',
        'a b',
        '',
        'é',
        'x'.repeat(32),
        'a.mvasm',
        '_x',
        true,
        false,
        null,
        0,
        65536,
        -1,
        1.5,
      ),
      fc.constantFrom<unknown>([], [''], ['a.mvasm'], ['a', 1], {}),
      fc.constantFrom<unknown>({ 'unused-label': 'off' }, { 'unused-label': 'loud' }, { other: 'off' }),
    );
    const members = fc.record(
      Object.fromEntries([...Object.keys(programAttributes), 'other'].map((key) => [key, value])),
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.constantFrom<object>({ name: 'a', units: ['b'] }, {}), members, (base, given) => {
        const project = { programs: [{ ...base, ...given }] };
        const { entry } = given;
        // What a symbol may be is more than the schema says.
        fc.pre(entry === undefined || (entry !== 'a b' && entry !== 'é'));
        expect(readProject('hsx.json', JSON.stringify(project)).diagnostics.length === 0).toBe(validate(project));
      }),
    );
  });
});

describe('findPrograms', () => {
  const files = new Map([
    ['/p/hsx.json', '{"programs":[{"name":"a","units":["a.mvasm"]},{"name":"b","units":["b.mvasm"]}]}'],
    ['/broken/hsx.json', '{'],
  ]);
  const reader: FileReader = {
    async read(path) {
      if (path.startsWith('/secret/')) throw new Error('permission denied');
      const text = files.get(path);
      return text === undefined ? undefined : new TextEncoder().encode(text);
    },
    list: async () => [],
  };
  const found = async (input: string) => {
    const reading = await findPrograms(input, reader);
    return reading && [...reading.programs.map(({ name }) => name), ...reading.diagnostics.map(({ code }) => code)];
  };

  it.each<[string, string[] | undefined]>([
    ['/p/hsx.json', ['a', 'b']],
    ['/p/b', ['b']],
    ['\\p\\b', ['b']],
    ['/p/c', ['program-unknown']],
    ['/p/a.mvasm', undefined],
    ['/p/a.hxe', undefined],
    ['/q/a', undefined],
    ['-', undefined],
    ['/q/hsx.json', ['file-missing']],
    ['/broken/a', ['project-json']],
    ['/secret/a', ['file-unreadable']],
  ])('%s', async (input, expected) => {
    expect(await found(input)).toEqual(expected);
  });
});
