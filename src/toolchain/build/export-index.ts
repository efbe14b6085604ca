/** Which sources of a folder export which names: where the units are found that a program imports from. */

import { parse } from '../syntax/parse';

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

interface IndexedSource {
  readonly path: string;
  readonly exports: ReadonlySet<string>;
}

/** Names that are wanted, with all sources that export them. */
export type Exporters = ReadonlyMap<string, readonly string[]>;

export class ExportIndex {
  /** By name: positions in the list of sources. */
  private readonly byName = new Map<string, number[]>();

  /** @param sources in the order in which they are to be linked */
  constructor(private readonly sources: readonly IndexedSource[]) {
    sources.forEach(({ exports }, position) => {
      for (const name of exports) {
        const positions = this.byName.get(name);
        if (positions) positions.push(position);
        else this.byName.set(name, [position]);
      }
    });
  }

  /** @param exportsOf what a source defines and exports itself */
  static async of(
    paths: readonly string[],
    exportsOf: (path: string) => Promise<ReadonlySet<string>>,
  ): Promise<ExportIndex> {
    const sources: IndexedSource[] = [];
    for (const path of paths) sources.push({ path, exports: await exportsOf(path) });
    return new ExportIndex(sources);
  }

  /**
   * Names that one source exports and no other, with its path.
   * @param known paths that are linked already, and left out
   */
  exportedOnce(known: ReadonlySet<string>): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    for (const [name, [position, ...others]] of this.byName) {
      const path = this.sources[position!]!.path;
      if (others.length === 0 && !known.has(path)) found.set(name, path);
    }
    return found;
  }

  /**
   * The wanted names that somebody exports, in the order of the sources and of the names in them.
   * @param known paths that are linked already
   */
  exporters(names: ReadonlySet<string>, known: ReadonlySet<string>): Exporters {
    const positions = new Set([...names].flatMap((name) => this.byName.get(name) ?? []));
    const found = new Map<string, string[]>();
    for (const position of [...positions].sort((a, b) => a - b)) {
      const { path, exports } = this.sources[position]!;
      if (known.has(path)) continue;
      for (const name of exports) {
        if (!names.has(name)) continue;
        const paths = found.get(name);
        if (paths) paths.push(path);
        else found.set(name, [path]);
      }
    }
    return found;
  }
}
