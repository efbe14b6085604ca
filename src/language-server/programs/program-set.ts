/** All programs of the workspace, and which of them a file belongs to. */

import type { SourceDocument } from '../workspace/document';
import type { Workspace } from '../workspace/workspace';
import { alone, Definitions } from './definitions';
import { type Program, ProgramCache } from './program';

export class ProgramSet {
  readonly definitions: Definitions;
  private readonly cache: ProgramCache;
  private isRead = false;

  /** @param firstReading goes around the first time that all programs are read, which may take long */
  constructor(
    workspace: Workspace,
    private readonly firstReading: (read: () => Promise<readonly Program[]>) => Promise<readonly Program[]> = (read) =>
      read(),
  ) {
    this.definitions = new Definitions(workspace);
    this.cache = new ProgramCache(workspace);
  }

  /** The programs that a file belongs to, at least one: when there is none, the file is looked at alone. */
  async programsOf({ path }: SourceDocument): Promise<readonly [Program, ...Program[]]> {
    const found = (await this.all()).filter(({ files }) => files.has(path));
    const own = found.filter(({ definition }) => definition.files[0] === path);
    const [first, ...others] = new Set([...own, ...found]);
    if (first) return [first, ...others];
    return [await this.cache.program(alone(path))];
  }

  /**
   * Every program of the workspace: those of project files first, then what is launched, then sources with an entry. A
   * source that belongs to a program of an earlier kind makes none of its own.
   */
  all(): Promise<readonly Program[]> {
    if (this.isRead) return this.read();
    this.isRead = true;
    return this.firstReading(() => this.read());
  }

  private async read(): Promise<readonly Program[]> {
    const groups = await this.definitions.groups();
    const programs: Program[] = [];
    const covered = new Set<string>();
    for (const definitions of groups) {
      const own = definitions.filter(({ files }) => !covered.has(files[0]));
      const made = await Promise.all(own.map((definition) => this.cache.program(definition)));
      programs.push(...made);
      // Nothing comes behind the last group.
      if (definitions !== groups.at(-1)) for (const { files } of made) for (const file of files) covered.add(file);
    }
    this.cache.keep(programs);
    return programs;
  }
}
