/** The documents that features work on, each with the program it belongs to; kept until something changes. */

import { dirname } from 'pathe';
import type { TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { FileReader } from '../platform/files';
import { type Assembly, assemble } from '../toolchain/assemble';
import { findExporters } from '../toolchain/build/find-exporters';
import { SourceCache } from '../toolchain/build/source-cache';
import type { LinkUnit } from '../toolchain/link';
import type { DocumentContext } from './context';
import { isOnDisk, pathOf, uriOf } from './paths';
import { ProgramView } from './view/program-view';
import { linesOf, type SourceLines } from './view/source-lines';

export class Contexts {
  private readonly made = new Map<string, Promise<DocumentContext | undefined>>();
  private readonly parsed = new Map<string, { readonly text: string; readonly lines: SourceLines }>();

  constructor(
    private readonly documents: TextDocuments<TextDocument>,
    private readonly files: FileReader,
  ) {}

  /** Forgets what was worked out: a document or a file has changed. */
  invalidate(): void {
    this.made.clear();
  }

  /** `undefined` for a document that is not open. */
  ofUri(uri: string): Promise<DocumentContext | undefined> {
    let context = this.made.get(uri);
    if (!context) {
      const document = this.documents.get(uri);
      context = document ? this.make(document) : Promise.resolve(undefined);
      this.made.set(uri, context);
    }
    return context;
  }

  /** Of the open document at a path. */
  async ofPath(path: string): Promise<DocumentContext | undefined> {
    const uri = this.documents.keys().find((candidate) => pathOf(candidate) === path);
    return uri === undefined ? undefined : this.ofUri(uri);
  }

  private async make(document: TextDocument): Promise<DocumentContext> {
    const { uri } = document;
    const path = pathOf(uri);
    const cache = new SourceCache(this.readerBeside(uri));
    const main = (await this.includer(path, cache)) ?? (await assembleUnit(path, cache));
    const units = await withExporters(main, cache, isOnDisk(uri) ? this.files : undefined);
    const lines = (file: string): SourceLines | undefined => {
      const text = cache.loaded(file);
      return text === undefined ? undefined : this.linesOf(file, text);
    };
    return {
      path,
      lines: lines(path) ?? linesOf(document.getText()),
      program: ProgramView.of(units, lines),
      uriOf: (file) => uriOf(file, uri),
    };
  }

  /** The unit of another open document that includes this one. */
  private async includer(path: string, cache: SourceCache): Promise<Assembly | undefined> {
    for (const uri of this.documents.keys()) {
      const other = pathOf(uri);
      if (other === path || !/\.include\b/i.test(this.documents.get(uri)!.getText())) continue;
      const assembly = await assembleUnit(other, cache);
      if (assembly.files.includes(path)) return assembly;
    }
    return undefined;
  }

  private linesOf(path: string, text: string): SourceLines {
    const known = this.parsed.get(path);
    if (known?.text === text) return known.lines;
    const lines = linesOf(text);
    this.parsed.set(path, { text, lines });
    return lines;
  }

  /** Open documents as they are in the editor, other files from the disk. */
  private readerBeside(uri: string): FileReader {
    return {
      read: async (path) => {
        const open = this.documents.all().find((candidate) => pathOf(candidate.uri) === path);
        if (open) return new TextEncoder().encode(open.getText());
        return isOnDisk(uri) ? this.files.read(path) : undefined;
      },
      list: (folder) => (isOnDisk(uri) ? this.files.list(folder) : Promise.resolve([])),
    };
  }
}

async function assembleUnit(path: string, cache: SourceCache): Promise<Assembly> {
  await cache.loadClosure(path);
  return assemble(path, cache.loaded);
}

/** The unit, and those around it that alone export what is missing. */
async function withExporters(main: Assembly, cache: SourceCache, files: FileReader | undefined): Promise<LinkUnit[]> {
  const units: LinkUnit[] = [unitOf(main)];
  while (files) {
    const exported = new Set(units.flatMap(({ object }) => [...object.symbols.keys()]));
    const missing = new Set(units.flatMap(({ object }) => [...object.imports, ...object.externs]));
    for (const name of exported) missing.delete(name);
    if (missing.size === 0) break;
    const known = new Set(units.map(({ path }) => path));
    const exporters = await findExporters(files, cache, dirname(main.path), missing, known);
    const added = new Set([...exporters.values()].flatMap((paths) => (paths.length === 1 ? paths : [])));
    if (added.size === 0) break;
    for (const path of added) units.push(unitOf(await assembleUnit(path, cache)));
  }
  return units;
}

const unitOf = (assembly: Assembly): LinkUnit => ({ path: assembly.path, object: assembly.object, assembly });
