/** What an image declares, as the answer to a load tells it (executive-protocol spec 5.1). */

import type { CommandEntry, Image, MailboxEntry, ValueEntry } from '../toolchain/image';
import { SectionType } from '../toolchain/image';
import type { BoundMailbox } from './services/declarations';

const valueRecord = (entry: ValueEntry) => ({
  group_id: entry.group,
  value_id: entry.id,
  flags: entry.flags,
  auth_level: entry.auth,
  init_raw: entry.initRaw,
  init_value: entry.init,
  name: entry.name,
  unit: entry.unit,
  epsilon_raw: entry.epsilonRaw,
  epsilon: entry.epsilon,
  min_raw: entry.minRaw,
  min: entry.min,
  max_raw: entry.maxRaw,
  max: entry.max,
  persist_key: entry.persistKey,
  group_name: entry.groupName,
});

const commandRecord = (entry: CommandEntry) => ({
  group_id: entry.group,
  cmd_id: entry.id,
  flags: entry.flags,
  auth_level: entry.auth,
  handler_offset: entry.handler,
  name: entry.name,
  help: entry.help,
  group_name: entry.groupName,
  reserved: entry.reserved,
});

const mailboxRecord = (entry: MailboxEntry) => ({
  target: entry.target,
  name: entry.target,
  capacity: entry.capacity,
  queue_depth: entry.capacity,
  mode_mask: entry.modeMask,
  flags: entry.modeMask,
  reserved: entry.reserved,
  owner_pid: entry.ownerPid,
  bindings: entry.bindings,
  _source: entry.source,
  raw: entry.raw,
});

const oid = ({ group, id }: { group: number; id: number }): { oid: number } => ({ oid: group * 256 + id });

function sectionEntries(image: Image, type: number): readonly object[] {
  if (type === SectionType.values) return image.values.map(valueRecord);
  if (type === SectionType.commands) return image.commands.map(commandRecord);
  return type === SectionType.mailboxes ? image.mailboxes.map(mailboxRecord) : [];
}

/** @param created what became of the declared mailboxes, in their order */
export function imageMetadata(image: Image, created: readonly BoundMailbox[]) {
  return {
    sections: image.sections.map(({ type, offset, size, count }) => ({
      type,
      offset,
      size,
      entry_count: count,
      entries: sectionEntries(image, type),
    })),
    values: image.values.map((entry) => ({ ...valueRecord(entry), ...oid(entry) })),
    commands: image.commands.map((entry) => ({ ...commandRecord(entry), ...oid(entry) })),
    mailboxes: image.mailboxes.map((entry, index) => {
      const bound = created[index];
      return { ...mailboxRecord(entry), ...(bound && { descriptor: bound.descriptor }) };
    }),
    ...(created.length > 0 && { _mailbox_creation: created }),
  };
}
