/** `sources.json`: where the sources of a build lie now (toolchain spec 13). */

import { isAbsolute, join } from 'pathe';
import { ToolchainError } from './diagnostics';
import { isMembers } from './symbol-file/read';

interface SourceEntry {
  readonly file: string | undefined;
  readonly path: string | undefined;
  readonly relative: string | undefined;
}

interface Prefix {
  readonly from: string;
  readonly to: string;
}

export interface SourceSearch {
  /** Folders to look in, in order. */
  readonly roots: readonly string[];
  readonly currentFolder: string;
  readonly exists: (path: string) => boolean | Promise<boolean>;
}

/** Without repeated separators and `.`; `..` stays. */
function normalized(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  return (path.startsWith('/') ? '/' : '') + parts.join('/');
}

/** `old=new` pairs with colons between; the colon of a drive letter is none of them. */
function readPrefixes(map: string): readonly Prefix[] {
  return map.split(/(?<!(?:^|[:=])[A-Za-z](?=:[\\/])):/).flatMap((pair) => {
    const sign = pair.indexOf('=');
    return sign < 0 ? [] : [{ from: pair.slice(0, sign), to: pair.slice(sign + 1) }];
  });
}

function textAt(members: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const value = members[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

const present = (values: readonly (string | undefined)[]): readonly string[] =>
  values.filter((value) => value !== undefined);

export class SourceMap {
  private readonly root: string;
  private readonly prefixes: readonly Prefix[];
  private readonly index = new Map<string, SourceEntry[]>();

  /** @param content the parsed file; what is malformed in it is passed over */
  constructor(content: Readonly<Record<string, unknown>>) {
    this.root = textAt(content, 'project_root') ?? '';
    this.prefixes = readPrefixes(textAt(content, 'prefix_map') ?? '');
    const { sources } = content;
    for (const source of Array.isArray(sources) ? sources.filter(isMembers) : []) {
      this.add({ file: textAt(source, 'file'), path: textAt(source, 'path'), relative: textAt(source, 'relative') });
    }
  }

  private add(entry: SourceEntry): void {
    const { file, relative, path } = entry;
    const rewritten = this.prefixes
      .filter(({ from }) => path?.startsWith(from))
      .map(({ from, to }) => to.replace(/\/$/, '') + path!.slice(from.length));
    for (const key of new Set([...present([file, relative, path]), ...rewritten].map(normalized))) {
      const entries = this.index.get(key);
      if (entries) entries.push(entry);
      else this.index.set(key, [entry]);
    }
  }

  /** The request, the request below the project, and what prefixes make of it. */
  private keysOf(request: string): readonly string[] {
    const below = isAbsolute(request) ? [] : [`${this.root}/${request}`];
    const rewritten = this.prefixes
      .filter(({ to }) => request.startsWith(to))
      .map(({ from, to }) => from + request.slice(to.length));
    return [request, ...below, ...rewritten].map(normalized);
  }

  /** Where a source may be now, best first. */
  private placesOf({ path, file, relative }: SourceEntry, { roots, currentFolder }: SourceSearch): readonly string[] {
    const name = file ?? relative;
    if (name === undefined) return present([path]);
    const stripped = name.replace(/^[./]+/, '');
    const folders = [this.root, ...roots, currentFolder];
    const below = folders.flatMap((folder) => [name, stripped].map((part) => join(folder, part)));
    return [...present([path]), ...below];
  }

  /**
   * The file that a recorded name stands for, also when the tree has moved. A known file that is nowhere gives its
   * recorded path; an unknown one `undefined`.
   */
  async resolve(request: string, search: SourceSearch): Promise<string | undefined> {
    if (request === '') return undefined;
    const candidates = new Set(this.keysOf(request).flatMap((key) => this.index.get(key) ?? []));
    for (const candidate of candidates) {
      for (const place of this.placesOf(candidate, search)) {
        if (await search.exists(place)) return place;
      }
    }
    const [first] = candidates;
    const recorded = first && (first.path ?? first.file ?? first.relative);
    return recorded === undefined ? undefined : normalized(recorded);
  }
}

/** @throws ToolchainError sources-json */
export function readSourceMap(text: string): SourceMap {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    content = undefined;
  }
  if (isMembers(content)) return new SourceMap(content);
  throw new ToolchainError('sources-json', 'The source map is no JSON object; build the program again.');
}
