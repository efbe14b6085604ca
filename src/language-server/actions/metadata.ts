/** Fixes of metadata: ids that are declared twice, keys that are missing. */

import type { DocumentContext } from '../context';
import { metadataKey, metadataKeys, numberOfMember, oidOf, spellingOf } from '../describe/metadata';
import { freeId, idsOf } from '../view/metadata-ids';
import { entryAt, type PayloadEntry, payloadAt, unquoted } from '../view/payload';
import type { FileEdit, Fixer } from './fix';
import { replace } from './fix';

const idKeyOf = (directive: string): string => (directive === '.cmd' ? 'cmd' : 'value');

/** Writes another id into an entry. */
function changeId(path: string, entry: PayloadEntry, directive: string, id: number): FileEdit | undefined {
  const key = idKeyOf(directive);
  const member = entry.members.find((candidate) => metadataKey(directive, unquoted(candidate.key))?.key === key);
  const { value } = member ?? {};
  return value && replace(path, value.line, value.start, value.end, String(id));
}

/** A place inside of the entry, wherever in it the finding points. */
function entryOf(context: DocumentContext, line: number, character: number) {
  const payload = payloadAt(context.lines, line);
  const entry = payload && (entryAt(payload, line, character + 1) ?? payload.entries[0]);
  return payload && entry ? { directive: payload.directive.name, entry } : undefined;
}

const newId: Fixer = (context, { range }) => {
  const found = entryOf(context, range.start.line, range.start.character);
  if (!found || found.directive === '.mailbox') return [];
  const { directive, entry } = found;
  const group = numberOfMember(entry, directive, 'group');
  if (group === undefined) return [];
  const id = freeId(context.program, directive, group);
  const edit = changeId(context.path, entry, directive, id);
  return edit ? [{ title: `Take the free id ${id} of group ${group}`, edits: [edit], preferred: true }] : [];
};

const addKey: Fixer = (context, { range }) => {
  const found = entryOf(context, range.start.line, range.start.character);
  if (!found) return [];
  const { directive, entry } = found;
  const present = new Set(entry.members.map(({ key }) => metadataKey(directive, unquoted(key))?.key));
  const missing = metadataKeys(directive).filter((rule) => rule.required && !present.has(rule.key));
  if (missing.length === 0) return [];
  const group = numberOfMember(entry, directive, 'group') ?? 1;
  const stub = (key: string): string => {
    if (key === 'group') return String(group);
    return key === 'target' ? '"app:name"' : String(freeId(context.program, directive, group));
  };
  const text = missing.map((rule) => `"${spellingOf(rule)}":${stub(rule.key)}`).join(',');
  const { line, end } = entry.open;
  const edits = [replace(context.path, line, end, end, entry.members.length > 0 ? `${text},` : text)];
  return [{ title: `Add ${missing.map((rule) => `"${spellingOf(rule)}"`).join(' and ')}`, edits, preferred: true }];
};

export const metadataFixers: Readonly<Record<string, Fixer>> = {
  'metadata-duplicate': newId,
  'metadata-key': addKey,
  'mailbox-target': addKey,
};

/** Gives every value and command of the file whose id is taken before it a free one. */
export function sortOutIds(context: DocumentContext): FileEdit[] {
  const { lines, path, program } = context;
  const edits: FileEdit[] = [];
  const seen = new Map<string, Set<number>>();
  for (let index = 0; index < lines.lineCount; index++) {
    const line = lines.lineAt(index);
    if (line?.kind !== 'directive' || line.directive?.form !== 'payload') continue;
    const directive = line.directive.name;
    for (const entry of payloadAt(lines, index)?.entries ?? []) {
      const oid = oidOf(entry, directive);
      if (oid === undefined) continue;
      const used = seen.get(directive) ?? new Set<number>();
      seen.set(directive, used);
      const group = oid >> 8;
      const foreign = (idsOf(program, directive, group).get(oid & 255) ?? 0) > ownCount(context, directive, oid);
      if (used.has(oid) || foreign) {
        const taken = new Set([...used].filter((other) => other >> 8 === group).map((other) => other & 255));
        const id = freeId(program, directive, group, taken);
        const edit = changeId(path, entry, directive, id);
        if (edit) edits.push(edit);
        used.add(group * 256 + id);
      } else used.add(oid);
    }
  }
  return edits;
}

/** How often the file itself declares an oid. */
function ownCount({ lines }: DocumentContext, directive: string, oid: number): number {
  let count = 0;
  for (let index = 0; index < lines.lineCount; index++) {
    const line = lines.lineAt(index);
    if (line?.kind !== 'directive' || line.directive?.name !== directive) continue;
    count += payloadAt(lines, index)?.entries.filter((entry) => oidOf(entry, directive) === oid).length ?? 0;
  }
  return count;
}
