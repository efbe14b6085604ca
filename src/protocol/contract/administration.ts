/** The executive itself (executive-protocol spec 12). */

import type { ResourceReport } from '../../executive/configuration/usage';
import type { ExecutiveInfo } from '../../executive/info';
import type { LogMessage } from '../../executive/sessions/message-log';
import { command, type Done, optional, required } from './command';
import { pidReader } from './common';
import { integer, type Reader, RequestError, text } from './readers';

const targets: Reader<readonly string[]> = (value) =>
  (Array.isArray(value) ? value.map(String) : String(value).split(/\s+/)).map((target) => target.trim().toLowerCase());

const requests: Reader<readonly Readonly<Record<string, unknown>>[]> = (value) => {
  if (!Array.isArray(value) || value.some((one) => typeof one !== 'object' || one === null || Array.isArray(one))) {
    throw new RequestError("batch requires 'requests': a list of objects");
  }
  return value;
};

/** One answer of a batch, as the command alone would have been answered. */
export type BatchAnswer = ({ status: 'ok' } & Record<string, unknown>) | { status: 'error'; error: string };

export const administration = {
  ping: command<{ reply: 'pong' }>()({}, { observable: true }),
  /** Feature `resource_usage`: with the use of resources. */
  info: command<{ info: ExecutiveInfo & { resources?: ResourceReport } }>()(
    { pid: optional(pidReader) },
    { observable: true },
  ),
  /** Feature `resource_usage`: how much of the limits of its profile the executive uses (services spec 5.7). */
  resource_usage: command<{ resources: ResourceReport }>()({}, { observable: true, feature: 'resource_usage' }),
  attach: command<{ info: ExecutiveInfo }>()({}),
  /** Stops the clock. */
  detach: command<{ info: ExecutiveInfo }>()({}),
  /** `limit` last messages, all without it; then those of one session only. */
  dmesg: command<{ logs: LogMessage[] }>()(
    { limit: optional(integer()), filter_session: optional(text) },
    { observable: true },
  ),
  'dmesg.clear': command<{ logs: []; cleared: number }>()({}),
  /** Starts the executive anew, without tasks, sessions and symbols. */
  restart: command<{ restart: Record<string, string> }>()({ targets: optional(targets) }),
  shutdown: command<Done>()({}),
  /** Feature `batch`: several commands in one request, in order; one that fails does not stop the others. */
  batch: command<{ results: BatchAnswer[] }>()({ requests: required(requests) }, { observable: true }),
} as const;
