/** Pieces of Markdown. */

import { LANGUAGE_ID } from '../language-id';

export const code = (text: string): string => `\`\`\`${LANGUAGE_ID}\n${text}\n\`\`\``;

/** As text between backquotes, whatever is in it. */
export const inline = (text: string): string => {
  const fence = text.includes('`') ? '``' : '`';
  return fence.length === 2 ? `${fence} ${text} ${fence}` : `${fence}${text}${fence}`;
};

/** A comment of a source as it was written: its lines stay lines, and nothing in it is markup. */
export function comment(text: string): string {
  const escaped = text.replace(/[\\`*_{}[\]<>#|~]/g, '\\$&');
  return escaped
    .split('\n')
    .map((line) => line.replace(/^ +/, (blanks) => '\u00a0'.repeat(blanks.length)))
    .join('  \n');
}
