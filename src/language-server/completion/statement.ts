/** What may start a statement: instructions in code, directives, snippets. */

import { instructions } from '../../isa/instructions';
import { directives } from '../../toolchain/syntax/directives';
import type { DocumentContext } from '../context';
import { signatureOf } from '../describe/instruction';
import { CompletionItemKind } from '../protocol';
import { freeId } from '../view/metadata-ids';
import type { Section } from '../view/source-lines';
import type { Offer } from './offer';
import { snippets } from './snippets';

/**
 * @param lowerCase whether the word in front of the cursor is written so
 * @param indent how many blanks stand in front of that word, when nothing else does
 */
export function statementOffers(
  context: DocumentContext,
  section: Section,
  lowerCase: boolean,
  indent: number,
): Offer[] {
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
    // A line that is indented gives its indent to code; a label or directive goes back to the margin.
    const isCode = body[0]!.startsWith(' ');
    const written = indent > 0 && isCode ? [body[0]!.trimStart(), ...body.slice(1)] : body;
    const text = withFreeId(context, prefix, written.join('\n'));
    offers.push({
      label: prefix,
      kind: CompletionItemKind.Snippet,
      rank: 2,
      detail: title,
      text,
      snippet: true,
      ...(indent > 0 && !isCode ? { outdent: indent } : {}),
      explained: ['snippet', prefix],
    });
  }
  return offers;
}

/** A declaration in a group takes an id that the program does not use yet. */
function withFreeId({ program }: DocumentContext, prefix: string, text: string): string {
  const group = /"group":\$\{\d:(\d+)\}/.exec(text)?.[1];
  return group === undefined
    ? text
    : text.replace(/(?<="id":\$\{\d:)\d+/, () => String(freeId(program, prefix, Number(group))));
}
