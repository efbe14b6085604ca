/** What may start a statement: instructions in code, directives, snippets. */

import { instructions } from '../../isa/instructions';
import { directives } from '../../toolchain/syntax/directives';
import { signatureOf } from '../describe/instruction';
import { CompletionItemKind } from '../protocol';
import type { Section } from '../view/source-lines';
import type { Offer } from './offer';
import { snippets } from './snippets';

/** @param lowerCase whether the word in front of the cursor is written so */
export function statementOffers(section: Section, lowerCase: boolean, indented: boolean): Offer[] {
  const offers: Offer[] = [];
  if (section === 'text') {
    for (const instruction of instructions) {
      const { mnemonic } = instruction;
      offers.push({
        label: lowerCase ? mnemonic.toLowerCase() : mnemonic,
        kind: CompletionItemKind.Function,
        rank: 1,
        detail: signatureOf(instruction).slice(mnemonic.length + 1),
        explained: ['instruction', mnemonic],
      });
    }
  }
  for (const { name, usage, section: where } of directives) {
    if (where === 'data' && section === 'text') continue;
    const detail = usage === '' ? {} : { detail: usage };
    const rank = where === 'data' ? 1 : 3;
    offers.push({ label: name, kind: CompletionItemKind.Keyword, rank, ...detail, explained: ['directive', name] });
  }
  for (const { prefix, title, section: where, body } of snippets) {
    if (where !== 'any' && where !== section) continue;
    // A line that is indented already gives its indent to the first line of the snippet.
    const text = body.map((line, index) => (indented && index === 0 ? line.trimStart() : line)).join('\n');
    offers.push({
      label: prefix,
      kind: CompletionItemKind.Snippet,
      rank: 2,
      detail: title,
      text,
      snippet: true,
      explained: ['snippet', prefix],
    });
  }
  return offers;
}
