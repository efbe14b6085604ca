/** The assembler, the formatter, and metadata. */

import { instructions } from '../../../src/isa/instructions';
import { type Assembly, assemble } from '../../../src/toolchain/assemble';
import { type Diagnostic, hasErrors } from '../../../src/toolchain/diagnostics';
import { formatSource } from '../../../src/toolchain/format';
import { readImage } from '../../../src/toolchain/image';
import { link } from '../../../src/toolchain/link';
import { readObject, writeObject } from '../../../src/toolchain/object';
import { symbolTableOf } from '../../../src/toolchain/symbols';
import { directives } from '../../../src/toolchain/syntax/directives';
import { parse } from '../../../src/toolchain/syntax/parse';
import { bytesOf, type FuzzTarget, must, textOf } from '../target';
import { sources } from './vectors';

const FILE = 'main.mvasm';
/** Whatever is included is the text itself, or one of these. */
const includes = new Map([
  ['other.inc', '.data\nother: .word 1, other\n.text\n'],
  ['again.inc', '.include "again.inc"\n'],
  ['pair.inc', '.include "other.inc"\n.include "other.inc"\n'],
]);

const words = [
  ...instructions.map(({ mnemonic }) => `\n    ${mnemonic} `),
  ...directives.map(({ name }) => `\n    ${name} `),
  ...['R0', ' R15', '[R7+-4]', '[R2+x]', 'lo16(x)', 'off16(x)', 'x', 'x:\n', 'MOD=', 'FN=', '.org 4294967295\n'],
  ...['.zero 4294967295\n', '.align 4294967295\n', `.include "${FILE}"\n`, '.include "again.inc"\n', '; "\n', "';'"],
  ...['.include "pair.inc"\n', '.value {"group":1,"id":2}\n', '.cmd {"group":1,"id":2,"handler":"x"}\n'],
];

function checkPlaces(diagnostics: readonly Diagnostic[], lines: readonly string[]): void {
  for (const { file, range, message, code } of diagnostics) {
    must(message.length > 10, `${code}: says nothing`);
    // What is quoted is the input's own, and may hold quotes itself.
    must(!/undefined|NaN|\[object/.test(message.replace(/".*"/s, '')), `${code}: ${message}`);
    const { start, end } = range;
    must(
      start.line < end.line || (start.line === end.line && start.character <= end.character),
      `${code}: empty range`,
    );
    if (file !== FILE) continue;
    const length = lines[end.line]?.length ?? -1;
    must(start.character >= 0 && end.character <= length, `${code}: ${end.line}:${end.character} of ${length} columns`);
  }
}

function checkWhole({ object, locations, places, path, ...rest }: Assembly): void {
  must(locations.length === object.code.length, 'a word without a place');
  must(places.references.length === object.relocations.length, 'a relocation without a place');
  const text = writeObject(object);
  must(writeObject(readObject(text)) === text, 'the object changes when it is read back');
  if (hasErrors(rest.diagnostics)) return;
  const assembly = { object, locations, places, path, ...rest };
  const result = link([{ path, object, assembly }], { output: 'main.hxe' });
  must((result.bytes === undefined) === hasErrors(result.diagnostics), 'an image beside errors, or neither');
  if (!result.bytes) return;
  readImage(result.bytes);
  symbolTableOf(result.symbols!);
}

function assembleText(text: string): Assembly {
  return assemble(FILE, (path) => (path === FILE ? text : includes.get(path)));
}

export const assemblerTarget: FuzzTarget = {
  name: 'assembler',
  seeds: sources,
  words,
  run(input) {
    const text = textOf(input);
    const assembly = assembleText(text);
    checkPlaces(assembly.diagnostics, text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/));
    checkWhole(assembly);
  },
};

export const formatterTarget: FuzzTarget = {
  name: 'formatter',
  seeds: sources,
  words,
  run(input) {
    const text = textOf(input);
    const formatted = formatSource(text);
    must(formatSource(formatted) === formatted, 'formatting again changes something');
    const before = assembleText(text);
    const after = assembleText(formatted);
    must(hasErrors(before.diagnostics) === hasErrors(after.diagnostics), 'formatting changes whether it assembles');
    must(writeObject(before.object) === writeObject(after.object), 'formatting changes the object');
    must(parse(text).length >= parse(formatted).length - 1, 'formatting adds lines');
  },
};

const payloads = [
  '{"group": 1, "id": 2, "name": "speed", "unit": "m/s", "flags": "RO|PERSIST", "auth": "ADMIN", "init": 1.5, "min": -1e3}',
  '{"group": 1, "id": 2, "handler": "x", "help": "\\u00e9", "flags": 3, "reserved": 65535}',
  '{"target": "svc:log", "capacity": "128", "mode": "RDWR|TAP", "bindings": [{"pid": 1, "flags": 2, "x": [null]}]}',
  '[{"group": "0x10", "value_id": true}, {"name": "a", "queue_depth": 0}]',
  '['.repeat(5000),
  '{"a":'.repeat(5000),
];

export const metadataTarget: FuzzTarget = {
  name: 'metadata',
  seeds: payloads.map(bytesOf),
  words: [
    '"group":',
    '"id":',
    '"target":',
    '"handler":"x"',
    '"flags":',
    '"mode":',
    '"capacity":',
    '"init":',
    '"epsilon_raw":',
    '0x10',
  ],
  run(input) {
    const payload = textOf(input);
    for (const name of ['.value', '.cmd', '.mailbox']) {
      const text = `.entry x\nx:\nRET\n${name} ${payload}\n`;
      const assembly = assembleText(text);
      checkPlaces(assembly.diagnostics, text.split(/\r\n|\r|\n/));
      checkWhole(assembly);
    }
  },
};
