/** How the source declares the data behind each label: `.byte`, `.half`, `.word`, text. */

import type { ScalarType } from '../executive/debug/expressions/data-type';
import { parse } from '../toolchain/syntax/parse';
import type { Line } from '../toolchain/syntax/tree';

type DeclaredType = ScalarType | 'str';

const types: Readonly<Record<string, DeclaredType>> = {
  '.byte': 'u8',
  '.half': 'u16',
  '.hword': 'u16',
  '.word': 'word',
  '.ascii': 'str',
  '.asciz': 'str',
  '.string': 'str',
};

/** What a label is followed by; `.align` between the two changes nothing. `undefined` where files disagree. */
export function declaredTypes(texts: Iterable<string>): ReadonlyMap<string, DeclaredType | undefined> {
  const found = new Map<string, DeclaredType | undefined>();
  for (const text of texts) {
    let open: string[] = [];
    for (const line of parse(text)) {
      const label = labelOf(line);
      if (label !== undefined) open.push(label);
      if (line.kind === 'instruction') open = [];
      if (line.kind !== 'directive' || line.directive?.name === '.align') continue;
      const type = types[line.directive?.name ?? ''];
      for (const name of open) found.set(name, found.has(name) && found.get(name) !== type ? undefined : type);
      open = [];
    }
  }
  return found;
}

function labelOf(line: Line): string | undefined {
  if (line.kind === 'empty' || line.kind === 'payload') return undefined;
  return line.label?.valid ? line.label.text.replace(/:$/, '') : undefined;
}
