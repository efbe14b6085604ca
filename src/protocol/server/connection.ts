/** One client's connection: requests in order, answers, and the events of a subscription (executive-protocol spec 1.2, 11). */

import type { ExecutiveEvent } from '../../executive/events';
import type { EventSink, SubscriberWarning, Subscription } from '../../executive/sessions/subscription';
import type { ServedConnection, ServedHandlers } from '../../platform/line-server';
import type { StreamOptions } from '../handlers/handler';
import { TraceGatherer } from '../trace-batch';
import type { Answered, Dispatcher, Message } from './dispatcher';
import { jsonLine } from './json-line';

/** Bytes that may wait for a client before its events are held back and its requests are not read. */
const CONGESTED = 4 * 1024 * 1024;
/** Characters gathered before they are written although the turn has not ended. */
const GATHERED = 64 * 1024;
const VERSION = { version: 1 };

type Mode = 'requests' | 'stream' | 'shared';

interface ConnectionParts {
  readonly perform: Dispatcher['perform'];
  readonly lineOf: (event: ExecutiveEvent | SubscriberWarning) => string;
  readonly maxLine: number;
  readonly closed: (connection: ClientConnection) => void;
}

export class ClientConnection implements ServedHandlers {
  private mode: Mode = 'requests';
  private subscription: Subscription | null = null;
  /** Requests that came while another one took its time. */
  private waiting: (string | undefined)[] = [];
  private busy = false;
  private ending = false;
  /** What leaves with the next write. */
  private gathered = '';
  private writePending = false;
  /** For a subscriber that takes batches: what belongs behind what was gathered. */
  private traces: TraceGatherer | undefined;

  constructor(
    private readonly wire: ServedConnection,
    private readonly parts: ConnectionParts,
  ) {}

  onLine(line: string | undefined): void {
    if (this.mode === 'stream') return;
    if (this.busy) this.waiting.push(line);
    else this.handle(line);
  }

  onTooLong(): void {
    this.answer({ status: 'error', error: `line_too_long:${this.parts.maxLine}` });
    this.finish();
  }

  onEnd(): void {
    this.ending = true;
    // Also a stream: nothing more is sent to who may be gone altogether.
    if (!this.busy) this.finish();
  }

  onDrain(): void {
    this.subscription?.flush();
    this.write();
    this.readOn();
  }

  onClose(): void {
    this.ending = true;
    this.waiting = [];
    this.subscription?.end();
    this.parts.closed(this);
  }

  /** Closes when what was answered has left. */
  finish(): void {
    this.write();
    this.wire.end();
  }

  destroy(): void {
    this.wire.destroy();
  }

  private handle(line: string | undefined): void {
    const message = parse(line);
    if (typeof message === 'string') {
      this.answer({ status: 'error', error: message });
      return;
    }
    const answered = this.parts.perform(message, (options) => this.openStream(options));
    if (answered instanceof Promise) this.wait(answered);
    else this.complete(answered);
  }

  private wait(answered: Promise<Answered>): void {
    this.busy = true;
    this.wire.pause();
    void answered.then((done) => {
      this.busy = false;
      this.complete(done);
      while (!this.busy && this.waiting.length > 0) this.onLine(this.waiting.shift());
      if (this.busy) return;
      this.readOn();
      if (this.ending) this.finish();
    });
  }

  private complete({ answer, command, session }: Answered): void {
    this.answer(answer);
    if (command !== 'events.subscribe' || answer.status !== 'ok') return;
    this.subscription = session?.subscription ?? null;
    this.subscription?.flush();
  }

  private answer(answer: object): void {
    this.gather(jsonLine({ ...VERSION, ...answer }));
    if (this.wire.backlog > CONGESTED) this.wire.pause();
  }

  private openStream({ shared, traceBatches }: StreamOptions): EventSink {
    this.traces = traceBatches ? new TraceGatherer() : undefined;
    this.mode = shared ? 'shared' : 'stream';
    const isReady = (): boolean => !this.ending && this.wire.backlog + this.gathered.length < CONGESTED;
    return {
      get ready() {
        return isReady();
      },
      send: (event) => this.tell(event),
      end: () => {
        this.subscription = null;
        this.gatherTraces();
        this.traces = undefined;
        if (shared) this.mode = 'requests';
        else this.finish();
      },
    };
  }

  private tell(event: ExecutiveEvent | SubscriberWarning): void {
    if (!this.traces || event.type !== 'trace_step' || event.pid === null) this.gather(this.parts.lineOf(event));
    else {
      if (!this.traces.add(event)) {
        this.gatherTraces();
        this.traces.add(event);
      }
      this.writeSoon();
    }
  }

  private gatherTraces(): void {
    const batch = this.traces?.take();
    // Numbers only: nothing of it has to be escaped.
    if (batch) this.gathered += `${JSON.stringify(batch)}\n`;
  }

  /** Events and the answer of the request that caused them leave in one write. */
  private gather(text: string): void {
    this.gatherTraces();
    this.gathered += text;
    this.writeSoon();
  }

  private writeSoon(): void {
    if (this.gathered.length >= GATHERED) this.write();
    else if (!this.writePending) {
      this.writePending = true;
      queueMicrotask(() => this.write());
    }
  }

  private write(): void {
    this.writePending = false;
    this.gatherTraces();
    if (this.gathered === '') return;
    this.wire.write(this.gathered);
    this.gathered = '';
  }

  private readOn(): void {
    if (!this.busy && this.wire.backlog <= CONGESTED) this.wire.resume();
  }
}

/** The message of a line, or why it is none. */
function parse(line: string | undefined): Message | string {
  let value: unknown;
  try {
    if (line === undefined) return 'invalid_json';
    value = JSON.parse(line);
  } catch {
    return 'invalid_json';
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Message) : 'invalid_request';
}
