/** A terminal of the client's in which the program writes and reads, in place of the debug console. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import type { ClientPort } from './client-port';
import type { AdapterHost } from './host';
import { RequestError } from './request-error';

/** Where the text of a program goes, and where it comes from. */
export interface Terminal {
  write(text: string): void;
  /** Closes when everything has been written. */
  close(): void;
}

export interface TerminalHandlers {
  /** What somebody typed, by lines. */
  onInput(text: string): void;
  /** Somebody closed it; not called after `close`. */
  onClose(): void;
}

/** A program that becomes the terminal when it is run in one. */
export interface TerminalProgram {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Rejects when the program does not report in time. */
  readonly started: Promise<Terminal>;
  /** It will not be run. */
  cancel(): void;
}

export type OfferTerminal = (handlers: TerminalHandlers) => Promise<TerminalProgram>;

export type ConsoleKind = 'internalConsole' | 'integratedTerminal' | 'externalTerminal';

export class ProgramTerminal {
  private terminal: Terminal | undefined;

  constructor(
    private readonly host: AdapterHost,
    private readonly client: ClientPort,
    private readonly handlers: TerminalHandlers,
  ) {}

  get isOpen(): boolean {
    return this.terminal !== undefined;
  }

  write(text: string): void {
    this.terminal?.write(text);
  }

  /** Opens one unless there is one, or none is wanted. @throws RequestError when that is not possible */
  async open(kind: ConsoleKind, title: string, cwd: string): Promise<void> {
    if (kind === 'internalConsole' || this.terminal) return;
    const refusal = (reason: string) =>
      new RequestError(`launch attribute "console": ${reason}; use "internalConsole"`);
    if (!this.client.opensTerminals) throw refusal('this client opens no terminals');
    if (!this.host.offerTerminal) throw refusal('where this adapter runs there are no terminals');
    const program = await this.host.offerTerminal({
      onInput: (text) => this.handlers.onInput(text),
      onClose: () => {
        this.terminal = undefined;
        this.handlers.onClose();
      },
    });
    const args: DebugProtocol.RunInTerminalRequestArguments = {
      kind: kind === 'externalTerminal' ? 'external' : 'integrated',
      title,
      cwd,
      args: [...program.command],
      env: program.environment,
    };
    try {
      await this.client.ask('runInTerminal', args);
    } catch (error) {
      program.cancel();
      throw refusal(`the terminal was not opened: ${(error as Error).message}`);
    }
    this.terminal = await program.started.catch((error: Error) => {
      throw refusal(error.message);
    });
  }

  close(): void {
    this.terminal?.close();
    this.terminal = undefined;
  }
}
