/** The documents that features work on, each with the program it belongs to. */

import type { DocumentContext } from './context';
import type { Findings } from './diagnostics/findings';
import type { Program } from './programs/program';
import type { ProgramSet } from './programs/program-set';
import { ProgramView } from './view/program-view';
import type { SourceDocument } from './workspace/document';
import type { Workspace } from './workspace/workspace';

export class Contexts {
  private readonly views = new WeakMap<Program, ProgramView>();

  constructor(
    private readonly workspace: Workspace,
    private readonly programs: ProgramSet,
    private readonly findings: Findings,
  ) {}

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
      program: this.viewOf(program),
      includeFolders: program.definition.options.includeFolders ?? [],
      uriOf: (path) => this.workspace.uriOf(path),
      findings: () => this.findings.selected(document.path, program),
    };
  }

  viewOf(program: Program): ProgramView {
    let view = this.views.get(program);
    if (!view) {
      view = new ProgramView(program.linked, (path) => this.workspace.loaded(path));
      this.views.set(program, view);
    }
    return view;
  }
}
