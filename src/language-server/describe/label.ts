/** Markdown about a label: where it lies, how large it is, what its comment says, and how often it is used. */

import { basename } from 'pathe';
import type { Place } from '../../toolchain/diagnostics';
import { hex } from '../../toolchain/hex';
import type { LabelFacts, ProgramView } from '../view/program-view';
import { documentationAt } from '../view/source-lines';
import { code, comment } from './markdown';
import { describeRoutine } from './routine';

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** @param path of the document that asks; other files are named */
export function describeLabel(view: ProgramView, facts: LabelFacts, path: string): string {
  const { name, section, address, offset, size, exported, place, unit } = facts;
  const what = section === 'text' ? 'code' : 'data';
  const uses = view.usesOf(facts).length;
  const where = [`${exported ? 'Exported' : 'Private'} ${what} label`];
  if (place && place.file !== path) where.push(`of ${basename(place.file)}, line ${place.line + 1}`);
  else if (!place) where.push([`of ${basename(unit.path)}`, ...written(view.writtenPlace(facts))].join(', '));
  const base = section === 'text' ? unit.codeBase : unit.dataBase;
  const parts = [
    code(`${name}:`),
    `${where.join(' ')}  \nAddress \`${hex(address, 4)}\`${base > 0 ? ` (offset ${offset} in its unit)` : ''}, ` +
      `${plural(size, 'byte')}, ${plural(uses, 'use')}`,
  ];
  const lines = place && view.linesOf(place.file);
  const documentation = lines && documentationAt(lines, place.line);
  if (documentation) parts.push(comment(documentation));
  const routine = view.isRoutine(facts) ? view.routineFacts(facts) : undefined;
  if (routine) parts.push('---', describeRoutine(routine));
  return parts.join('\n\n');
}

/** A name that no unit defines. */
export function describeImport(view: ProgramView, path: string, name: string): string {
  const parts = [code(`.import ${name}`), 'No unit of the program exports it.'];
  const built = view.builtSymbol(path, name);
  if (built && view.built) {
    const what = built.section === 'text' ? 'code' : 'data';
    const where = `As built last, in \`${basename(view.built.path)}\`: ${what} at \`${hex(built.address, 4)}\``;
    parts.push([where, ...written(built.place)].join(', '));
  }
  return parts.join('\n\n');
}

const written = (place: Place | undefined): string[] =>
  place ? [`written in \`${basename(place.file)}\`, line ${place.line + 1}`] : [];
