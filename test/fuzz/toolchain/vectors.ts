/** Inputs from the golden vectors, to start from. */

import { readFileSync } from 'node:fs';
import { bytesOf } from '../target';

interface VectorCase {
  readonly sources?: Readonly<Record<string, string>>;
  readonly hxe_hex?: string;
  readonly sym?: unknown;
  readonly sources_json?: unknown;
  readonly expect?: {
    readonly hxo?: Readonly<Record<string, unknown>>;
    readonly hxe_hex?: string;
    readonly sym?: unknown;
  };
}

/** The fuzzer is started in the checkout. */
const read = (path: string): string => readFileSync(path, 'utf8');

const suites = [
  ...['data', 'encode', 'errors-assemble', 'errors-link', 'errors-load', 'file-text', 'hxe-load', 'include', 'lexical'],
  ...['link', 'metadata', 'quirks', 'relocs', 'sections', 'source-map', 'sym', 'sym-read', 'symbols'],
];

const cases: readonly VectorCase[] = suites.flatMap(
  (suite) => (JSON.parse(read(`test/vectors/toolchain/${suite}.json`)) as { cases: VectorCase[] }).cases,
);

/** Long ones make slow cases and teach nothing. */
const MAX_SEED = 6000;

const distinct = (texts: readonly string[]): string[] => [...new Set(texts)].filter(({ length }) => length <= MAX_SEED);
const jsonOf = (value: unknown): string[] => (value === undefined ? [] : [JSON.stringify(value)]);

const filesEnding = (ending: string): string[] =>
  cases.flatMap(({ sources = {} }) =>
    Object.entries(sources).flatMap(([path, text]) => (path.endsWith(ending) ? [text] : [])),
  );

export const sources = distinct([...filesEnding('.mvasm'), ...filesEnding('.inc')]).map(bytesOf);
export const objects = distinct([
  ...cases.flatMap(({ expect }) => Object.values(expect?.hxo ?? {}).flatMap(jsonOf)),
  ...filesEnding('.hxo'),
]).map(bytesOf);
export const debugInputs = distinct(filesEnding('.dbg')).map(bytesOf);
export const images = distinct(
  cases.flatMap((vector) => [vector.hxe_hex, vector.expect?.hxe_hex]).filter((hex) => hex !== undefined),
).map((hex) => new Uint8Array(Buffer.from(hex, 'hex')));
export const symbolFiles = distinct(cases.flatMap(({ sym, expect }) => [...jsonOf(sym), ...jsonOf(expect?.sym)])).map(
  bytesOf,
);
export const sourceMaps = distinct(cases.flatMap(({ sources_json }) => jsonOf(sources_json))).map(bytesOf);
