/** Reading a source with everything that it includes, ahead of assembling, because assembling does not wait. */

import { inclusionPaths } from '../assemble';
import { parseLine } from '../syntax/parse-line';

const inclusion = /^.*\.include\b.*$/gim;

/** The names of the files that a text includes. */
export function includedNames(text: string): readonly string[] {
  return Array.from(text.matchAll(inclusion), ([line]) => parseLine(line)).flatMap((line) => {
    if (line.kind !== 'directive' || line.directive?.form !== 'file') return [];
    const [operand] = line.operands;
    return operand?.kind === 'string' && operand.value !== '' ? [operand.value] : [];
  });
}

type Names = readonly string[] | undefined;

/**
 * Reads a source and everything it includes, each file once.
 * @param namesIn reads a file and returns the names that it includes, `undefined` when there is no such file
 */
export async function readClosure(
  path: string,
  includeFolders: readonly string[],
  namesIn: (path: string) => Names | Promise<Names>,
): Promise<void> {
  const known = new Map<string, Names>();
  const visit = async (file: string): Promise<Names> => {
    const names = await namesIn(file);
    known.set(file, names);
    if (names) waiting.push({ file, names });
    return names;
  };
  const waiting: { readonly file: string; readonly names: readonly string[] }[] = [];
  await visit(path);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    for (const name of next.names) {
      for (const candidate of inclusionPaths(next.file, name, includeFolders)) {
        if (known.has(candidate) ? known.get(candidate) : await visit(candidate)) break;
      }
    }
  }
}
