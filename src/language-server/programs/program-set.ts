/** All programs of the workspace, and which of them a file belongs to. */

import { basename } from 'pathe';
import type { SourceDocument } from '../workspace/document';
import type { Workspace } from '../workspace/workspace';
import type { ProgramDefinition } from './definition';
import { type Program, ProgramCache } from './program';

const entryForm = /^\s*\.entry\b/im;

export class ProgramSet {
  private readonly cache: ProgramCache;
  private folders: readonly string[] = [];

  constructor(private readonly workspace: Workspace) {
    this.cache = new ProgramCache(workspace);
  }

  setFolders(folders: readonly string[]): void {
    this.folders = folders;
  }

  /** The programs that a file belongs to, at least one: when there is none, the file is looked at alone. */
  async programsOf(document: SourceDocument): Promise<readonly [Program, ...Program[]]> {
    const { path } = document;
    const entries = await this.entries();
    const own = entries.find(({ files }) => files[0] === path);
    const found: Program[] = [];
    for (const definition of own ? [own, ...entries.filter((other) => other !== own)] : entries) {
      const program = await this.cache.program(definition);
      if (program.files.has(path)) found.push(program);
    }
    const [first, ...others] = found;
    if (first) return [first, ...others];
    return [await this.cache.program({ ...alone(path), origin: 'unit' })];
  }

  /** Every program of the workspace. */
  async all(): Promise<readonly Program[]> {
    return Promise.all((await this.entries()).map((definition) => this.cache.program(definition)));
  }

  /** Sources that say where they start. */
  private async entries(): Promise<readonly ProgramDefinition[]> {
    const paths = new Set(this.workspace.openDocuments.map(({ path }) => path));
    for (const folder of this.folders) {
      for (const path of await this.workspace.sourcesBelow(folder)) paths.add(path);
    }
    const definitions: ProgramDefinition[] = [];
    for (const path of paths) {
      const document = await this.workspace.document(path);
      if (document && entryForm.test(document.text)) definitions.push(alone(path));
    }
    return definitions;
  }
}

function alone(path: string): ProgramDefinition {
  return {
    name: basename(path),
    origin: 'entry',
    files: [path],
    options: { findImports: true },
    rules: {},
    definedIn: path,
  };
}
