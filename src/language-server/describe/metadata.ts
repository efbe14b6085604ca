/** Markdown about metadata: its keys, and the ids of an entry resolved. */

import { hex } from '../../toolchain/hex';
import {
  commandFields,
  type FieldRule,
  handlerKey,
  type MailboxKey,
  mailboxKeys,
  valueFields,
} from '../../toolchain/metadata/fields';
import { type PayloadEntry, unquoted } from '../view/payload';
import { inline } from './markdown';
import { describeNumber } from './number';

export type MetadataKey = MailboxKey & Partial<FieldRule>;

const keysByDirective: Readonly<Record<string, readonly MetadataKey[]>> = {
  '.value': valueFields,
  '.cmd': [...commandFields, handlerKey],
  '.mailbox': mailboxKeys,
};

export function metadataKeys(directive: string): readonly MetadataKey[] {
  return keysByDirective[directive] ?? [];
}

/** How people write the key: the first of its spellings. */
export const spellingOf = ({ key, spellings }: MetadataKey): string => spellings?.[0] ?? key;

export function metadataKey(directive: string, spelling: string): MetadataKey | undefined {
  return metadataKeys(directive).find((rule) => (rule.spellings ?? [rule.key]).includes(spelling));
}

export function describeKey(directive: string, spelling: string): string | undefined {
  const rule = metadataKey(directive, spelling);
  if (!rule) return undefined;
  const parts = [`**${inline(spelling)}** ${rule.summary}${rule.required ? ' (required)' : ''}`];
  if (rule.words) parts.push([...rule.words].map(([word, value]) => `${inline(word)} ${value}`).join(', '));
  return parts.join('\n\n');
}

/** The number of a member, also when it is written as text; `undefined` for anything else. */
export function numberOfMember(entry: PayloadEntry, directive: string, key: string): number | undefined {
  const member = entry.members.find((candidate) => metadataKey(directive, unquoted(candidate.key))?.key === key);
  if (!member?.value) return undefined;
  const number = Number(member.value.kind === 'string' ? unquoted(member.value) : member.value.text);
  return Number.isInteger(number) ? number : undefined;
}

export function oidOf(entry: PayloadEntry, directive: string): number | undefined {
  const group = numberOfMember(entry, directive, 'group');
  const id = numberOfMember(entry, directive, directive === '.cmd' ? 'cmd' : 'value');
  return group === undefined || id === undefined ? undefined : group * 256 + id;
}

/** The entry in one line: its oid, or the target of a mailbox. */
export function describeEntry(entry: PayloadEntry, directive: string): string | undefined {
  const oid = oidOf(entry, directive);
  if (oid === undefined) return undefined;
  return `oid ${hex(oid, 4)} = ${oid} (group ${oid >> 8}, id ${oid & 255})`;
}

/** The words that a number stands for: of flags and modes those whose bits are in it, of levels the one. */
function wordsIn({ key, words }: MetadataKey, number: number): string[] {
  const isMask = key === 'flags' || key === 'mode_mask';
  const names = new Map<number, string>();
  for (const [word, value] of words ?? []) {
    const fits = isMask ? value !== 0 && (number & value) === value : value === number;
    if (fits && !names.has(value)) names.set(value, word);
  }
  return [...names.values()];
}

export function describeMetadataNumber(rule: MetadataKey, number: number): string {
  const words = wordsIn(rule, number);
  const table = describeNumber(number, number >>> 0);
  return words.length > 0 ? `${words.map(inline).join(', ')}\n\n${table}` : table;
}

/** The words of a text such as `RO|PERSIST` as one number. */
export function describeWords({ words }: MetadataKey, text: string): string | undefined {
  if (!words) return undefined;
  let mask = 0;
  for (const word of text.split(/[|,]/)) {
    const bits = words.get(word.trim().toUpperCase());
    if (bits === undefined) return undefined;
    mask |= bits;
  }
  return `${inline(text)} = ${hex(mask, 2)}`;
}
