/** Looking for files in a folder and below it. */

import { join } from 'pathe';
import type { FileReader } from '../../platform/files';

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
