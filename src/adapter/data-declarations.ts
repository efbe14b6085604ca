/** How and where the sources declare the data behind each label: `.byte`, `.half`, `.word`, text. */

import type { ScalarType } from '../executive/debug/expressions/data-type';
import { parse } from '../toolchain/syntax/parse';
import type { DirectiveLine, Line } from '../toolchain/syntax/tree';
import type { Declaration, Declarations } from './data-symbols';

const types: Readonly<Record<string, ScalarType | 'str'>> = {
  '.byte': 'u8',
  '.half': 'u16',
  '.hword': 'u16',
  '.word': 'word',
  '.ascii': 'str',
  '.asciz': 'str',
  '.string': 'str',
};

interface OpenLabel {
  readonly name: string;
  readonly line: number;
  readonly saysHalf: boolean;
}

export interface SourceText {
  readonly path: string;
  readonly text: string;
}

/** What a label is followed by; `.align` between the two changes nothing. The type is unknown where files disagree. */
export function declarationsIn(sources: Iterable<SourceText>): Declarations {
  const found = new Map<string, Declaration>();
  for (const { path, text } of sources) {
    let open: OpenLabel[] = [];
    for (const [index, line] of parse(text).entries()) {
      const name = labelOf(line);
      if (name !== undefined) open.push({ name, line: index + 1, saysHalf: saysHalf(line) });
      if (line.kind === 'instruction') open = [];
      if (line.kind !== 'directive' || line.directive?.name === '.align') continue;
      for (const label of open) {
        const type = typeOf(line, label);
        const other = found.get(label.name);
        if (!other) found.set(label.name, { type, path, line: label.line });
        else if (other.type !== type) found.set(label.name, { ...other, type: undefined });
      }
      open = [];
    }
  }
  return found;
}

/** The assembler knows no fractions: a remark tells of halves that they are meant as such. */
function typeOf(line: DirectiveLine, label: OpenLabel): ScalarType | 'str' | undefined {
  const type = types[line.directive?.name ?? ''];
  return type === 'u16' && (label.saysHalf || saysHalf(line)) ? 'f16' : type;
}

const saysHalf = ({ text, codeEnd }: Line): boolean => /\bf16\b/i.test(text.slice(codeEnd));

function labelOf(line: Line): string | undefined {
  if (line.kind === 'empty' || line.kind === 'payload') return undefined;
  return line.label?.valid ? line.label.text.replace(/:$/, '') : undefined;
}
