/**
 * The files under one folder of the host. A name cannot lead out of it: no absolute paths, no `..`, no drives and streams,
 * no devices, no links on the way, and only names in the case in which they are on the disk.
 */

import {
  closeSync,
  constants,
  type Dirent,
  existsSync,
  fstatSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Volume, VolumeEntry } from '../volume';

/** Names that some hosts take for devices, whatever their suffix. */
const device = /^(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\.|$)/i;
const DEEPEST = 16;
const LONGEST = 255;
const MOST_FILES = 4096;
const noFollow = constants.O_NOFOLLOW ?? 0;

/** @throws Error when the folder does not exist */
export function createFolderVolume(folder: string, readOnly: boolean): Volume {
  if (!existsSync(folder)) throw new Error(`there is no folder ${folder}`);
  const root = realpathSync(folder);
  if (!statSync(root).isDirectory()) throw new Error(`${folder} is no folder`);

  /** The place of a name on the disk; `undefined` when it is not one inside the folder. */
  function place(path: string): string | undefined {
    const parts = safeParts(path);
    if (!parts) return undefined;
    let at = root;
    for (const [index, part] of parts.entries()) {
      if (!isExact(at, part)) return undefined;
      at = join(at, part);
      const kind = kindOf(at);
      if (kind === 'other' || (kind === 'file' && index < parts.length - 1)) return undefined;
    }
    return at;
  }

  function change(path: string, act: (at: string) => void): boolean {
    const at = readOnly ? undefined : place(path);
    return at !== undefined && attempt(() => act(at));
  }

  return {
    read(path) {
      const at = place(path);
      if (at === undefined) return undefined;
      try {
        return withFile(at, constants.O_RDONLY, (file) => readFileSync(file));
      } catch {
        return undefined;
      }
    },
    write: (path, position, bytes) =>
      change(path, (at) =>
        withFile(at, constants.O_WRONLY | constants.O_CREAT, (file) => {
          let done = 0;
          while (done < bytes.length) done += writeSync(file, bytes, done, bytes.length - done, position + done);
        }),
      ),
    truncate: (path) =>
      change(path, (at) => withFile(at, constants.O_WRONLY | constants.O_CREAT, (file) => ftruncateSync(file, 0))),
    delete: (path) => change(path, (at) => unlinkSync(at)),
    rename: (from, to) =>
      change(from, (at) => {
        const target = place(to);
        if (target === undefined || existsSync(target) || kindOf(at) !== 'file') throw new Error('refused');
        renameSync(at, target);
      }),
    makeDirectory: (path) =>
      change(path, (at) => {
        if (kindOf(at) !== 'folder') mkdirSync(at);
      }),
    list: () => listFiles(root, '', 0, []),
  };
}

function safeParts(path: string): string[] | undefined {
  const plain = path.replaceAll('\\', '/');
  if (plain === '' || plain.startsWith('/') || plain.includes(':') || hasControls(plain)) return undefined;
  const parts = plain.split('/').filter((part) => part !== '' && part !== '.');
  const safe = parts.every(
    (part) => part !== '..' && part.length <= LONGEST && !device.test(part) && !/[. ]$/.test(part),
  );
  return safe && parts.length > 0 && parts.length <= DEEPEST ? parts : undefined;
}

const hasControls = (text: string): boolean => [...text].some((character) => character < ' ' || character === '\x7f');

/** Whether the name is there as it is written, or free whatever the case: one file never has two names. */
function isExact(folder: string, name: string): boolean {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return false;
  }
  return names.includes(name) || !names.some((other) => other.toLowerCase() === name.toLowerCase());
}

/** Links and everything unusual are `other`. */
function kindOf(path: string): 'absent' | 'file' | 'folder' | 'other' {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat) return 'absent';
  if (stat.isFile()) return 'file';
  return stat.isDirectory() ? 'folder' : 'other';
}

function withFile<Result>(path: string, flags: number, work: (file: number) => Result): Result {
  const file = openSync(path, flags | noFollow, 0o666);
  try {
    if (!fstatSync(file).isFile()) throw new Error('no file');
    return work(file);
  } finally {
    closeSync(file);
  }
}

function attempt(act: () => void): boolean {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}

/** What disappears meanwhile is left out. */
function listFiles(folder: string, prefix: string, depth: number, found: VolumeEntry[]): VolumeEntry[] {
  for (const entry of entriesOf(folder)) {
    if (found.length >= MOST_FILES) break;
    const name = prefix + entry.name;
    const at = join(folder, entry.name);
    if (entry.isFile()) found.push({ name, size: lstatSync(at, { throwIfNoEntry: false })?.size ?? 0 });
    else if (entry.isDirectory() && depth < DEEPEST) listFiles(at, `${name}/`, depth + 1, found);
  }
  return found;
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
