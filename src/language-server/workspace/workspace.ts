/**
 * All sources the server knows, open ones as they are in the editor, and what they assemble to. It is the source of
 * units for the toolchain's builds, so that programs are put together exactly as on the command line.
 */

import { dirname } from 'pathe';
import type { FileReader } from '../../platform/files';
import type { AssembleOptions, Assembly } from '../../toolchain/assemble';
import { includedNames, readClosure } from '../../toolchain/build/closure';
import { ExportIndex, ownExports } from '../../toolchain/build/export-index';
import { filesBelow, sourcesBelow } from '../../toolchain/build/source-files';
import { isSourceName, type UnitSource } from '../../toolchain/build/unit-source';
import { assemblePieces } from '../../toolchain/incremental/assemble-pieces';
import type { PiecedText } from '../../toolchain/incremental/pieced-text';
import { PROJECT_FILE } from '../../toolchain/project/project';
import { isOnDisk, pathOf, uriOf } from '../paths';
import { type ContentChange, SourceDocument } from './document';

/** What a result was made from: each file with the state it had. */
export type Stamps = ReadonlyMap<string, number>;

/** Files in a folder and below it. */
interface Listing {
  readonly sources: readonly string[];
  readonly projects: readonly string[];
}

interface Known {
  readonly document: SourceDocument | undefined;
  readonly stamp: number;
}

interface KnownAssembly {
  readonly assembly: Assembly;
  readonly stamps: Stamps;
}

export class Workspace implements UnitSource {
  private readonly open = new Map<string, Known>();
  private readonly disk = new Map<string, Known>();
  private readonly failures = new Map<string, string>();
  private readonly assemblies = new Map<string, KnownAssembly>();
  private readonly exports = new Map<string, { readonly stamp: number; readonly names: ReadonlySet<string> }>();
  private readonly listings = new Map<string, Promise<Listing>>();
  /** Of files that are not open; where they lie depends on what is open. */
  private readonly uris = new Map<string, string>();
  private lastStamp = 0;
  /** Grows when files come or go. */
  listingStamp = 0;

  constructor(private readonly files: FileReader) {}

  /** Documents in the editor. */
  get openDocuments(): readonly SourceDocument[] {
    return [...this.open.values()].flatMap(({ document }) => document ?? []);
  }

  openDocument(uri: string): SourceDocument | undefined {
    return this.openAt(pathOf(uri));
  }

  /** The document of the editor at a path. */
  openAt(path: string): SourceDocument | undefined {
    return this.open.get(path)?.document;
  }

  didOpen(uri: string, version: number, text: string): void {
    this.keep(SourceDocument.of(uri, pathOf(uri), version, text));
  }

  didChange(uri: string, version: number, changes: readonly ContentChange[]): void {
    const document = this.openDocument(uri);
    if (document) this.keep(document.changed(version, changes));
  }

  didClose(uri: string): void {
    const path = pathOf(uri);
    this.open.delete(path);
    this.disk.delete(path);
    this.uris.clear();
  }

  private keep(document: SourceDocument): void {
    if (!this.open.has(document.path)) this.uris.clear();
    this.open.set(document.path, { document, stamp: ++this.lastStamp });
  }

  /** A file of the disk has come, changed or gone. */
  didChangeFile(uri: string): void {
    this.disk.delete(pathOf(uri));
    this.listings.clear();
    this.listingStamp++;
  }

  /** A document by its path, from the editor or read from the disk. */
  async document(path: string): Promise<SourceDocument | undefined> {
    const known = this.open.get(path) ?? this.disk.get(path);
    if (known) return known.document;
    const bytes = await this.read(path);
    // Opened or read meanwhile.
    const present = this.open.get(path) ?? this.disk.get(path);
    if (present) return present.document;
    const text = bytes && new TextDecoder().decode(bytes);
    const document = text === undefined ? undefined : SourceDocument.of(this.uriOf(path), path, undefined, text);
    this.disk.set(path, { document, stamp: ++this.lastStamp });
    return document;
  }

  /** A document that has been read already. */
  loaded(path: string): SourceDocument | undefined {
    return (this.open.get(path) ?? this.disk.get(path))?.document;
  }

  /** The state of a file; another one after every change. */
  stampOf(path: string): number {
    return (this.open.get(path) ?? this.disk.get(path))?.stamp ?? 0;
  }

  isCurrent(stamps: Stamps): boolean {
    for (const [path, stamp] of stamps) if (this.stampOf(path) !== stamp) return false;
    return true;
  }

  uriOf(path: string): string {
    const known = this.openAt(path)?.uri ?? this.uris.get(path);
    if (known !== undefined) return known;
    const neighbour = this.openDocuments.find((other) => !isOnDisk(other.uri) && isBelow(path, dirname(other.path)));
    const uri = uriOf(path, neighbour?.uri ?? 'file:///');
    this.uris.set(path, uri);
    return uri;
  }

  async list(folder: string): ReturnType<FileReader['list']> {
    return this.isReadable(folder) ? this.files.list(folder).catch(() => []) : [];
  }

  /** Sources in a folder and below it. */
  async sourcesBelow(root: string): Promise<readonly string[]> {
    return (await this.listing(root)).sources;
  }

  /** Project files in a folder and below it. */
  async projectsBelow(root: string): Promise<readonly string[]> {
    return (await this.listing(root)).projects;
  }

  private listing(root: string): Promise<Listing> {
    let listing = this.listings.get(root);
    if (!listing) {
      listing = this.isReadable(root) ? this.readListing(root) : Promise.resolve({ sources: [], projects: [] });
      this.listings.set(root, listing);
    }
    return listing;
  }

  private async readListing(root: string): Promise<Listing> {
    return {
      sources: await sourcesBelow(this.files, root),
      projects: await filesBelow(this.files, root, (name) => name === PROJECT_FILE),
    };
  }

  /** Virtual files are those that the editor has; their paths mean nothing on this disk. */
  private isReadable(path: string): boolean {
    if (!/^(\/|[A-Za-z]:)/.test(path)) return false;
    return !this.openDocuments.some((other) => !isOnDisk(other.uri) && isBelow(path, dirname(other.path)));
  }

  private async read(path: string): Promise<Uint8Array | undefined> {
    this.failures.delete(path);
    if (!this.isReadable(path)) return undefined;
    try {
      return await this.files.read(path);
    } catch (error) {
      this.failures.set(path, error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  bytes(path: string): Promise<Uint8Array | undefined> {
    return this.read(path);
  }

  async text(path: string): Promise<string | undefined> {
    return (await this.document(path))?.text;
  }

  async has(path: string): Promise<boolean> {
    return (await this.document(path)) !== undefined;
  }

  /** What is open in the editor as MVASM is a source whatever its name. */
  isSource(path: string): boolean {
    return this.open.has(path) || isSourceName(path);
  }

  failureOf(path: string): string | undefined {
    return this.failures.get(path);
  }

  async assembly(path: string, options: AssembleOptions): Promise<Assembly> {
    const { includeFolders = [], utf8Text = false, wideServices = false } = options;
    const key = [path, utf8Text, wideServices, ...includeFolders].join('\n');
    const known = this.assemblies.get(key);
    if (known && this.isCurrent(known.stamps)) return known.assembly;
    await readClosure(path, includeFolders, async (file) => {
      const document = this.loaded(file) ?? (await this.document(file));
      return document && includedBy(document);
    });
    const stamps = new Map<string, number>();
    const read = (file: string): PiecedText | undefined => {
      stamps.set(file, this.stampOf(file));
      return this.loaded(file)?.content;
    };
    const assembly = assemblePieces(path, read, options);
    this.assemblies.set(key, { assembly, stamps });
    return assembly;
  }

  async exportsBelow(root: string): Promise<ExportIndex> {
    return ExportIndex.of(await this.sourcesBelow(root), (path) => this.exportsOf(path));
  }

  private async exportsOf(path: string): Promise<ReadonlySet<string>> {
    const document = await this.document(path);
    const stamp = this.stampOf(path);
    const known = this.exports.get(path);
    if (known?.stamp === stamp) return known.names;
    const names: ReadonlySet<string> = document ? ownExports(document.text) : new Set();
    this.exports.set(path, { stamp, names });
    return names;
  }
}

function includedBy({ content }: SourceDocument): readonly string[] {
  return content.pieces.flatMap((piece) => (piece.mayInclude ? includedNames(piece.text) : []));
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}
