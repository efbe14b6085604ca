/** textDocument/documentLink: the files that a document includes. */

import type { DocumentLink } from 'vscode-languageserver';
import { type DocumentContext, rangeOf } from '../context';

export function documentLinks({ lines, path, program, uriOf }: DocumentContext): DocumentLink[] {
  const links: DocumentLink[] = [];
  for (let index = 0; index < lines.lineCount; index++) {
    const line = lines.lineAt(index);
    if (line?.kind !== 'directive' || line.directive?.form !== 'file') continue;
    const [operand] = line.operands;
    if (operand?.kind !== 'string' || operand.value === '') continue;
    links.push({ range: rangeOf({ line: index, ...operand }), target: uriOf(program.included(path, operand.value)) });
  }
  return links;
}
