import { pathToFileURL } from 'node:url';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { example, Folder } from './hsx';

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.remove());

const quiet = { code: 0, stdout: '', stderr: '' };

function writeFaulty(): void {
  folder.program('a b.mvasm', 'FLY R1', 'RET R1');
  folder.program('twice.mvasm', 'main:', 'RET');
}

describe('hsx check', () => {
  it('says nothing about a program without mistakes, imported units included', async () => {
    expect(await folder.hsx('check', example('fib_frames.mvasm'))).toEqual(quiet);
  });

  it('prints what the assembler finds, and fails for errors', async () => {
    writeFaulty();
    const { code, stdout, stderr } = await folder.hsx('check', 'a b.mvasm', 'twice.mvasm');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^a b\.mvasm:4:1: error: .+ \[unknown-mnemonic\]$/),
      expect.stringMatching(/^a b\.mvasm:5:5: warning: .+ \[operand-extra\]$/),
      expect.stringMatching(/^twice\.mvasm:4:1: error: .+ \[label-duplicate\]$/),
    ]);
  });

  it('prints what the linker finds', async () => {
    folder.program('alone.mvasm', '.import elsewhere', 'CALL elsewhere', 'RET');
    const { code, stdout } = await folder.hsx('check', 'alone.mvasm');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^alone\.mvasm:4:9: error: .+ \[import-unresolved\]\n$/);
  });

  it('prints warnings and does not fail for them', async () => {
    folder.program('warn.mvasm', 'RET R1');
    const { code, stdout } = await folder.hsx('check', 'warn.mvasm');
    expect(code).toBe(0);
    expect(stdout).toContain('[operand-extra]');
  });

  it('prints what the lints find, as severe as they are told to be', async () => {
    folder.program('lints.mvasm', 'LDI R15, 1', 'JMP main', 'spare: RET');
    const found = await folder.hsx('check', 'lints.mvasm');
    expect(found.code).toBe(0);
    const lines = found.stdout.trimEnd().split('\n');
    expect(lines.map((line) => line.replace(/^lints.mvasm:(\S+): (\w+): .+ \[(.+)\]$/, '$1 $2 $3'))).toEqual([
      '6:1 hint not-portable',
      '4:1 information stack-mirror-written',
      '6:1 hint unused-label',
      '6:8 warning unreachable-code',
    ]);
    const severe = await folder.hsx(
      'check',
      'lints.mvasm',
      '--lint',
      'unused-label=error',
      '--lint',
      'unreachable-code=off',
    );
    expect(severe.code).toBe(1);
    expect(severe.stdout).toMatch(/6:1: error: .+ \[unused-label\]/);
    expect(severe.stdout).not.toContain('unreachable-code');
  });

  it('heeds comments that call lints and hints off', async () => {
    folder.program(
      'quiet.mvasm',
      'LDI R15, 1 ; hsx-ignore: stack-mirror-written',
      '; hsx-ignore: stack-mirror-written, service-unknown',
      '; on purpose',
      'LDI R15, 1',
      'SVC 0xFFF ; hsx-ignore: unused-label',
      '; hsx-ignore-file: unused-label, not-portable',
      'spare: RET',
    );
    const { stdout } = await folder.hsx('check', 'quiet.mvasm');
    expect(stdout).toMatch(/^quiet\.mvasm:8:1: warning: .+ \[service-unknown\]\n$/);
  });

  it.each([
    ['unused-lable=off', 'There is no rule "unused-lable"'],
    ['unused-label=loud', 'Give it one of off, hint, information, warning, error.'],
  ])('refuses --lint %s', async (lint, message) => {
    const { code, stderr } = await folder.hsx('check', 'x.mvasm', '--lint', lint);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it('prints JSON', async () => {
    writeFaulty();
    const { code, stdout } = await folder.hsx('check', '--json', 'a b.mvasm', 'twice.mvasm');
    expect(code).toBe(1);
    const { units, diagnostics } = JSON.parse(stdout);
    expect(units).toEqual(['a b.mvasm', 'twice.mvasm']);
    expect(diagnostics).toMatchObject([
      { file: 'a b.mvasm', line: 4, column: 1, end_line: 4, end_column: 4, code: 'unknown-mnemonic', related: [] },
      { line: 5, column: 5, end_column: 7, severity: 'warning' },
      { file: 'twice.mvasm', code: 'label-duplicate', related: [{ file: 'twice.mvasm', line: 3, column: 1 }] },
    ]);
    const found = await folder.hsx('check', '--json', example('fib_frames.mvasm'));
    expect(JSON.parse(found.stdout)).toEqual({
      units: [example('fib_frames.mvasm'), example('lib/console.mvasm')],
      diagnostics: [],
    });
  });

  it('prints SARIF 2.1.0', async () => {
    writeFaulty();
    const { code, stdout } = await folder.hsx('check', '--sarif', 'a b.mvasm', folder.in('twice.mvasm'));
    expect(code).toBe(1);
    const log = v.parse(sarif, JSON.parse(stdout));
    const { tool, results } = log.runs[0]!;
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]!.id).toBe(ruleId);
    expect(results.map(({ level }) => level)).toEqual(['error', 'warning', 'error']);
    const places = results.map(({ locations }) => locations[0]!.physicalLocation);
    expect(places[0]).toEqual({
      artifactLocation: { uri: 'a%20b.mvasm' },
      region: { startLine: 4, startColumn: 1, endLine: 4, endColumn: 4 },
    });
    expect(places[2]!.artifactLocation.uri).toBe(pathToFileURL(folder.in('twice.mvasm')).href);
    expect(results[2]!.relatedLocations![0]!.physicalLocation.region.startLine).toBe(3);
  });

  it('prints SARIF without results, too', async () => {
    const { code, stdout } = await folder.hsx('check', '--sarif', example('fib_frames.mvasm'));
    expect(code).toBe(0);
    expect(v.parse(sarif, JSON.parse(stdout)).runs[0]!.results).toEqual([]);
  });
});

// The members of the SARIF schema that hsx uses; a strict object refuses all others, as the schema does.
const fromOne = v.pipe(v.number(), v.integer(), v.minValue(1));
const message = v.strictObject({ text: v.pipe(v.string(), v.minLength(1)) });
const level = v.picklist(['none', 'note', 'warning', 'error']);
const location = v.strictObject({
  physicalLocation: v.strictObject({
    artifactLocation: v.strictObject({ uri: v.string() }),
    region: v.strictObject({ startLine: fromOne, startColumn: fromOne, endLine: fromOne, endColumn: fromOne }),
  }),
  message: v.optional(message),
});
const rule = v.strictObject({
  id: v.string(),
  shortDescription: message,
  help: message,
  defaultConfiguration: v.strictObject({ level }),
});
const result = v.strictObject({
  ruleId: v.string(),
  ruleIndex: v.pipe(v.number(), v.integer(), v.minValue(0)),
  level,
  message,
  locations: v.array(location),
  relatedLocations: v.optional(v.array(location)),
});
const sarif = v.strictObject({
  $schema: v.pipe(v.string(), v.url()),
  version: v.literal('2.1.0'),
  runs: v.array(
    v.strictObject({
      tool: v.strictObject({
        driver: v.strictObject({ name: v.literal('hsx'), version: v.string(), rules: v.array(rule) }),
      }),
      columnKind: v.literal('utf16CodeUnits'),
      results: v.array(result),
    }),
  ),
});
