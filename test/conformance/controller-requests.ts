/**
 * Requests to the command interface of the reference's controller, answered by ours: values, commands and tasks through
 * the protocol's commands, which read the same arguments; mailboxes, which tools of ours have no handles of, by the
 * services themselves.
 */

import { ExecutiveError } from '../../src/executive/errors';
import type { Executive } from '../../src/executive/executive';
import { MailboxError } from '../../src/executive/mailboxes/error';
import { type StdioStream, stdioStreams } from '../../src/executive/mailboxes/stdio';
import { Dispatcher, type Message } from '../../src/protocol/server/dispatcher';
import { bytesOf, hexOf } from './scenarios';
import type { Outcome } from './services-player';

export interface ControllerRequest {
  cmd: string;
  pid?: number | string;
  handle?: number;
  target?: string;
  data?: string;
  data_hex?: string;
  max_len?: number;
  flags?: number;
  channel?: number;
  capacity?: number;
  mode?: number;
  stream?: string;
  update_existing?: number;
  enable?: number;
  reg?: number;
  [argument: string]: unknown;
}

const NO_DATA = 3;
const REFUSED = 1;

/** The protocol's names for the same commands. */
const wireNames: Readonly<Record<string, string>> = {
  val_list: 'val.list',
  val_get: 'val.get',
  val_set: 'val.set',
  val_stats: 'val.stats',
  cmd_list: 'cmd.list',
  cmd_call: 'cmd.call',
  cmd_stats: 'cmd.stats',
};

export function controllerReply(executive: Executive, request: ControllerRequest): Outcome {
  const { cmd, reg, pid } = request;
  if (cmd.startsWith('mailbox_')) return mailboxReply(executive, request);
  // There is no pause of everything but a clock that stands still, and no task changes by it.
  if (cmd === 'pause' && pid === undefined) return overWire(executive, { cmd: 'clock', op: 'stop' });
  if (cmd === 'resume' && pid === undefined) return { status: 'ok' };
  const message: Message = {
    ...request,
    cmd: wireNames[cmd] ?? cmd,
    ...(reg !== undefined && { reg: `R${reg}` }),
  };
  return { ...overWire(executive, message), ...(reg !== undefined && { reg }) };
}

function overWire(executive: Executive, message: Message): Outcome {
  const answered = new Dispatcher({ executive, surroundings: {} }).perform(message, undefined);
  if (answered instanceof Promise) throw new Error(`${String(message['cmd'])} takes time`);
  return answered.answer;
}

function mailboxReply(executive: Executive, request: ControllerRequest): Outcome {
  const perform = mailboxCommands[request.cmd];
  if (!perform) throw new Error(`unknown command ${request.cmd}`);
  try {
    return { status: 'ok', ...perform(executive, request, Number(request.pid)) };
  } catch (error) {
    if (!(error instanceof MailboxError || error instanceof ExecutiveError)) throw error;
    return { status: 'error', error: error.message };
  }
}

type MailboxCommand = (executive: Executive, request: ControllerRequest, pid: number) => Outcome;

const mailboxCommands: Readonly<Record<string, MailboxCommand>> = {
  mailbox_bind: (executive, { target, capacity, mode }, pid) => {
    const mailbox = manager(executive).bind(pid, target!, capacity ?? 0, mode ?? 0);
    return { mbx_status: 0, descriptor: mailbox.id, capacity: mailbox.capacity, mode: mailbox.mode };
  },
  mailbox_open: (executive, { target }, pid) => {
    const { number } = manager(executive).open(pid, target!);
    return { mbx_status: 0, handle: number, target, pid };
  },
  mailbox_close: (executive, { handle }, pid) => {
    services(executive).mailroom.close(pid, handle!);
    return { mbx_status: 0 };
  },
  mailbox_tap: (executive, { handle, enable = 1 }, pid) => {
    manager(executive).tap(pid, handle!, enable !== 0);
    return { mbx_status: 0 };
  },
  mailbox_peek: (executive, { handle }, pid) => ({ info: manager(executive).peek(pid, handle!) }),
  mailbox_send: send,
  mailbox_recv: (executive, { handle, max_len }, pid) => {
    const message = manager(executive).receive(pid, handle!);
    if (!message) return { mbx_status: NO_DATA, length: 0 };
    const payload = message.payload.subarray(0, max_len);
    const { flags, channel, source } = message;
    const text = new TextDecoder().decode(payload);
    const fields = { flags, channel, src_pid: source, data_hex: hexOf(payload), text };
    return { mbx_status: 0, length: payload.length, ...fields };
  },
  mailbox_snapshot: ({ mail }) => ({ descriptors: mail.snapshot(), stats: mail.statistics() }),
  mailbox_config_stdio: (executive, { stream, mode, update_existing = 1 }) => {
    const [name] = streamsOf(stream);
    const updated = manager(executive).setDefaultStdioMode(name!, mode!, update_existing !== 0);
    return { mbx_status: 0, mode, stream: name, updated_descriptors: updated };
  },
  mailbox_stdio_summary: (executive, { pid, stream }) => ({ summary: summary(executive, pid, streamsOf(stream)) }),
};

const services = (executive: Executive) => executive['kernel'].services;
const manager = (executive: Executive) => services(executive).mailboxes;

function send(executive: Executive, request: ControllerRequest, pid: number): Outcome {
  const { handle, target, data = '', data_hex, flags, channel } = request;
  const payload = data_hex === undefined ? new TextEncoder().encode(data) : bytesOf(data_hex);
  if (handle === undefined && target === undefined) throw new ExecutiveError('a handle or a target is needed');
  // A handle that is closed counts for nothing beside a target.
  const own = target === undefined;
  const { number, mailbox } = own ? manager(executive).handle(pid, handle!) : manager(executive).open(pid, target);
  const header = { ...(flags !== undefined && { flags }), ...(channel !== undefined && { channel }) };
  const accepted = services(executive).mailroom.send(pid, number, payload, header);
  if (!own) services(executive).mailroom.close(pid, number);
  return {
    mbx_status: accepted ? 0 : REFUSED,
    length: accepted ? payload.length : 0,
    descriptor: mailbox.id,
    target,
  };
}

function streamsOf(name = 'all'): readonly StdioStream[] {
  if (name === 'all') return stdioStreams;
  if (name === 'both') return ['out', 'err'];
  const stream = stdioStreams.find((candidate) => candidate === name);
  if (!stream) throw new ExecutiveError(`unknown stdio stream '${name}'`);
  return [stream];
}

function summary({ mail }: Executive, pid: number | string | undefined, streams: readonly StdioStream[]): Outcome {
  const modes = (task?: number): Outcome =>
    Object.fromEntries(mail.streamModes(streams, task).map(({ stream, mode_mask }) => [stream, mode_mask]));
  const common = { streams, default: modes() };
  if (pid === 'default') return common;
  if (typeof pid !== 'number') {
    return { ...common, tasks: mail.pids().map((task) => ({ pid: task, streams: modes(task) })) };
  }
  if (!mail.pids().includes(pid)) throw new ExecutiveError(`unknown pid ${pid}`);
  return { ...common, task: { pid, streams: modes(pid) } };
}
