/** The client at the other end: what it can do, how it counts, and the way events reach it. */

import { OutputEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { OutputCategory } from './output-pump';

/** What an adapter may ask its client for, with the arguments. */
interface ReverseRequests {
  readonly runInTerminal: DebugProtocol.RunInTerminalRequestArguments;
  readonly startDebugging: DebugProtocol.StartDebuggingRequestArguments;
}

export type AskClient = <Command extends keyof ReverseRequests>(
  command: Command,
  args: ReverseRequests[Command],
) => Promise<void>;

export class ClientPort {
  private client: Partial<DebugProtocol.InitializeRequestArguments> = {};
  private ended = false;

  /** @param ask requests of the adapter to its client, which reject with the client's reason */
  constructor(
    private readonly transmit: (event: DebugProtocol.Event) => void,
    readonly ask: AskClient,
  ) {}

  /** What the client told about itself with `initialize`. */
  introduce(client: Partial<DebugProtocol.InitializeRequestArguments>): void {
    this.client = client;
  }

  get understandsMemoryEvents(): boolean {
    return this.client.supportsMemoryEvent === true;
  }

  get opensTerminals(): boolean {
    return this.client.supportsRunInTerminalRequest === true;
  }

  get startsSessions(): boolean {
    return this.client.supportsStartDebuggingRequest === true;
  }

  get understandsInvalidation(): boolean {
    return this.client.supportsInvalidatedEvent === true;
  }

  get understandsProgress(): boolean {
    return this.client.supportsProgressReporting === true;
  }

  /** Nothing follows a `terminated` event. */
  send(event: DebugProtocol.Event): void {
    if (this.ended) return;
    this.ended = event.event === 'terminated';
    this.transmit(event);
  }

  print(category: OutputCategory, text: string): void {
    this.send(new OutputEvent(text, category));
  }

  /** Output of the program, with the place it comes from where that is known. */
  printFrom(
    category: OutputCategory,
    text: string,
    place: { readonly source: DebugProtocol.Source; readonly line: number; readonly column: number } | undefined,
    pid: number | undefined,
  ): void {
    const event: DebugProtocol.OutputEvent = new OutputEvent(text, category);
    if (place) {
      event.body.source = place.source;
      event.body.line = this.toClientLine(place.line);
      event.body.column = this.toClientColumn(place.column);
    }
    if (pid !== undefined) event.body.data = { pid };
    this.send(event);
  }

  /** A line of the adapter's own, outside the program's output. */
  say(text: string, category: OutputCategory = 'console'): void {
    this.print(category, `${text}\n`);
  }

  /** What follows belongs together, under this title, until {@link endGroup}. */
  group(title: string): void {
    this.sendGroup('start', `${title}\n`);
  }

  endGroup(): void {
    this.sendGroup('end', '');
  }

  private sendGroup(group: 'start' | 'end', text: string): void {
    const event: DebugProtocol.OutputEvent = new OutputEvent(text, 'console');
    event.body.group = group;
    this.send(event);
  }

  /** For work nobody waits for: its failure is told in the console. */
  background(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.sayFailure(error));
  }

  /** For work that must not fail into its caller. */
  guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.sayFailure(error);
    }
  }

  private sayFailure(error: unknown): void {
    this.say(error instanceof Error ? error.message : String(error), 'stderr');
  }

  /** @param line 1-based */
  toClientLine(line: number): number {
    return this.client.linesStartAt1 === false ? line - 1 : line;
  }

  /** Returns a 1-based line. */
  fromClientLine(line: number): number {
    return this.client.linesStartAt1 === false ? line + 1 : line;
  }

  /** Returns a 1-based column. */
  fromClientColumn(column: number): number {
    return this.client.columnsStartAt1 === false ? column + 1 : column;
  }

  /** @param column 1-based */
  toClientColumn(column: number): number {
    return this.client.columnsStartAt1 === false ? column - 1 : column;
  }
}
