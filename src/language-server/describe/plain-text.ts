/** What is told in Markdown, for clients that show plain text only. Of Markdown it knows what is written here. */

import type { MarkupContent, MarkupKind } from 'vscode-languageserver';

/** Code between backquotes, a character that would be markup, and bold text. */
const MARKUP = /(`+) ?(.+?) ?\1|\\(.)|\*\*/g;
const SEPARATOR = /^\|[-|]+\|$/;
const ROW = /^\| ?(.*?) ?\|$/;

export function plainText(markdown: string): string {
  const lines: string[] = [];
  let inCode = false;
  for (const line of markdown.split('\n')) {
    if (line.startsWith('```')) inCode = !inCode;
    else if (inCode) lines.push(line);
    else if (!SEPARATOR.test(line)) lines.push(line === '---' ? '' : plainLine(line));
  }
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function plainLine(line: string): string {
  const cells = ROW.exec(line)?.[1]?.split(/ ?\| ?/);
  const text = cells ? cells.filter((cell) => cell !== '').join('  ') : line.trimEnd();
  return text
    .replace(MARKUP, (_all, _fence, code?: string, escaped?: string) => code ?? escaped ?? '')
    .replaceAll('\u00a0', ' ');
}

/** @param formats that the client says it shows */
export function shown(content: MarkupContent, formats: readonly MarkupKind[] | undefined): MarkupContent {
  if (content.kind === 'plaintext' || formats?.includes('markdown')) return content;
  return { kind: 'plaintext', value: plainText(content.value) };
}
