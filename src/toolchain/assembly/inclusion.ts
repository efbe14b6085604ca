/** Inclusions: which file is meant, and whether it may be inserted (toolchain spec 4.1). */

import { dirname, isAbsolute, join, normalize } from 'pathe';
import { type Place, type RelatedPlace, relatedAt } from '../diagnostics';
import type { DirectiveLine, Span } from '../syntax/tree';
import type { Unit } from './unit';

/** Inclusions per unit; every one counts, also of the same file. */
const MAX_INCLUSIONS = 4096;
/** Files that are open inside each other. */
const MAX_INCLUSION_DEPTH = 256;
/** Characters that inclusion may bring into a unit. */
const MAX_INCLUDED_LENGTH = 0x4000000;

/**
 * Where the file of an inclusion may be, the first place that has it counting.
 * @param from the file that the inclusion stands in; its folder comes first
 * @param folders include folders, searched in their order
 */
export function inclusionPaths(from: string, name: string, folders: readonly string[]): readonly [string, ...string[]] {
  if (isAbsolute(name)) return [normalize(name)];
  return [join(dirname(from), name), ...folders.map((folder) => join(folder, name))];
}

/**
 * How a file comes into a unit, from itself outwards.
 * @param places where each included file is named first
 * @param own the unit's own file, which may name itself but is included nowhere
 */
export function inclusionChain(
  places: ReadonlyMap<string, Place>,
  file: string,
  own: string | undefined,
): readonly RelatedPlace[] {
  const chain: RelatedPlace[] = [];
  for (let at = file; at !== own; ) {
    const place = places.get(at);
    if (!place) break;
    chain.push(relatedAt(place, 'included from here'));
    at = place.file;
  }
  return chain;
}

/** The content of a file, in whatever form. */
export interface Text {
  /** In characters. */
  readonly length: number;
}

export interface Included<Source> {
  readonly path: string;
  readonly source: Source;
  /** The files that are open, this one last. */
  readonly chain: readonly string[];
}

/** The files of a unit, each read once. */
export class Inclusions<Source extends Text> {
  private readonly sources = new Map<string, Source | undefined>();
  /** Where each file is named first, also those that cannot be inserted or are looked for in vain. */
  readonly places = new Map<string, Place>();
  private count = 0;
  private includedLength = 0;
  private isFull = false;

  constructor(
    private readonly unit: Unit,
    private readonly read: (path: string) => Source | undefined,
    /** Searched in their order, after the folder of the including file. */
    readonly folders: readonly string[],
  ) {}

  /** The files that exist, in the order in which they were met. */
  get files(): readonly string[] {
    return [...this.sources.keys()].filter((path) => this.sources.get(path) !== undefined);
  }

  sourceOf(path: string): Source | undefined {
    if (!this.sources.has(path)) this.sources.set(path, this.read(path));
    return this.sources.get(path);
  }

  /**
   * The file to insert for the directive, on the unit's present line; `undefined` after a report.
   * @param from the file that it stands in
   * @param chain the files that are open, `from` last
   */
  resolve(from: string, line: DirectiveLine, chain: readonly string[]): Included<Source> | undefined {
    const unit = this.unit;
    const [operand] = line.operands;
    if (!operand || (operand.kind === 'string' && operand.value === '')) {
      unit.report('include-name', 'Name the file: .include "name".', line.word);
      return undefined;
    }
    if (operand.kind !== 'string') return undefined;
    const path = this.find(from, operand.value, unit.placeOf(operand));
    if (chain.includes(path)) {
      const message = `"${path}" includes itself: ${[...chain.slice(chain.indexOf(path)), path].join(' -> ')}.`;
      unit.report('include-recursion', message, operand);
      return undefined;
    }
    const source = this.sourceOf(path);
    if (source === undefined) {
      const searched = this.folders.length > 0 ? ' and the include folders' : '';
      const message = `"${path}" does not exist; names are relative to the including file${searched}.`;
      unit.report('include-missing', message, operand);
      return undefined;
    }
    if (!this.mayInclude(source, chain.length, operand)) return undefined;
    unit.noteInclusion(path, operand);
    return { path, source, chain: [...chain, path] };
  }

  /** The first of the paths that exists; the one beside the including file when none does. */
  private find(from: string, name: string, place: Place): string {
    const paths = inclusionPaths(from, name, this.folders);
    for (const path of paths) {
      if (!this.places.has(path)) this.places.set(path, place);
      if (this.sourceOf(path) !== undefined) return path;
    }
    return paths[0];
  }

  /** Keeps inclusions that multiply from never coming to an end; reports that once. */
  private mayInclude(source: Source, depth: number, where: Span): boolean {
    this.count++;
    this.includedLength += source.length;
    const limit =
      depth > MAX_INCLUSION_DEPTH
        ? `${MAX_INCLUSION_DEPTH} files inside each other`
        : this.count > MAX_INCLUSIONS
          ? `${MAX_INCLUSIONS} files`
          : this.includedLength > MAX_INCLUDED_LENGTH
            ? `${MAX_INCLUDED_LENGTH >> 20} MiB`
            : undefined;
    if (limit === undefined) return true;
    if (!this.isFull) this.unit.report('include-limit', `The unit includes more than ${limit}; include less.`, where);
    this.isFull = true;
    return false;
  }
}
