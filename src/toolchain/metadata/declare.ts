/** `.value`, `.cmd` and `.mailbox`: from a JSON object to the entry of the object file (toolchain spec 7). */

import type { DeclaredEntry, Unit } from '../assembly/unit';
import type { Place } from '../diagnostics';
import { mailboxTarget } from '../image-file/mailbox-entry';
import type { JsonNode } from '../json/read';
import { Float, isObject, type JsonObject, type JsonValue } from '../json/value';
import type { PayloadPart } from '../syntax/payload';
import { suggestions } from '../syntax/spelling';
import type { DirectiveLine } from '../syntax/tree';
import { unsigned } from './coercion';
import { commandFields, type FieldRule, handlerKey, mailboxKeys, valueFields } from './fields';
import { type Payload, readPayload } from './payload';

/** An entry that is being put together: fields in order, with their places. */
class EntryBuilder {
  readonly fields: JsonObject = new Map();
  readonly members = new Map<string, Place>();

  constructor(
    readonly payload: Payload,
    readonly node: JsonNode,
  ) {}

  /** The first of the spellings that is present and not null. */
  find(spellings: readonly string[]): { readonly key: string; readonly node: JsonNode } | undefined {
    for (const key of spellings) {
      const node = this.node.members!.get(key);
      if (node && node.value !== null) return { key, node };
    }
    return undefined;
  }

  set(key: string, value: JsonValue, node: JsonNode): void {
    this.fields.set(key, value);
    this.members.set(key, this.payload.placeOfNode(node));
  }

  read({ key, spellings, coerce, required }: FieldRule): void {
    const found = this.find(spellings);
    if (!found) {
      if (required) {
        const name = spellings[0];
        this.payload.report('metadata-key', `The entry has no "${name}"; add it, for example "${name}": 1.`, this.node);
      }
      return;
    }
    const { node } = found;
    const value = coerce({ ...found, report: (code, message) => this.payload.report(code, message, node) });
    if (value !== undefined) this.set(key, value, node);
  }

  /** Copies what no rule has used; a key that a rule could produce is left out. */
  copyRest(used: readonly string[], resultKeys: readonly string[]): void {
    for (const [key, { value }] of this.node.members!) {
      if (!used.includes(key) && !resultKeys.includes(key)) this.fields.set(key, value);
    }
  }

  /** The spellings that the rules have taken. */
  usedKeys(rules: readonly FieldRule[]): string[] {
    return rules.flatMap(({ spellings }) => this.find(spellings)?.key ?? []);
  }

  finish(): DeclaredEntry {
    const places = { entry: this.payload.placeOfNode(this.node), members: this.members };
    return { value: this.fields, places };
  }
}

/** Keys that no directive has are kept; one that is nearly a key of this one is hardly meant. */
function checkKeys(payload: Payload, { members }: JsonNode, known: readonly string[]): void {
  for (const [key, member] of members!) {
    const near = known.includes(key) ? [] : suggestions(key, known);
    if (near.length === 0) continue;
    const message = `"${key}" is not looked at; did you mean ${near.map((name) => `"${name}"`).join(' or ')}?`;
    const written = JSON.stringify(key);
    const start = payload.text.lastIndexOf(written, member.start);
    payload.unit.reportAt(
      'metadata-key-unknown',
      message,
      start < 0 ? payload.placeOfNode(member) : payload.placeOf(start, start + written.length),
    );
  }
}

/** Values have a rate, too, which images have no place for. */
const RATE_KEYS = ['rate_ms', 'rateMs'];

const spellingsOf = (rules: readonly FieldRule[]): string[] => rules.flatMap(({ spellings }) => spellings);
const knownKeys = {
  value: [...spellingsOf(valueFields), ...RATE_KEYS],
  command: [...spellingsOf(commandFields), handlerKey.key],
  mailbox: mailboxKeys.map(({ key }) => key),
};

const keysOf = (rules: readonly FieldRule[]): string[] => rules.map(({ key }) => key);

function declareValue(payload: Payload, node: JsonNode): DeclaredEntry {
  checkKeys(payload, node, knownKeys.value);
  const entry = new EntryBuilder(payload, node);
  for (const rule of valueFields) entry.read(rule);
  entry.copyRest(entry.usedKeys(valueFields), keysOf(valueFields));
  const rate = entry.find(RATE_KEYS);
  if (rate) {
    payload.report('rate-dropped', 'The image has no place for the rate; set it when the program runs.', rate.node);
  }
  return entry.finish();
}

function readHandler(entry: EntryBuilder): void {
  const found = entry.find(['handler']);
  if (!found) return;
  const { node, key } = found;
  const { value } = node;
  const report = entry.payload.report.bind(entry.payload);
  if (typeof value === 'number' || typeof value === 'bigint' || value instanceof Float) {
    const offset = unsigned(32)({ node, key, report: (code, message) => report(code, message, node) });
    if (offset !== undefined) entry.set('handler_offset', offset, node);
  } else if (typeof value === 'string' && value.trim() !== '') {
    entry.set('handler', value.trim(), node);
  } else {
    report('metadata-handler', '"handler" must name a code label, or be left out.', node);
  }
}

function declareCommand(payload: Payload, node: JsonNode): DeclaredEntry {
  checkKeys(payload, node, knownKeys.command);
  const entry = new EntryBuilder(payload, node);
  for (const rule of commandFields) entry.read(rule);
  readHandler(entry);
  const used = [...entry.usedKeys(commandFields), 'handler'];
  entry.copyRest(used, keysOf(commandFields));
  return entry.finish();
}

function declareMailbox(payload: Payload, node: JsonNode): DeclaredEntry | undefined {
  checkKeys(payload, node, knownKeys.mailbox);
  const fields: JsonObject = new Map(isObject(node.value) ? node.value : []);
  const target = mailboxTarget(fields);
  if (target === undefined) {
    const where = node.members!.get('target') ?? node;
    payload.report('mailbox-target', 'The mailbox needs a "target" that is a text and not blank.', where);
    return undefined;
  }
  fields.set('target', target);
  const members = new Map([...node.members!].map(([key, member]) => [key, payload.placeOfNode(member)]));
  return { value: fields, places: { entry: payload.placeOfNode(node), members } };
}

/** Assembles a metadata directive. */
export function assembleMetadata(
  unit: Unit,
  file: string,
  directive: DirectiveLine,
  parts: readonly PayloadPart[],
): void {
  const { payload, nodes } = readPayload(unit, file, directive, parts);
  const name = directive.directive?.name;
  for (const node of nodes) {
    if (name === '.value') unit.values.push(declareValue(payload, node));
    else if (name === '.cmd') unit.commands.push(declareCommand(payload, node));
    else {
      const mailbox = declareMailbox(payload, node);
      if (mailbox) unit.mailboxes.push(mailbox);
    }
  }
}
