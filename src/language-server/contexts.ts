/** The documents that features work on, each with the program it belongs to. */

import { dirname } from 'pathe';
import type { DocumentContext } from './context';
import type { Findings } from './diagnostics/findings';
import type { Program } from './programs/program';
import type { ProgramSet } from './programs/program-set';
import type { BuiltSymbols } from './view/built-symbols';
import { ProgramView } from './view/program-view';
import type { SourceDocument } from './workspace/document';
import { SymbolFiles } from './workspace/symbol-files';
import type { Workspace } from './workspace/workspace';

export class Contexts {
  private readonly views = new WeakMap<Program, ProgramView>();
  private readonly symbolFiles: SymbolFiles;

  constructor(
    private readonly workspace: Workspace,
    private readonly programs: ProgramSet,
    private readonly findings: Findings,
  ) {
    this.symbolFiles = new SymbolFiles(workspace);
  }

  /** `undefined` for a document that is not open. */
  async ofUri(uri: string): Promise<DocumentContext | undefined> {
    const document = this.workspace.openDocument(uri);
    return document && this.of(document);
  }

  /** Of the open document at a path. */
  async ofPath(path: string): Promise<DocumentContext | undefined> {
    const document = this.workspace.loaded(path);
    return document?.version === undefined ? undefined : this.of(document);
  }

  /** With the first of its programs. */
  private async of(document: SourceDocument): Promise<DocumentContext> {
    const [program] = await this.programs.programsOf(document);
    return {
      path: document.path,
      lines: document,
      program: await this.viewWithBuilt(program),
      includeFolders: program.definition.options.includeFolders ?? [],
      wideServices: program.definition.options.wideServices ?? false,
      uriOf: (path) => this.workspace.uriOf(path),
      findings: () => this.findings.selected(document.path, program),
      findingWork: () => program.lintWork(),
      exportsNearby: () => this.exportsNearby(program),
    };
  }

  /** Where a program takes its units from the files around it. */
  private async exportsNearby({ definition, files: own }: Program): Promise<ReadonlyMap<string, string>> {
    const { files, options } = definition;
    if (!options.findImports) return new Map();
    const index = await this.workspace.exportsBelow(dirname(files[0]));
    return index.exportedOnce(own);
  }

  viewOf(program: Program): ProgramView {
    return this.views.get(program) ?? this.newView(program, undefined);
  }

  private async viewWithBuilt(program: Program): Promise<ProgramView> {
    const built = await this.symbolFiles.of(program.definition);
    const view = this.views.get(program);
    return view && view.built === built ? view : this.newView(program, built);
  }

  private newView(program: Program, built: BuiltSymbols | undefined): ProgramView {
    const view = new ProgramView(program.linked, (path) => this.workspace.loaded(path), built);
    this.views.set(program, view);
    return view;
  }
}
