import { ExecutiveError } from '../../executive/errors';
import type { Executive } from '../../executive/executive';
import { modeMask } from '../../executive/host-mail';
import { type StdioStream, stdioStreams } from '../../executive/mailboxes/stdio';
import type { Request } from '../contract';
import { fanOutModeOf, type mailboxes, type StdioConfiguration } from '../contract/mailboxes';
import { fromHex } from '../hex';
import type { Handlers } from './handler';
import { needed } from './needs';

const LISTEN = { limit: 5, maxLength: 512 };

function payloadOf({ data, data_hex: hex }: Request<'send'>): Uint8Array {
  if (hex !== undefined) return fromHex(hex);
  return new TextEncoder().encode(needed(data, "send requires 'data' or 'data_hex'"));
}

/** `in`, `stdin` and so on; `both` are output and error. */
function streamsOf(name: string, failure: (text: string) => string): readonly StdioStream[] {
  const plain = name.toLowerCase();
  if (plain === 'all') return stdioStreams;
  if (plain === 'both') return ['out', 'err'];
  const stream = stdioStreams.find((candidate) => plain === candidate || plain === `std${candidate}`);
  if (!stream) throw new ExecutiveError(failure(`unknown stdio stream '${name}'`));
  return [stream];
}

function describe(
  { mail }: Executive,
  scope: number | 'default' | 'all',
  streams: readonly StdioStream[],
): StdioConfiguration {
  const template = mail.streamModes(streams);
  if (scope === 'default') return { scope, streams: template };
  if (scope !== 'all')
    return { scope: 'pid', pid: scope, streams: mail.streamModes(streams, scope), default: template };
  const tasks = mail.pids().map((pid) => ({ pid, streams: mail.streamModes(streams, pid) }));
  return { scope, streams: [], default: template, tasks };
}

function fanOut(
  executive: Executive,
  { pid: scope = 'all', stream, mode }: Request<'stdio_fanout'>,
): StdioConfiguration {
  const failure = (text: string): string => (mode ? text : `stdio query failed: ${text}`);
  const streams = streamsOf(stream ?? (mode ? 'out' : 'all'), failure);
  if (typeof scope === 'number' && !executive.hasTask(scope)) throw new ExecutiveError(failure(`unknown pid ${scope}`));
  if (!mode) return describe(executive, scope, streams);
  const pid = typeof scope === 'number' ? scope : undefined;
  const wanted = fanOutModeOf(mode);
  const applied = streams.map((one) => executive.mail.setStreamMode(one, wanted, pid));
  return {
    ...describe(executive, pid ?? 'all', streams),
    mode,
    mode_mask: modeMask(wanted),
    applied,
  };
}

export const mailboxHandlers: Handlers<typeof mailboxes> = {
  list: (executive, { pid }) => ({ channels: { pid, channels: executive.mail.channels(pid) } }),
  mailbox_snapshot: (executive) => ({
    descriptors: executive.mail.snapshot(),
    stats: executive.mail.statistics(),
  }),
  listen: (executive, { pid, limit = LISTEN.limit, max_len: maxLength = LISTEN.maxLength }) => ({
    messages: executive.mail.listen(pid, limit, maxLength),
  }),
  send: (executive, request) => executive.send(request.channel || `svc:stdio.in@${request.pid}`, payloadOf(request)),
  stdio_fanout: (executive, request) => ({ config: fanOut(executive, request) }),
};
