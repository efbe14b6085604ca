/** New inputs from old ones. */

import type { Random } from './random';
import { bytesOf } from './target';

const MAX_LENGTH = 0x40000;
const MAX_CHANGES = 6;
/** Inputs that are nothing but noise, one in so many. */
const NOISE = 50;
const MAX_NOISE = 400;

/** Numbers at which code likes to break, as 32-bit fields of files. */
const edges = [
  0, 1, 2, 3, 4, 31, 32, 96, 0x7f, 0xff, 0xfff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffc, 0xffffffff,
];

const commonWords = [
  ...['{', '}', '[', ']', ':', ',', '"', '""', "'", '\\', '\\u0000', '\\ud800', '\n', '\r', '\r\n', '\t', '\0', ' '],
  ...[
    'null',
    'true',
    'false',
    'NaN',
    '-Infinity',
    '1e999',
    '-0',
    '0.5',
    '9007199254740993',
    '__proto__',
    'constructor',
  ],
  ...['4294967296', '-1', '65536', '0x', '0xFFFFFFFF', '99999999999999999999', '\u{1f600}', '\ufeff', '\u2028', 'é'],
].map(bytesOf);

type Change = (
  input: Uint8Array,
  random: Random,
  others: readonly Uint8Array[],
  words: readonly Uint8Array[],
) => Uint8Array;

/** Replaces a stretch. */
function splice(input: Uint8Array, start: number, count: number, insert: Uint8Array): Uint8Array {
  const rest = input.subarray(Math.min(start + count, input.length));
  const output = new Uint8Array(start + insert.length + rest.length);
  output.set(input.subarray(0, start));
  output.set(insert, start);
  output.set(rest, start + insert.length);
  return output;
}

function stretch(input: Uint8Array, random: Random): { readonly start: number; readonly count: number } {
  const start = random.below(input.length);
  return { start, count: Math.min(1 + random.below(2 ** random.below(10)), input.length - start) };
}

const changes: readonly Change[] = [
  function flipBit(input, random) {
    const output = input.slice();
    const at = random.below(output.length);
    output[at] = output[at]! ^ (1 << random.below(8));
    return output;
  },
  function setByte(input, random) {
    const output = input.slice();
    output[random.below(output.length)] = random.below(256);
    return output;
  },
  function setField(input, random) {
    const field = new Uint8Array(4);
    new DataView(field.buffer).setUint32(0, random.pick(edges), random.below(4) === 0);
    const at = random.below(Math.max(input.length - 3, 1));
    return splice(input, random.below(3) === 0 ? at : at - (at % 4), 4, field);
  },
  function remove(input, random) {
    const { start, count } = stretch(input, random);
    return splice(input, start, count, new Uint8Array(0));
  },
  function cutOff(input, random) {
    return input.slice(0, random.below(input.length));
  },
  function copy(input, random) {
    const { start, count } = stretch(input, random);
    return splice(input, random.below(input.length + 1), 0, input.subarray(start, start + count));
  },
  function repeat(input, random) {
    const { start, count } = stretch(input, random);
    const times = 2 ** random.below(12);
    const copies = new Uint8Array(Math.min(count * times, MAX_LENGTH));
    for (let at = 0; at < copies.length; at++) copies[at] = input[start + (at % count)]!;
    return splice(input, start, 0, copies);
  },
  function insertWord(input, random, _, words) {
    return splice(input, random.below(input.length + 1), 0, random.pick(words));
  },
  function replaceWithWord(input, random, _, words) {
    const { start, count } = stretch(input, random);
    return splice(input, start, Math.min(count, 8), random.pick(words));
  },
  function cross(input, random, others) {
    const other = random.pick(others);
    const { start, count } = stretch(other, random);
    return splice(input, random.below(input.length + 1), 0, other.subarray(start, start + count));
  },
];

/** A new input; the same random numbers give the same one. */
export function mutate(seeds: readonly Uint8Array[], words: readonly string[], random: Random): Uint8Array {
  if (random.below(NOISE) === 0) return Uint8Array.from({ length: random.below(MAX_NOISE) }, () => random.below(256));
  const dictionary = [...words.map(bytesOf), ...commonWords];
  let input = random.pick(seeds);
  for (let left = random.below(MAX_CHANGES); left >= 0; left--) {
    const changed = random.pick(changes)(input, random, seeds, dictionary);
    if (changed.length <= MAX_LENGTH) input = changed;
  }
  return input;
}
