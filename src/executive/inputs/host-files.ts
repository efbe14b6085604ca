/** What an executive gets from its host's files: recorded on the way, and given again without them. */

import type { BackEnds } from '../../platform/back-ends';
import type { Storage } from '../../platform/storage';
import type { Volume } from '../../platform/volume';

const volumeOperations = ['read', 'write', 'truncate', 'delete', 'rename', 'makeDirectory', 'list'] as const;
const storageOperations = ['read', 'write'] as const;

type Call = (name: string, args: readonly unknown[]) => unknown;

const made = <Part>(names: readonly string[], call: Call): Part =>
  Object.fromEntries(names.map((name) => [name, (...args: unknown[]) => call(name, args)])) as Part;

/** @param note told of every result by part and operation: `folder.read` */
export function recordedBackEnds(
  { folder, storage }: BackEnds,
  note: (host: string, result: unknown) => void,
): BackEnds {
  const recorded = <Part extends object>(kind: string, names: readonly (keyof Part & string)[], part: Part): Part =>
    made<Part>(names, (name, args) => {
      const result = (part[name as keyof Part] as (...args: readonly unknown[]) => unknown)(...args);
      note(`${kind}.${name}`, result);
      return result;
    });
  return {
    ...(folder && {
      folder: (path, readOnly) => recorded<Volume>('folder', volumeOperations, folder(path, readOnly)),
    }),
    ...(storage && { storage: (path) => recorded<Storage>('storage', storageOperations, storage(path)) }),
  };
}

/** @param next the next recorded result of an operation */
export function replayedBackEnds(next: (host: string) => unknown): BackEnds {
  return {
    folder: () => made<Volume>(volumeOperations, (name) => next(`folder.${name}`)),
    storage: () => made<Storage>(storageOperations, (name) => next(`storage.${name}`)),
  };
}
