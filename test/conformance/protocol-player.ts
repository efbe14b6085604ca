/** Plays recorded transcripts of the protocol against our server over real sockets. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { profiles } from '../../src/executive/configuration/limits';
import { systemTimer, type Timer } from '../../src/platform/timer';
import type { ExecutiveServer } from '../../src/protocol/server/server';
import { Client, type Json, type JsonObject } from '../protocol/client';
import { startServer } from '../protocol/server';

interface Scenario {
  readonly scenario: string;
  readonly title: string;
  readonly exec_args?: readonly string[];
  readonly vm_env?: Readonly<Record<string, string>>;
  readonly programs: Readonly<Record<string, { hxe_b64: string; sym?: Json }>>;
  readonly files?: Readonly<Record<string, string>>;
}

export interface Line {
  readonly conn?: string;
  readonly open?: true;
  readonly send?: JsonObject;
  readonly send_raw?: string;
  readonly recv?: JsonObject;
  readonly event?: JsonObject;
  readonly idle?: true;
  readonly closed?: 'server';
  readonly close?: 'client';
  readonly sleep_ms?: number;
  readonly note?: string;
  readonly quirk?: string;
}

export function readTranscript(name: string): { scenario: Scenario; lines: Line[] } {
  const text = readFileSync(new URL(`../vectors/protocol/${name}.jsonl`, import.meta.url), 'utf8');
  const [scenario, ...lines] = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  return { scenario, lines };
}

/** One place where something else came than was recorded. */
export interface Difference {
  /** From 2, as an editor counts; line 1 is the header. */
  readonly line: number;
  /** Of the value in the message, `.a.b[0]`; of a whole line `missing`, `unexpected` or `closed`. */
  readonly path: string;
  readonly expected: Json | undefined;
  readonly came: Json | undefined;
}

/** Milliseconds in which an event must come. */
const PATIENCE_MS = 500;
/** How long nothing must come where nothing should. */
const SILENCE_MS = 30;
/** How long the recorder looked at least; so much time passes for the server. */
const RECORDED_SILENCE_MS = 150;
/** How long a connection may take to close. */
const CLOSE_MS = 500;

/** The time that was waited in the recording; while the clock runs also the host's, which it needs to go on. */
class RecordedTime implements Timer {
  readonly after = systemTimer.after;
  private skipped = 0;

  constructor(readonly flows: boolean) {}

  now(): number {
    return this.skipped + (this.flows ? systemTimer.now() : 0);
  }

  skip(ms: number): void {
    this.skipped += ms;
  }
}

const startsClock = ({ send }: Line): boolean =>
  send?.['cmd'] === 'start_auto' || (send?.['cmd'] === 'clock' && send['op'] === 'start');

function serverFor(
  { exec_args: args = [], vm_env: environment = {} }: Scenario,
  timer: Timer,
): Promise<ExecutiveServer> {
  const step = args.indexOf('--step');
  return startServer(
    {},
    {
      // The reference's time is that of its host.
      clock: 'real',
      timer,
      stepSize: step < 0 ? 1 : Number(args[step + 1]),
      ...(environment['HSX_MAILBOX_PROFILE'] === 'embedded' && {
        limits: { ...profiles.desktop, mailboxes: profiles.embedded.mailboxes },
      }),
    },
  );
}

/**
 * Plays a transcript; returns where our server differs from the expectation.
 * @param isExpected differences that need not be waited for
 */
export async function play(name: string, isExpected: (difference: Difference) => boolean): Promise<Difference[]> {
  const { scenario, lines } = readTranscript(name);
  const folder = mkdtempSync(join(tmpdir(), 'hsx-protocol-'));
  const time = new RecordedTime(lines.some(startsClock));
  const server = await serverFor(scenario, time);
  try {
    for (const [program, { hxe_b64: image, sym }] of Object.entries(scenario.programs ?? {})) {
      writeFileSync(join(folder, `${program}.hxe`), Buffer.from(image, 'base64'));
      if (sym) writeFileSync(join(folder, `${program}.sym`), JSON.stringify(sym));
    }
    for (const [file, content] of Object.entries(scenario.files ?? {})) {
      writeFileSync(join(folder, file), Buffer.from(content, 'base64'));
    }
    return await new Playback(server.port, folder, isExpected, time).run(lines);
  } finally {
    await server.close();
    rmSync(folder, { recursive: true });
  }
}

class Playback {
  private readonly clients = new Map<string, Client>();
  private readonly differences: Difference[] = [];
  /** Without a trace no instruction is told (fixes Q12), so nothing needs to be waited for. */
  private traced = false;
  private readonly bound = new Map<string, string>();
  /** What was asked last, and by whom. */
  private asked: { client: Client; request: JsonObject } | undefined;

  constructor(
    private readonly port: number,
    private readonly folder: string,
    private readonly isExpected: (difference: Difference) => boolean,
    private readonly time: RecordedTime,
  ) {}

  async run(lines: readonly Line[]): Promise<Difference[]> {
    for (const [index, line] of lines.entries()) await this.step(line, index + 2);
    for (const client of this.clients.values()) client.close();
    return this.differences;
  }

  private async step(recorded: Line, number: number): Promise<void> {
    const { conn, sleep_ms: ms, note } = recorded;
    if (ms !== undefined) await this.sleep(ms);
    if (note !== undefined) await this.repeat(note);
    if (conn === undefined) return;
    if (recorded.open) this.clients.set(conn, await Client.open(this.port));
    const client = this.clients.get(conn);
    if (!client) return;
    if (recorded.send?.['cmd'] === 'trace') this.traced = true;
    if (recorded.send) {
      this.asked = { client, request: this.fill(recorded.send) };
      client.send(`${JSON.stringify(this.asked.request)}\n`);
    }
    if (recorded.send_raw !== undefined) client.send(Buffer.from(recorded.send_raw, 'latin1'));
    if (recorded.close) {
      client.close();
      // What was still sent to it did not arrive.
      this.clients.delete(conn);
    }
    if (recorded.recv) this.compare(number, recorded.recv, await this.message(client));
    if (recorded.event) await this.expectEvent(client, recorded.event, number);
    if (recorded.idle) await this.expectSilence(client, number);
    if (recorded.closed && !(await client.ends(CLOSE_MS))) this.differ(number, 'closed', true, false);
  }

  private async sleep(ms: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, ms));
    if (!this.time.flows) this.time.skip(ms);
  }

  /** Steps that a note tells of instead of recording them. */
  private async repeat(note: string): Promise<void> {
    const told = /^\((?:(\d+) more|one) step requests?(?: of (\d+) instructions)?, not recorded\)$/.exec(note);
    if (!told || !this.asked) return;
    const [, count = 1, steps = 1] = told;
    const { client, request } = this.asked;
    for (let done = 0; done < Number(count); done++) {
      await client.request({ cmd: 'step', pid: 1, steps: Number(steps), session: request['session']! });
    }
  }

  private async message(client: Client): Promise<JsonObject | undefined> {
    const text = await client.next();
    return text === undefined ? undefined : JSON.parse(text);
  }

  /**
   * Events are expected in their order. One of another type than recorded is held to be one too many, as long as the
   * recorded one comes; one that does not come is missing.
   */
  private async expectEvent(client: Client, expected: JsonObject, number: number): Promise<void> {
    if (expected['type'] === 'trace_step' && !this.traced) {
      this.differ(number, 'missing', expected, undefined);
      return;
    }
    const types = () => client.lines.map((line) => JSON.parse(line)['type']);
    const missing: Difference = { line: number, path: 'missing', expected, came: undefined };
    const patience = this.isExpected(missing) ? SILENCE_MS : PATIENCE_MS;
    const isSame = (type: unknown): boolean => type === expected['type'];
    for (let waited = 0; !types().some(isSame) && waited < patience; waited += 10) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const index = types().findIndex(isSame);
    if (index < 0) {
      this.differences.push(missing);
      return;
    }
    for (const line of client.lines.splice(0, index)) this.differ(number, 'unexpected', undefined, JSON.parse(line));
    // Numbers depend on what else there was.
    this.compare(number, { ...expected, seq: '<ANY>' }, await this.message(client));
  }

  private async expectSilence(client: Client, number: number): Promise<void> {
    for (let text = await client.next(SILENCE_MS); text !== undefined; text = await client.next(SILENCE_MS)) {
      this.differ(number, 'unexpected', undefined, JSON.parse(text));
    }
    this.time.skip(RECORDED_SILENCE_MS - SILENCE_MS);
  }

  private differ(line: number, path: string, expected: Json | undefined, came: Json | undefined): void {
    this.differences.push({ line, path, expected, came });
  }

  private compare(number: number, expected: JsonObject, actual: JsonObject | undefined): void {
    if (actual === undefined) this.differ(number, 'missing', expected, undefined);
    else this.compareValue(number, expected, actual, '');
  }

  private compareValue(line: number, expected: Json | undefined, came: Json | undefined, path: string): void {
    if (typeof expected === 'string' && this.matchesText(expected, came)) return;
    if (isObject(expected) && isObject(came)) {
      const keys = new Set([...Object.keys(expected), ...Object.keys(came)]);
      for (const key of keys) this.compareValue(line, expected[key], came[key], `${path}.${key}`);
    } else if (Array.isArray(expected) && Array.isArray(came) && expected.length === came.length) {
      expected.forEach((value, index) => {
        this.compareValue(line, value, came[index], `${path}[${index}]`);
      });
    } else if (JSON.stringify(expected) !== JSON.stringify(came)) this.differ(line, path, expected, came);
  }

  /** Compares a text with placeholders, and binds those that are new. */
  private matchesText(expected: string, actual: Json | undefined): boolean {
    if (expected === '<ANY>') return true;
    if (expected === '<TS>' || expected === '<MONO>') return typeof actual === 'number';
    if (expected.startsWith('<NONFINITE')) return actual === null;
    if (typeof actual !== 'string') return false;
    const parts = expected.split(/(<UUID:\d+>)/);
    let rest = actual;
    for (const part of parts) {
      const isNew = /^<UUID:\d+>$/.test(part) && !this.bound.has(part);
      if (isNew) this.bound.set(part, /^[\da-f-]{36}/.exec(rest)?.[0] ?? '');
      const wanted = (this.bound.get(part) ?? part).replaceAll('<DIR>', this.folder);
      if (!rest.startsWith(wanted)) return false;
      rest = rest.slice(wanted.length);
    }
    return rest === '';
  }

  /** A request with what its placeholders stand for. */
  private fill(message: JsonObject): JsonObject {
    const text = JSON.stringify(message)
      .replace(/<UUID:\d+>/g, (name) => this.bound.get(name) ?? name)
      .replaceAll('<DIR>', this.folder);
    return JSON.parse(text);
  }
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
