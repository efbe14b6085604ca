/** workspace/willRenameFiles: inclusions, and the lists of project files, name a file by its new name. */

import { dirname, isAbsolute, relative } from 'pathe';
import type { FileRename, TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import { includedFile, inclusionPaths } from '../../toolchain/assemble';
import type { Place } from '../../toolchain/diagnostics';
import { rangeOf } from '../context';
import { pathOf } from '../paths';
import type { Program } from '../programs/program';
import type { SourceDocument } from '../workspace/document';

/** What of the workspace the edits are made from. */
export interface RenamedWorkspace {
  readonly programs: readonly Program[];
  /** Of files that have been read. */
  documentAt(path: string): SourceDocument | undefined;
  uriOf(path: string): string;
}

/** Edits of files that name a renamed one; a folder takes all that it holds with it. */
export function renameFiles(files: readonly FileRename[], workspace: RenamedWorkspace): WorkspaceEdit | null {
  const moves = files.map(({ oldUri, newUri }) => ({ from: pathOf(oldUri), to: pathOf(newUri) }));
  const moved = (path: string): string => {
    const move = moves.find(({ from }) => path === from || path.startsWith(`${from}/`));
    return move ? move.to + path.slice(move.from.length) : path;
  };
  const edits = new Map<string, TextEdit[]>();
  const seen = new Set<string>();
  for (const { named, place, includeFolders } of namesIn(workspace)) {
    const key = `${place.file}\n${place.line}\n${place.start}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const text = workspace.documentAt(place.file)?.lineAt(place.line)?.text.slice(place.start, place.end) ?? '';
    const written = text.replaceAll('"', '');
    const name = nameOf(moved(named), moved(place.file), written, includeFolders.map(moved));
    if (name === written) continue;
    const uri = workspace.uriOf(place.file);
    const list = edits.get(uri) ?? [];
    edits.set(uri, list);
    list.push({ range: rangeOf(place), newText: text.startsWith('"') ? `"${name}"` : name });
  }
  return edits.size > 0 ? { changes: Object.fromEntries(edits) } : null;
}

interface Naming {
  /** The file that is meant. */
  readonly named: string;
  readonly place: Place;
  readonly includeFolders: readonly string[];
}

function* namesIn({ programs, documentAt }: RenamedWorkspace): Generator<Naming> {
  for (const { definition, files, units } of programs) {
    for (const [named, place] of Object.entries(definition.options.namedAt ?? {})) {
      yield { named, place, includeFolders: [] };
    }
    const includeFolders = definition.options.includeFolders ?? [];
    for (const file of files) {
      const document = documentAt(file);
      const assembly = units.find((unit) => unit.assembly?.files.includes(file))?.assembly;
      for (let index = 0; document && assembly && index < document.lineCount; index++) {
        const line = document.lineAt(index);
        if (line?.kind !== 'directive' || line.directive?.form !== 'file') continue;
        const [operand] = line.operands;
        if (operand?.kind !== 'string' || operand.value === '') continue;
        const place = { file, line: index, start: operand.start, end: operand.end };
        yield { named: includedFile(assembly, file, operand.value), place, includeFolders };
      }
    }
  }
}

/**
 * How a file is named from another one: as before if that still leads there, else from the folder of the other one, or
 * from an include folder when it lies elsewhere. A name that starts with a dot means no include folder.
 */
function nameOf(path: string, from: string, written: string, includeFolders: readonly string[]): string {
  if (isAbsolute(written)) return path;
  const folders = written.startsWith('.') ? [] : includeFolders;
  if (inclusionPaths(from, written, folders).includes(path)) return written;
  const beside = relative(dirname(from), path);
  const folder = beside.startsWith('..') ? folders.find((each) => path.startsWith(`${each}/`)) : undefined;
  return folder === undefined ? beside : relative(folder, path);
}
