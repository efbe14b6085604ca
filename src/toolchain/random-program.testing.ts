/** Random valid programs, and what they have to become: statements put into sections, placed and linked (spec 8, 9). */

import fc from 'fast-check';
import {
  fillings,
  instructions,
  type Lookup,
  labelStatement,
  type Reference,
  referring,
  returning,
  type Statement,
} from './random-statements.testing';

const DATA_BASE = 0x4000;

export interface ExpectedUnit {
  readonly path: string;
  readonly text: string;
  readonly references: readonly Reference[];
  /** Of the sections alone, in bytes. */
  readonly codeSize: number;
  readonly dataSize: number;
  readonly labels: ReadonlyMap<string, { readonly section: string; readonly offset: number }>;
  readonly exports: readonly string[];
}

export interface ExpectedProgram {
  readonly units: readonly ExpectedUnit[];
  readonly entry: number;
  /** Words of the linked code. */
  readonly code: readonly number[];
  readonly rodata: readonly number[];
}

const LABELS = 3;
const labelsOf = (unit: number, section: 'text' | 'data'): string[] =>
  Array.from({ length: LABELS }, (_, index) => `${section === 'text' ? 'code' : 'data'}${unit}_${index}`);

const comment = fc.constantFrom('', '', ' ; note', '\t; "quoted', ' ;; x:');

interface Draft {
  readonly statements: readonly Statement[];
  readonly comments: readonly string[];
  readonly indent: readonly string[];
}

/** The statements of one unit of several, in any order; every label of it stands somewhere. */
function draft(unit: number, units: number): fc.Arbitrary<Draft> {
  const all = (section: 'text' | 'data'): string[] =>
    Array.from({ length: units }, (_, index) => labelsOf(index, section)).flat();
  const statement = fc.oneof(
    { weight: 6, arbitrary: fc.oneof(...instructions) },
    { weight: 4, arbitrary: fc.oneof(...referring(fc.constantFrom(...all('text')), fc.constantFrom(...all('data')))) },
    { weight: 1, arbitrary: fc.oneof(...fillings) },
  );
  const labels = (['text', 'data'] as const).flatMap((section) =>
    labelsOf(unit, section).map((label) => labelStatement(label, section)),
  );
  return fc.array(statement, { minLength: 2, maxLength: 40 }).chain((statements) => {
    const mixed = [...statements, ...labels];
    return fc.record({
      statements: fc.shuffledSubarray(mixed, { minLength: mixed.length }),
      comments: fc.array(comment, { minLength: 8, maxLength: 8 }),
      indent: fc.array(fc.constantFrom('', '    ', '\t', ' '), { minLength: 8, maxLength: 8 }),
    });
  });
}

/** Text and places of a unit before linking. */
function layOut(unit: number, units: number, { statements, comments, indent }: Draft, last: boolean) {
  const sizes = { text: 0, data: 0 };
  const labels = new Map<string, { section: string; offset: number }>();
  const placed: { statement: Statement; section: 'text' | 'data'; offset: number }[] = [];
  const references: Reference[] = [];
  const foreign = Array.from({ length: units }, (_, index) => index).filter((index) => index !== unit);
  const own = [...labelsOf(unit, 'text'), ...labelsOf(unit, 'data')];
  const lines = [
    ...(last ? ['.entry start', 'start:'] : []),
    ...own.map((name) => `.export ${name}`),
    ...foreign.flatMap((index) =>
      [...labelsOf(index, 'text'), ...labelsOf(index, 'data')].map((name) => `.import ${name}`),
    ),
  ];
  if (last) labels.set('start', { section: 'text', offset: 0 });
  let section: 'text' | 'data' = 'text';
  // A label behind all code would be no place to go to.
  const whole = [...statements, returning];
  whole.forEach((statement, index) => {
    const wanted = statement.section === 'any' ? section : statement.section;
    if (wanted !== section) lines.push(`.${wanted}`);
    section = wanted;
    const offset = sizes[section];
    if (statement.label !== undefined) labels.set(statement.label, { section, offset });
    lines.push(`${indent[index % 8]}${statement.text}${comments[index % 8]}`);
    placed.push({ statement, section, offset });
    references.push(...statement.references(offset));
    sizes[section] += statement.size(offset);
  });
  return { path: `unit${unit}.mvasm`, text: `${lines.join('\n')}\n`, references, sizes, labels, placed, own };
}

function expectedOf(drafts: readonly Draft[]): ExpectedProgram {
  const units = drafts.map((unit, index) => layOut(index, drafts.length, unit, index === drafts.length - 1));
  let codeBase = 0;
  let dataBase = 0;
  let entry = 0;
  const bases = units.map(({ sizes, labels }) => {
    const base = { code: codeBase, data: dataBase };
    if (labels.has('start')) entry = codeBase;
    codeBase += sizes.text;
    dataBase += sizes.data;
    return base;
  });
  const lookup: Lookup = (name) => {
    const index = units.findIndex(({ labels }) => labels.has(name));
    const { section, offset } = units[index]!.labels.get(name)!;
    const { code, data } = bases[index]!;
    return { offset, address: section === 'text' ? code + offset : DATA_BASE + data + offset };
  };
  const encoded = (wanted: 'text' | 'data'): number[] =>
    units.flatMap(({ placed }, index) =>
      placed
        .filter(({ section }) => section === wanted)
        .flatMap(({ statement, offset }) => statement.encode(offset, bases[index]!.code + offset, lookup)),
    );
  return {
    units: units.map(({ path, text, references, sizes, labels, own }) => ({
      path,
      text,
      references,
      codeSize: sizes.text,
      dataSize: sizes.data,
      labels,
      exports: labels.has('start') ? ['start', ...own] : own,
    })),
    entry,
    code: encoded('text'),
    rodata: encoded('data'),
  };
}

/** Programs of one to three units, without metadata. */
export const randomProgram: fc.Arbitrary<ExpectedProgram> = fc
  .integer({ min: 1, max: 3 })
  .chain((units) => fc.tuple(...Array.from({ length: units }, (_, unit) => draft(unit, units))))
  .map(expectedOf);
