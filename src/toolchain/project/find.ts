/** Programs of hsx.json by their names, for commands and launch configurations. */

import { basename, dirname, join, normalize } from 'pathe';
import type { FileReader } from '../../platform/files';
import { diagnosticAt, startOf } from '../diagnostics';
import { mayNamePrograms, PROJECT_FILE } from './project';
import { type ProjectReading, readProject } from './read';

/**
 * The programs that an input stands for: all of `FOLDER/hsx.json`, or the one that is meant by `FOLDER/NAME`.
 * @returns `undefined` when the input is an ordinary file: there is no hsx.json in its folder
 */
export async function findPrograms(input: string, reader: FileReader): Promise<ProjectReading | undefined> {
  if (!mayNamePrograms(input)) return undefined;
  const path = normalize(input);
  const name = basename(path);
  const project = join(dirname(path), PROJECT_FILE);
  let bytes: Uint8Array | undefined;
  try {
    bytes = await reader.read(project);
  } catch (error) {
    const message = `"${project}" cannot be read: ${error instanceof Error ? error.message : error}`;
    return { programs: [], diagnostics: [diagnosticAt(startOf(project), 'file-unreadable', message)] };
  }
  if (!bytes) {
    if (name !== PROJECT_FILE) return undefined;
    const message = `"${project}" does not exist; check the path.`;
    return { programs: [], diagnostics: [diagnosticAt(startOf(project), 'file-missing', message)] };
  }
  const reading = readProject(project, new TextDecoder().decode(bytes));
  if (name === PROJECT_FILE || reading.diagnostics.length > 0) return reading;
  const programs = reading.programs.filter((program) => program.name === name);
  if (programs.length > 0) return { programs, diagnostics: [] };
  const known = reading.programs.map((program) => program.name).join(', ');
  const message = `"${name}" is no program of this project; its programs are ${known}.`;
  return { programs: [], diagnostics: [diagnosticAt(startOf(project), 'program-unknown', message)] };
}
