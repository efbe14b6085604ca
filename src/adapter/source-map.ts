/** Folders over there, and where they are here. */

import { join, normalize } from 'pathe';
import { pathKey, resolvePath } from './paths';

export type FolderPair = readonly [there: string, here: string];

/**
 * Where a file is here; of several folders that hold it the innermost counts.
 * @param base what relative folders here start from
 */
export function localPaths(map: readonly FolderPair[], base: string | undefined): (path: string) => string {
  const folders = map
    .map(([there, here]) => ({ there: withoutEnd(pathKey(there)), here: resolvePath(base, here) }))
    .sort((a, b) => b.there.length - a.there.length);
  return (path) => {
    const key = pathKey(path);
    const folder = folders.find(({ there }) => key === there || key.startsWith(`${there}/`));
    return folder ? join(folder.here, normalize(path).slice(folder.there.length)) : path;
  };
}

const withoutEnd = (path: string): string => path.replace(/\/+$/, '');
