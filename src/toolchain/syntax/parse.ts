/** A whole text as a list of lines, each with its own text (toolchain spec 3.1). */

import { LineReader } from './line-reader';
import { parseLine } from './parse-line';
import { bracketBalance, mayContinuePayload, payloadEnd } from './payload';
import type { Line } from './tree';

function payloadBalance(line: Line): number {
  if (line.kind !== 'directive' || line.directive?.form !== 'payload') return 0;
  return bracketBalance(line.text, line.argument.start, line.argument.end);
}

export function parse(text: string): readonly Line[] {
  const reader = new LineReader(text);
  const lines: Line[] = [];
  let open = 0;
  while (reader.advance()) {
    const line = text.slice(reader.start, reader.end);
    if (open > 0 && mayContinuePayload(line)) {
      const codeEnd = payloadEnd(line);
      open += bracketBalance(line, 0, codeEnd);
      lines.push({ kind: 'payload', text: line, codeEnd, problems: [] });
      continue;
    }
    const parsed = parseLine(line, 0, reader.codeEnd - reader.start);
    open = payloadBalance(parsed);
    lines.push(parsed);
  }
  return lines;
}
