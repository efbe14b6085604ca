/** Documents have URIs, the toolchain has normalized paths with `/`. */

import { normalize } from 'pathe';

function parsed(uri: string): URL | undefined {
  try {
    return new URL(uri);
  } catch {
    return undefined;
  }
}

/** Text that is not percent-encoded stays as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `file:///c%3A/a.mvasm` gives `C:/a.mvasm`; of other schemes only the path counts. */
export function pathOf(uri: string): string {
  const url = parsed(uri);
  if (!url) return normalize(uri);
  const path = decoded(url.pathname);
  if (url.protocol === 'file:' && url.host !== '') return normalize(`//${url.host}${path}`);
  return normalize(path.replace(/^\/([A-Za-z]:)/, '$1'));
}

/** The URI of a path, in the same file system as the document `neighbour`. */
export function uriOf(path: string, neighbour: string): string {
  const encoded = path
    .replace(/^[A-Z]:/, (drive) => drive.toLowerCase())
    .split('/')
    .map(encodeURIComponent)
    .join('/');
  const url = parsed(neighbour);
  if (!url || url.protocol === 'file:') {
    return `file:${encoded.startsWith('//') ? '' : encoded.startsWith('/') ? '//' : '///'}${encoded}`;
  }
  // An opaque path, as in `untitled:Untitled-1`, has no authority and no leading slash.
  return `${url.protocol}${url.pathname.startsWith('/') ? `//${url.host}` : ''}${encoded}`;
}

/** Whether the document lies on the disk that this process sees. */
export function isOnDisk(uri: string): boolean {
  return parsed(uri)?.protocol === 'file:';
}
