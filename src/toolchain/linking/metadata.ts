/** Metadata of all units: checked, merged, sorted, written (toolchain spec 9, steps 4, 5, 9). */

import type { EntryPlaces } from '../assemble';
import { type DiagnosticCode, type Place, relatedAt, startOf } from '../diagnostics';
import { type ImageContent, SectionType } from '../image';
import { mailboxTarget, readMailboxEntry } from '../image-file/mailbox-entry';
import { isList, isObject, type JsonObject, numberOf } from '../json/value';
import { compareText } from '../json/write';
import { writeCommands, writeMailboxes, writeValues } from './metadata-sections';
import { type PlacedUnit, type Program, placeOfEntry } from './program';

type Kind = 'values' | 'commands' | 'mailboxes';

interface Declared {
  readonly unit: PlacedUnit;
  readonly fields: JsonObject;
  readonly places: EntryPlaces | undefined;
}

interface Identified extends Declared {
  readonly group: number;
  readonly id: number;
}

const placeOf = ({ unit, places }: Declared, ...members: readonly string[]): Place =>
  placeOfEntry(unit, places, ...members);

const placesOf = ({ places }: Declared): readonly Place[] => (places ? [places.entry, ...places.members.values()] : []);

/** @param members of the entry that the problem may be about; the first that is there is marked, else the entry */
function reportAbout(
  program: Program,
  declared: Declared,
  code: DiagnosticCode,
  message: string,
  members: readonly string[] = [],
  name?: string,
): void {
  const grounds = { places: placesOf(declared), ...(name === undefined ? {} : { name }) };
  program.reportIn(declared.unit, code, message, placeOf(declared, ...members), { grounds });
}

function declaredEntries(program: Program, kind: Kind): readonly Declared[] {
  return program.units.flatMap((unit) => {
    const list = unit.object.metadata[kind] ?? [];
    if (!isList(list)) {
      program.report('metadata-shape', `"${kind}" of the object is no list.`, startOf(unit.path));
      return [];
    }
    return list.flatMap((fields, index) => {
      const places = unit.assembly?.places[kind][index]?.places;
      if (isObject(fields)) return [{ unit, fields, places }];
      program.report(
        'metadata-shape',
        `"${kind}" of the object holds something that is no object.`,
        startOf(unit.path),
      );
      return [];
    });
  });
}

/** An id of 0..255, as number or in decimal digits; `undefined` after a report. */
function readId(program: Program, declared: Declared, key: string): number | undefined {
  const value = declared.fields.get(key);
  const number = typeof value === 'string' && /^\s*\d+\s*$/.test(value) ? Number(value) : numberOf(value);
  if (number !== undefined && Number.isInteger(number) && number >= 0 && number <= 255) return number;
  reportAbout(program, declared, 'metadata-range', `"${key}" must be a number from 0 to 255.`, [key]);
  return undefined;
}

/** The fields that the assembler leaves unchecked because they may be numbers of any size. */
function checkFields(program: Program, declared: Declared): boolean {
  let fits = true;
  for (const [key, limit] of fieldLimits) {
    const value = numberOf(declared.fields.get(key)) ?? 0;
    if (value >= 0 && value <= limit) continue;
    reportAbout(program, declared, 'metadata-range', `"${key}" is ${value}; it must be 0 to ${limit}.`, [key]);
    fits = false;
  }
  return fits;
}

const fieldLimits: readonly (readonly [string, number])[] = [
  ['flags', 255],
  ['auth', 255],
  ['persist_key', 0xffff],
  ['handler_offset', 0xffffffff],
];

/** Values or commands with their ids, sorted; equal ids are reported. */
function identify(program: Program, kind: 'values' | 'commands', idKey: 'value' | 'cmd'): readonly Identified[] {
  const known = new Map<number, Identified>();
  for (const declared of declaredEntries(program, kind)) {
    const group = readId(program, declared, 'group');
    const id = readId(program, declared, idKey);
    if (group === undefined || id === undefined || !checkFields(program, declared)) continue;
    const fields = new Map(declared.fields).set('group', group).set(idKey, id);
    const entry = { ...declared, fields, group, id };
    const first = known.get(group * 256 + id);
    if (first) {
      const what = `${idKey === 'value' ? 'Value' : 'Command'} ${group}:${id}`;
      reportDuplicate(program, `${what} is declared twice; choose another id.`, first, declared);
    } else known.set(group * 256 + id, entry);
  }
  return [...known.values()].sort((a, b) => a.group - b.group || a.id - b.id);
}

function reportDuplicate(program: Program, message: string, first: Declared, second: Declared): void {
  const related = [relatedAt(placeOf(first), 'first declared here')];
  const grounds = { places: [...placesOf(first), ...placesOf(second)] };
  program.reportIn(second.unit, 'metadata-duplicate', message, placeOf(second), { related, grounds });
}

/** The code offset of the handler that the command names; reported when there is none. */
function resolveHandler(program: Program, command: Identified): Identified {
  const { unit, fields } = command;
  const name = fields.get('handler');
  if (typeof name !== 'string') return command;
  const symbol = program.lookUp(unit, name);
  if (symbol?.section === 'text') {
    return { ...command, fields: new Map(fields).set('handler_offset', symbol.address) };
  }
  if (program.globals.has(name)) {
    reportAbout(
      program,
      command,
      'handler-section',
      `The handler "${name}" is data; name a code label.`,
      ['handler'],
      name,
    );
  } else {
    const message = `The handler "${name}" is no code label of this unit and no unit exports it.`;
    reportAbout(program, command, 'handler-unknown', message, ['handler'], name);
  }
  return command;
}

/** The members of a mailbox that a problem may be about. */
const mailboxMembers: Partial<Record<DiagnosticCode, readonly string[]>> = {
  'mailbox-target': ['target', 'name'],
  'mailbox-capacity': ['capacity', 'queue_depth'],
  'mailbox-mode': ['mode_mask', 'mode', 'flags'],
  'mailbox-owner': ['owner_pid'],
  'mailbox-bindings': ['bindings'],
  'mailbox-binding': ['bindings'],
};

class MailboxFailed extends Error {}

function isLoadable(program: Program, declared: Declared): boolean {
  try {
    readMailboxEntry(declared.fields, (code, message) => {
      reportAbout(program, declared, code, message, mailboxMembers[code]);
      throw new MailboxFailed();
    });
    return true;
  } catch (error) {
    if (error instanceof MailboxFailed) return false;
    throw error;
  }
}

function collectMailboxes(program: Program): readonly JsonObject[] {
  const known = new Map<string, Declared>();
  for (const declared of declaredEntries(program, 'mailboxes')) {
    if (!isLoadable(program, declared)) continue;
    const target = mailboxTarget(declared.fields)!;
    const first = known.get(target);
    if (first) reportDuplicate(program, `The mailbox "${target}" is declared twice; keep one.`, first, declared);
    else known.set(target, { ...declared, fields: new Map(declared.fields).set('target', target) });
  }
  return [...known].sort(([a], [b]) => compareText(a, b)).map(([, { fields }]) => fields);
}

/** The metadata sections of the image; mistakes are reported. */
export function linkMetadata(program: Program): ImageContent['sections'] {
  const values = identify(program, 'values', 'value');
  const mailboxes = collectMailboxes(program);
  const commands = identify(program, 'commands', 'cmd').map((command) => resolveHandler(program, command));
  const overflow = (entries: readonly Declared[]) => (index: number) => {
    const message = 'The texts up to here exceed 64 KiB; shorten names and help texts.';
    reportAbout(program, entries[index]!, 'metadata-strings', message);
  };
  const fieldsOf = (entries: readonly Declared[]) => entries.map(({ fields }) => fields);
  const sections = [
    { type: SectionType.values, count: values.length, payload: writeValues(fieldsOf(values), overflow(values)) },
    {
      type: SectionType.commands,
      count: commands.length,
      payload: writeCommands(fieldsOf(commands), overflow(commands)),
    },
    { type: SectionType.mailboxes, count: mailboxes.length, payload: writeMailboxes(mailboxes) },
  ];
  return sections.filter(({ count }) => count > 0);
}
