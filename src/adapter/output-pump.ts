/**
 * Text of the program on its way to the client: batched, in order, and bounded. A program that floods its console would
 * otherwise choke the client, which then seems to hang long after the program was paused.
 */

export type OutputCategory = 'console' | 'stdout' | 'stderr';

interface OutputLimits {
  /** How long text may wait for more, in milliseconds. */
  readonly delay: number;
  /** Characters let through per second; the rest of that second is left out. */
  readonly perSecond: number;
}

const defaultLimits: OutputLimits = { delay: 20, perSecond: 64 * 1024 };

/** Where text was written. */
export interface OutputPlace {
  readonly pid: number;
  /** Code addresses, innermost first: of the service call, and of the calls that led there. */
  readonly pcs: readonly number[];
}

export class OutputPump {
  private pending: { category: OutputCategory; text: string; place: OutputPlace | undefined }[] = [];
  private batchTimer: ReturnType<typeof setTimeout> | undefined;
  private secondTimer: ReturnType<typeof setTimeout> | undefined;
  private allowance: number;
  private leftOut = 0;

  constructor(
    private readonly send: (category: OutputCategory, text: string, place?: OutputPlace) => void,
    private readonly limits: OutputLimits = defaultLimits,
  ) {
    this.allowance = limits.perSecond;
  }

  write(category: OutputCategory, text: string, place?: OutputPlace): void {
    if (text === '') return;
    this.secondTimer ??= setTimeout(() => this.startSecond(), 1000);
    const taken = text.length <= this.allowance ? text : wholeLines(text.slice(0, this.allowance));
    // Once something was left out, what follows would have no beginning.
    this.allowance = taken === text ? this.allowance - taken.length : 0;
    this.leftOut += text.length - taken.length;
    if (taken !== '') this.append(category, taken, place);
  }

  /** Sends everything that waits, at once, and tells what was left out. */
  flush(): void {
    if (this.leftOut > 0) {
      this.pending.push({
        category: 'console',
        text: leftOutNotice(this.leftOut, this.limits.perSecond),
        place: undefined,
      });
      this.leftOut = 0;
    }
    this.sendPending();
  }

  /** Flushes and forgets its timers. */
  end(): void {
    this.flush();
    clearTimeout(this.secondTimer);
    this.secondTimer = undefined;
    this.allowance = this.limits.perSecond;
  }

  /** A line belongs where its first piece was written. */
  private append(category: OutputCategory, text: string, place: OutputPlace | undefined): void {
    const last = this.pending.at(-1);
    const goesOn = last?.category === category && (isSame(last.place, place) || !last.text.endsWith('\n'));
    if (last && goesOn) last.text += text;
    else this.pending.push({ category, text, place });
    this.batchTimer ??= setTimeout(() => this.sendPending(), this.limits.delay);
  }

  private sendPending(): void {
    clearTimeout(this.batchTimer);
    this.batchTimer = undefined;
    const batch = this.pending;
    this.pending = [];
    for (const { category, text, place } of batch) this.send(category, text, place);
  }

  private startSecond(): void {
    this.secondTimer = undefined;
    this.allowance = this.limits.perSecond;
    if (this.leftOut > 0) this.flush();
  }
}

const isSame = (a: OutputPlace | undefined, b: OutputPlace | undefined): boolean =>
  a?.pid === b?.pid && a?.pcs.join() === b?.pcs.join();

/** Up to the last end of a line, if there is one. */
const wholeLines = (text: string): string => text.slice(0, text.lastIndexOf('\n') + 1) || text;

function leftOutNotice(count: number, perSecond: number): string {
  return `\n[${count} characters of output left out: the program writes more than ${perSecond / 1024} KiB per second]\n`;
}
