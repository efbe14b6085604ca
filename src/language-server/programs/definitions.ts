/** Where programs are defined: project files, what the client starts, and sources with an entry. */

import { basename, matchesGlob, relative } from 'pathe';
import type { Diagnostic } from '../../toolchain/diagnostics';
import { type ProjectReading, readProject } from '../../toolchain/project/read';
import type { Workspace } from '../workspace/workspace';
import type { ProgramDefinition } from './definition';

export class Definitions {
  private folders: readonly string[] = [];
  private excluded: readonly string[] = [];
  private launched: readonly ProgramDefinition[] = [];
  private readonly readings = new Map<string, { readonly stamp: number; readonly reading: ProjectReading }>();

  constructor(private readonly workspace: Workspace) {}

  setFolders(folders: readonly string[]): void {
    this.folders = folders;
  }

  /** @param globs of files and folders that make no programs by themselves, counted from the folders of the workspace */
  setExcluded(globs: readonly string[]): void {
    this.excluded = globs;
  }

  /** What launch configurations and tasks name; takes the place of what they named before. */
  setLaunched(definitions: readonly ProgramDefinition[]): void {
    this.launched = definitions;
  }

  /** By origin; what an earlier group covers is not looked at again in a later one. */
  async groups(): Promise<readonly (readonly ProgramDefinition[])[]> {
    return [await this.projects(), this.launched, await this.entries()];
  }

  /** What is wrong with the project files themselves. */
  async projectDiagnostics(): Promise<readonly Diagnostic[]> {
    return (await this.projectReadings()).flatMap(({ diagnostics }) => diagnostics);
  }

  private async projects(): Promise<readonly ProgramDefinition[]> {
    return (await this.projectReadings()).flatMap(({ programs }) =>
      programs.map(({ name, units, options, lint, place }) => ({
        name,
        origin: 'project',
        files: units,
        options,
        rules: lint,
        place,
      })),
    );
  }

  private async projectReadings(): Promise<readonly ProjectReading[]> {
    const readings: ProjectReading[] = [];
    for (const folder of this.folders) {
      for (const path of this.included(folder, await this.workspace.projectsBelow(folder))) {
        const reading = await this.read(path);
        if (reading) readings.push(reading);
      }
    }
    return readings;
  }

  private included(folder: string, paths: readonly string[]): readonly string[] {
    if (this.excluded.length === 0) return paths;
    return paths.filter((path) => {
      const steps = relative(folder, path).split('/');
      const parts = steps.map((_, index) => steps.slice(0, index + 1).join('/'));
      return !parts.some((part) => this.excluded.some((glob) => matchesGlob(part, glob)));
    });
  }

  private async read(path: string): Promise<ProjectReading | undefined> {
    const document = await this.workspace.document(path);
    if (!document) return undefined;
    const stamp = this.workspace.stampOf(path);
    const known = this.readings.get(path);
    if (known?.stamp === stamp) return known.reading;
    const reading = readProject(path, document.text);
    this.readings.set(path, { stamp, reading });
    return reading;
  }

  /** Sources that say where they start. */
  private async entries(): Promise<readonly ProgramDefinition[]> {
    const paths = new Set(this.workspace.openDocuments.map(({ path }) => path));
    for (const folder of this.folders) {
      for (const path of this.included(folder, await this.workspace.sourcesBelow(folder))) paths.add(path);
    }
    const definitions: ProgramDefinition[] = [];
    for (const path of paths) {
      const document = await this.workspace.document(path);
      if (document?.pieces.some(({ mayBeEntry }) => mayBeEntry)) definitions.push({ ...alone(path), origin: 'entry' });
    }
    return definitions;
  }
}

/** A source by itself, with the neighbours that export what it imports. */
export function alone(path: string): ProgramDefinition {
  return { name: basename(path), origin: 'unit', files: [path], options: { findImports: true }, rules: {} };
}
