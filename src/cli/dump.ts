/** `hsx dump`: header, sections and metadata of an image, or the content of an object, to be read by people. */

import { hex } from '../toolchain/hex';
import { type Image, readImage } from '../toolchain/image';
import { toPlain } from '../toolchain/json/value';
import type { ObjectFile } from '../toolchain/object';
import { Failure, fileError } from './failure';
import { nameInput } from './input';
import { buildOrFail } from './program';
import { isImage, readUnit } from './unit';

export async function dump(input: string, { json = false }: { readonly json?: boolean }): Promise<void> {
  const file = await nameInput(input);
  if (!/\.hx[eo]$/i.test(file)) {
    throw new Failure([fileError(file, 'hsx dump takes an image (.hxe) or an object (.hxo)')]);
  }
  const content = isImage(file)
    ? contentOfImage(readImage((await buildOrFail([file], {})).image))
    : contentOfObject(await readUnit(file));
  console.log(json ? JSON.stringify(content) : linesOf(content).join('\n'));
}

const contentOfImage = ({ code, rodata, mailboxes, sections, values, commands, manifest, ...header }: Image) =>
  snakeCase({
    header: { ...header, codeSize: code.length, rodataSize: rodata.length },
    sections,
    values,
    commands,
    // What stands behind these members in the file is the same once more.
    mailboxes: mailboxes.map(({ raw, ...mailbox }) => mailbox),
    ...(manifest && { manifest: new TextDecoder().decode(manifest) }),
  });

const contentOfObject = ({ code, rodata, symbols, localSymbols, metadata, ...object }: ObjectFile) => ({
  ...snakeCase({
    entry: object.entry,
    entrySymbol: object.entrySymbol ?? null,
    codeSize: 4 * code.length,
    rodataSize: rodata.length,
    exports: [...symbols].map(([name, place]) => ({ name, ...place })),
    labels: [...localSymbols].map(([name, place]) => ({ name, ...place })),
    imports: object.imports,
    externs: object.externs,
    relocations: object.relocations,
  }),
  code: Array.from(code, (word) => hex(word, 8)),
  rodata: Array.from(rodata, (byte) => hex(byte, 2)),
  metadata: toPlain(new Map(Object.entries(metadata))),
});

/** Keys in the form of all JSON that hsx prints. */
function snakeCase(members: object): object {
  const key = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const inside = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inside);
    return typeof value === 'object' && value !== null ? snakeCase(value) : value;
  };
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [key(name), inside(value)]));
}

/** One line per member; lists of plain values on one line, other things indented below their key. */
function linesOf(value: object, indent = ''): string[] {
  return Object.entries(value).flatMap(([key, member]) => {
    const label = `${indent}${key}:`;
    const isPlain = (item: unknown): boolean => typeof item !== 'object' || item === null;
    if (isPlain(member)) return [`${label} ${typeof member === 'string' ? JSON.stringify(member) : member}`];
    const members = Object.values(member);
    if (members.length === 0) return [`${label} none`];
    if (Array.isArray(member) && members.every(isPlain)) return [`${label} ${members.join(' ')}`];
    return [label, ...linesOf(member, `${indent}  `)];
  });
}
