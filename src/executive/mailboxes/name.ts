/** Names of mailboxes (services spec 3.1). */

import { MailboxStatus, NAME_LENGTH, Namespace } from './constants';
import { MailboxError } from './error';

/** What identifies a mailbox. */
export interface MailboxAddress {
  readonly namespace: Namespace;
  readonly name: string;
  /** `null`: belongs to nobody, one for all tasks. */
  readonly owner: number | null;
}

const prefixes = ['pid:', 'svc:', 'app:', 'shared:'] as const;

/**
 * @param text as programs and tools write it: `svc:log`, `app:bus@3`, a bare word means `svc:`
 * @param caller pid that stands in where the text names no owner
 * @throws MailboxError `internalError` when it is empty or the owner is no number (fixes quirk 6)
 */
export function parseMailboxName(text: string, caller: number): MailboxAddress {
  if (text === '') throw new MailboxError(MailboxStatus.internalError, 'mailbox name is empty');
  const cut = [...text].slice(0, NAME_LENGTH).join('');
  const prefix = prefixes.find((candidate) => cut.startsWith(candidate));
  const rest = cut.slice(prefix?.length ?? 0);
  if (prefix === 'pid:') {
    const pid = ownerNumber(rest, cut) ?? caller;
    return { namespace: Namespace.pid, name: `pid:${pid}`, owner: pid };
  }
  const at = rest.indexOf('@');
  const name = at < 0 ? rest : rest.slice(0, at);
  if (prefix === 'shared:') return { namespace: Namespace.shared, name, owner: null };
  const owner = at < 0 ? null : ownerNumber(rest.slice(at + 1), cut);
  if (prefix === 'app:') return { namespace: Namespace.app, name, owner };
  return { namespace: Namespace.svc, name, owner: owner ?? caller };
}

function ownerNumber(text: string, whole: string): number | null {
  if (text === '') return null;
  if (/^\d+$/.test(text)) return Number(text);
  throw new MailboxError(MailboxStatus.internalError, `mailbox name '${whole}': '${text}' is not a pid`);
}

/** For people and tools: the form that {@link parseMailboxName} reads back to the same mailbox. */
export function formatMailboxName({ namespace, name, owner }: MailboxAddress): string {
  if (namespace === Namespace.pid) return name;
  const suffix = owner !== null && namespace !== Namespace.shared ? `@${owner}` : '';
  return `${prefixes[namespace]}${name}${suffix}`;
}
