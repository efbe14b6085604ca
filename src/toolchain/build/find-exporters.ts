/** Looking for the units that export missing names. */

import { join } from 'pathe';
import type { FileReader } from '../../platform/files';
import { parse } from '../syntax/parse';

const MAX_DEPTH = 3;
const MAX_FILES = 500;
const isSearchedSource = (name: string): boolean => name.toLowerCase().endsWith('.mvasm');

const isSearched = (name: string): boolean => !name.startsWith('.') && name !== 'node_modules';

/** Sources in the folder and below, in the order of their names. */
export const sourcesBelow = (reader: FileReader, root: string): Promise<readonly string[]> =>
  filesBelow(reader, root, isSearchedSource);

/** Files in the folder and below, in the order of their names. */
export async function filesBelow(
  reader: FileReader,
  root: string,
  isWanted: (name: string) => boolean,
): Promise<readonly string[]> {
  const files: string[] = [];
  const visit = async (folder: string, depth: number): Promise<void> => {
    const entries = [...(await listOrNothing(reader, folder))].sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const { name, folder: isFolder } of entries) {
      if (files.length >= MAX_FILES) return;
      const path = join(folder, name);
      if (isFolder) {
        if (depth < MAX_DEPTH && isSearched(name)) await visit(path, depth + 1);
      } else if (isWanted(name)) files.push(path);
    }
  };
  await visit(root, 0);
  return files;
}

async function listOrNothing(reader: FileReader, folder: string): ReturnType<FileReader['list']> {
  try {
    return await reader.list(folder);
  } catch {
    // A folder that may not be read holds nothing that could be linked.
    return [];
  }
}

/** The names a file defines and exports itself, not through what it includes: includers are not the unit looked for. */
export function ownExports(text: string): ReadonlySet<string> {
  const exported = new Set<string>();
  const labels = new Set<string>();
  for (const line of parse(text)) {
    if ((line.kind === 'label' || line.kind === 'instruction' || line.kind === 'directive') && line.label) {
      labels.add(line.label.text);
    }
    if (line.kind !== 'directive') continue;
    const name = line.directive?.name;
    if (name === '.export' || name === '.extern') for (const { text: word } of line.operands) exported.add(word);
  }
  return new Set([...exported].filter((name) => labels.has(name)));
}

/**
 * Which of the sources export the names.
 * @param known paths that are linked already
 * @param exportsOf what a file defines and exports itself
 */
export async function exportersAmong(
  sources: readonly string[],
  names: ReadonlySet<string>,
  known: ReadonlySet<string>,
  exportsOf: (path: string) => Promise<ReadonlySet<string>>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  for (const path of sources) {
    if (known.has(path)) continue;
    for (const name of await exportsOf(path)) {
      if (names.has(name)) found.set(name, [...(found.get(name) ?? []), path]);
    }
  }
  return found;
}
