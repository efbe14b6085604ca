/** Keys and values of metadata. */

import type { DocumentContext } from '../context';
import { type MetadataKey, metadataKey, metadataKeys, numberOfMember, spellingOf } from '../describe/metadata';
import { CompletionItemKind } from '../protocol';
import { freeId } from '../view/metadata-ids';
import { type PayloadPlace, type PayloadText, placeAt, unquoted } from '../view/payload';
import type { Offer } from './offer';
import { labelOffers } from './symbols';

export interface PayloadOffers {
  readonly offers: readonly Offer[];
  /** Columns that are replaced. */
  readonly start: number;
  readonly end: number;
}

export function payloadOffers(
  context: DocumentContext,
  payload: PayloadText,
  line: number,
  character: number,
): PayloadOffers | undefined {
  const place = placeAt(payload, line, character);
  if (!place) return undefined;
  const { token } = place;
  const offers = place.kind === 'key' ? keyOffers(payload, place) : valueOffers(context, payload, place, character);
  if (place.kind === 'value' && token?.kind === 'string') {
    const word = wordOfFlags(token.text, token.start, character);
    const closed = token.text.length > 1 && token.text.endsWith('"');
    if (metadataKey(payload.directive.name, place.key)?.words && token.text.includes('|')) {
      return { offers: offers.map((offer) => ({ ...offer, text: offer.label })), ...word };
    }
    return { offers, start: token.start, end: closed || token.end > character ? token.end : character };
  }
  return { offers, start: token?.start ?? character, end: token?.end ?? character };
}

/** The one of several words joined by | that the cursor stands in. */
function wordOfFlags(text: string, offset: number, character: number): { start: number; end: number } {
  const at = character - offset;
  const start = Math.max(text.lastIndexOf('|', at - 1), text.startsWith('"') ? 0 : -1) + 1;
  const stop = text.slice(at).search(/[|"]/);
  return { start: offset + start, end: stop < 0 ? offset + text.length : character + stop };
}

function keyOffers({ directive }: PayloadText, { entry, token }: PayloadPlace & { kind: 'key' }): Offer[] {
  const present = new Set(
    entry.members
      .filter(({ key }) => key !== token)
      .map(({ key }) => metadataKey(directive.name, unquoted(key))?.key ?? unquoted(key)),
  );
  const hasColon = entry.members.some(({ key }) => key === token);
  return metadataKeys(directive.name)
    .filter(({ key }) => !present.has(key))
    .map((rule, index) => ({
      label: spellingOf(rule),
      kind: CompletionItemKind.Property,
      rank: rule.required ? 0 : 1 + Math.floor(index / 4),
      text: hasColon ? `"${spellingOf(rule)}"` : `"${spellingOf(rule)}":${valueStub(rule)}`,
      filter: `"${spellingOf(rule)}"`,
      snippet: true,
      ...(rule.required ? { detail: 'required' } : {}),
      explained: ['key', directive.name, spellingOf(rule)],
    }));
}

const textKeys: ReadonlySet<string> = new Set(['name', 'group_name', 'unit', 'help', 'target', 'handler']);

function valueStub({ key, words }: MetadataKey): string {
  if (key === 'bindings') return '[$0]';
  return words || textKeys.has(key) ? '"$0"' : '$0';
}

function valueOffers(
  context: DocumentContext,
  payload: PayloadText,
  { key, entry }: PayloadPlace & { kind: 'value' },
  character: number,
): Offer[] {
  const directive = payload.directive.name;
  const rule = metadataKey(directive, key);
  if (!rule) return [];
  const quoted = (label: string): Pick<Offer, 'text' | 'filter'> => ({ text: `"${label}"`, filter: `"${label}"` });
  if (rule.words) {
    return [...rule.words].map(([word, value]) => ({
      label: word,
      kind: CompletionItemKind.EnumMember,
      rank: value,
      detail: String(value),
      ...quoted(word),
    }));
  }
  if (rule.key === 'handler') {
    return labelOffers(context, payload.line, { only: 'text' }).map((offer) => ({ ...offer, ...quoted(offer.label) }));
  }
  if (rule.key === 'target') {
    return ['app:', 'svc:', 'shared:', 'pid:'].map((prefix, index) => ({
      label: prefix,
      kind: CompletionItemKind.Value,
      rank: index,
      ...quoted(prefix),
    }));
  }
  if ((rule.key === 'value' || rule.key === 'cmd') && character > 0) {
    const group = numberOfMember(entry, directive, 'group') ?? 1;
    const free = String(freeId(context.program, directive, group));
    return [{ label: free, kind: CompletionItemKind.Value, rank: 0, detail: `first free id of group ${group}` }];
  }
  return [];
}
