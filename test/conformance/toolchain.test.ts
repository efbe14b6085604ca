import { describe, expect, it } from 'vitest';
import { decode, disassemble, operandText } from '../../src/toolchain/disassemble';
import { readImage } from '../../src/toolchain/image';
import { readObject, writeObject } from '../../src/toolchain/object';
import { writeSymbols } from '../../src/toolchain/symbols';
import { commandsOf, headerOf, loadOutcome, mailboxesOf, metadataTableOf, valuesOf } from './toolchain-image';
import {
  buildCase,
  type CaseBuild,
  casesOf,
  type Expectation,
  hexOf,
  objectOf,
  type VectorCase,
} from './toolchain-vectors';

const errorsOf = ({ diagnostics }: CaseBuild) => diagnostics.filter(({ severity }) => severity === 'error');

function listingOf(code: Uint8Array): readonly string[] {
  return disassemble(code).map((line) => {
    const pc = line.pc.toString(16).toUpperCase().padStart(4, '0');
    const word = line.word.toString(16).toUpperCase().padStart(8, '0');
    return `0x${pc}: 0x${word} ${line.mnemonic} ${operandText(line)}`.trimEnd();
  });
}

function checkObjects({ expect: expected }: VectorCase, { assemblies }: CaseBuild): void {
  for (const [path, object] of Object.entries(expected.hxo ?? {})) {
    const assembly = assemblies.get(path)!;
    expect(objectOf(assembly), path).toEqual(object);
    expect(writeObject(readObject(writeObject(assembly.object))), `${path} read back`).toBe(
      writeObject(assembly.object),
    );
  }
}

function checkImage({ expect: expected }: VectorCase, { result }: CaseBuild): void {
  if (expected.hxe_hex === undefined) return;
  const bytes = result!.bytes!;
  expect(hexOf(bytes)).toBe(expected.hxe_hex);
  expect(result!.crc).toBe(expected.crc);
  expect(result!.entry).toBe(expected.entry);
  expect(loadOutcome(bytes)).toBe(expected.load);
  const image = readImage(bytes);
  if (expected.disasm) expect(listingOf(image.code)).toEqual(expected.disasm);
  if (expected.meta_table) expect(metadataTableOf(image)).toEqual(expected.meta_table);
  if (expected.metadata) {
    const { values, commands, mailboxes } = expected.metadata;
    expect(valuesOf(image)).toEqual(values);
    expect(commandsOf(image)).toEqual(commands);
    expect(mailboxesOf(image, false)).toEqual(mailboxes);
  }
}

function checkDifference(expected: Expectation, { result, assemblies }: CaseBuild): void {
  const { code_hex, rodata_hex, symbols, instruction_pcs, functions, locals, ...rest } = expected;
  expect(rest, 'expectations without a check').toEqual({});
  const image = readImage(result!.bytes!);
  if (code_hex !== undefined) expect(hexOf(image.code)).toBe(code_hex);
  if (rodata_hex !== undefined) expect(hexOf(image.rodata)).toBe(rodata_hex);
  for (const [path, exported] of Object.entries(symbols ?? {})) {
    expect(objectOf(assemblies.get(path)!)).toMatchObject({ symbols: exported });
  }
  const file = result!.symbols!;
  if (instruction_pcs) expect(file.instructions.map(({ pc }) => pc)).toEqual(instruction_pcs);
  if (functions)
    expect(file.symbols.functions.map(({ name, address, size }) => ({ name, address, size }))).toEqual(functions);
  if (locals) {
    const ranges = file.symbols.locals.map(({ name, locations }) => ({
      name,
      ranges: locations.map(({ start, end }) => [start, end]),
    }));
    expect(ranges).toEqual(locals);
  }
}

/** What our tools say about cases that the vectors recommend nothing for, from toolchain spec 16 and 17. */
const furtherFindings = new Map<string, string>([
  ['entry-last-symbol-wins', 'entry-duplicate'],
  ['org-pads-with-zero-words', 'org-backwards'],
  ['first-entry-symbol-wins', 'entry-ambiguous'],
  ['duplicate-entry-names', 'entry-ambiguous'],
  ['value-full', 'rate-dropped'],
  ['value-aliases', 'rate-dropped'],
  ['value-rate-range', 'rate-dropped'],
  // Where the output differs from the reference's, because it accepts what the reference reads otherwise.
  ['export-after-definition-is-lost', 'not-portable'],
  ['svc-positional-pair', 'not-portable'],
]);

const distinctCodes = ({ diagnostics }: CaseBuild) => [...new Set(diagnostics.map(({ code }) => code))].sort();

it('has all cases', () => {
  const suites = [...buildSuites, ...errorSuites, 'hxe-load', 'disasm', 'file-text', 'source-map', 'sym-read'];
  expect(suites.reduce((sum, suite) => sum + casesOf(suite).length, 0)).toBe(645);
});

const errorSuites = ['errors-assemble', 'errors-link', 'errors-load'];
const buildSuites = [
  'encode',
  'lexical',
  'data',
  'sections',
  'symbols',
  'relocs',
  'link',
  'include',
  'metadata',
  'quirks',
  'sym',
];

describe.each(buildSuites)('%s', (suite) => {
  it.each(casesOf(suite).map((vector) => [vector.name, vector] as const))('%s', (name, vector) => {
    const build = buildCase(vector);
    const { action = 'same', kind, expect: difference } = vector.recommended ?? {};
    const refusal = vector.expect.load ?? 'ok';
    if (action === 'error') {
      expect(errorsOf(build)).not.toEqual([]);
      expect(distinctCodes(build)).toEqual([kind]);
      return;
    }
    // What the loader would refuse, the linker reports and does not write.
    expect(errorsOf(build).map(({ code }) => code)).toEqual(refusal === 'ok' ? [] : [refusal]);
    const finding = action === 'warn' ? kind : refusal === 'ok' ? furtherFindings.get(name) : refusal;
    expect(distinctCodes(build)).toEqual(finding === undefined ? [] : [finding]);
    if (refusal !== 'ok') {
      checkObjects(vector, build);
      return;
    }
    if (action === 'differ') checkDifference(difference!, build);
    else {
      checkObjects(vector, build);
      checkImage(vector, build);
      if (vector.expect.sym) expect(JSON.parse(writeSymbols(build.result!.symbols!))).toEqual(vector.expect.sym);
    }
  });
});

describe('hxe-load', () => {
  it.each(casesOf('hxe-load').map((vector) => [vector.name, vector] as const))('%s', (_, {
    hxe_hex,
    expect: expected,
  }) => {
    const bytes = Buffer.from(hxe_hex!, 'hex');
    expect(loadOutcome(bytes)).toBe(expected.load);
    if (expected.load !== 'ok') return;
    const image = readImage(bytes);
    expect(headerOf(image)).toEqual(expected.header);
    expect(hexOf(image.code)).toBe(expected.code_hex);
    expect(hexOf(image.rodata)).toBe(expected.rodata_hex);
    expect(metadataTableOf(image)).toEqual(expected.meta_table ?? []);
    expect(valuesOf(image)).toEqual(expected.values ?? []);
    expect(commandsOf(image)).toEqual(expected.commands ?? []);
    expect(mailboxesOf(image, true)).toEqual(expected.mailboxes ?? []);
  });
});

/** The register file of the vectors. */
const registers = [
  0, 1, 0x4010, 0xffffffff, 7, 0x80000000, 0x12345678, 0xffe0, 0x1f, 0x20, 0x7fffffff, 0x3c00, 0xfffffffe, 3, 0xabcd,
  0xffdc,
];

describe('disasm', () => {
  it.each(casesOf('disasm').map((vector) => [vector.name, vector] as const))('%s', (_, vector) => {
    const decoded = decode(vector.word!, vector.next_word, vector.pc);
    const { mnemonic, size } = decoded;
    const state = { registers: vector.regs && registers, flags: vector.flags };
    expect({ mnemonic, operands: operandText(decoded, state), size }).toEqual(vector.expect);
  });
});

describe('file-text', () => {
  it.each(casesOf('file-text').map((vector) => [vector.name, vector] as const))('%s', (_, vector) => {
    const { assemblies, result } = buildCase(vector);
    const texts = [...assemblies.values()].map(({ object }) => writeObject(object));
    expect(texts).toEqual([vector.expect.hxo_text]);
    if (vector.expect.sym_text !== undefined) expect(writeSymbols(result!.symbols!)).toBe(vector.expect.sym_text);
  });
});

/** A case that another suite recommends to be refused otherwise, by its sources. */
const refusals = new Map(
  casesOf('quirks').flatMap(({ sources, recommended }) =>
    recommended?.action === 'error' ? [[JSON.stringify(sources), recommended.kind] as const] : [],
  ),
);

/** Accepted by an extension of toolchain spec 17 and 18 although the case does not say so. */
const acceptedBySpecification = new Map([['imm-range-jmp-high', 'jump-u12']]);

/** What is wrong with a case besides what the extension accepts. */
const furtherErrors = new Map<string, readonly string[]>([
  ['value-multi-line', ['metadata-key']],
  ...['string-cut-by-semicolon', 'word-negative-hex', 'value-hex-number', 'value-semicolon-in-string'].map(
    (name) => [name, ['entry-out-of-range']] as const,
  ),
]);

describe.each(errorSuites)('%s', (suite) => {
  it.each(casesOf(suite).map((vector) => [vector.name, vector] as const))('%s', (name, vector) => {
    const build = buildCase(vector);
    const errors = errorsOf(build);
    const { kind: refusedAs, file, line } = vector.expect;
    const kind = refusals.get(JSON.stringify(vector.sources)) ?? refusedAs;
    const extension = vector.extension ?? acceptedBySpecification.get(name);
    if (extension !== undefined && !errors.some(({ code }) => code === kind)) {
      const hints = build.diagnostics.filter(({ code }) => code === 'not-portable').map(({ message }) => message);
      if (extension !== 'synthetic-symbols') expect(hints.join()).toContain(extension);
      expect(errors.map(({ code }) => code)).toEqual(furtherErrors.get(name) ?? []);
      return;
    }
    expect(errors.map(({ code }) => code)).toEqual([kind]);
    const finding = furtherFindings.get(name);
    expect(distinctCodes(build)).toEqual([kind, ...(finding === undefined ? [] : [finding])].sort());
    if (file !== null) expect(errors[0]!.file).toBe(file);
    if (line !== null) expect(errors[0]!.range.start.line + 1).toBe(line);
  });
});
