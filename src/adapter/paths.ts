/** Paths with `/`, absolute where a base is known; URIs count as absolute. */

import { isAbsolute, join, normalize } from 'pathe';

const isUri = (path: string): boolean => /^[a-z][a-z\d+.-]+:\/\//i.test(path);

export function resolvePath(base: string | undefined, path: string): string {
  if (isUri(path)) return path;
  if (isAbsolute(path) || !base) return normalize(path);
  return isUri(base) ? `${base.replace(/\/$/, '')}/${normalize(path)}` : join(base, path);
}

/** Equal for paths that mean the same file, whichever way a client spells them. Drive letters have no case. */
export function pathKey(path: string): string {
  return isUri(path) ? path : normalize(path).replace(/^[A-Z]:/, (drive) => drive.toLowerCase());
}
