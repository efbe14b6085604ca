import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Breakpoints } from './breakpoints/breakpoints';
import type { ExceptionFilters } from './breakpoints/exception-filters';
import type { Call } from './calls';
import type { ClientPort } from './client-port';
import type { Debuggee } from './debuggee';
import type { RunControl } from './run-control';

/** What is debugged, for the client. */
export type Process = DebugProtocol.ProcessEvent['body'];

/** Data and code addresses have so many bits. */
export const POINTER_SIZE = 16;

/** What every target works with. */
export interface TargetParts {
  readonly client: ClientPort;
  readonly debuggee: Debuggee;
  readonly breakpoints: Breakpoints;
  readonly exceptions: ExceptionFilters;
  readonly control: RunControl;
}

/** What a session debugs: programs that it launched, or tasks that it attached to. */
export interface Target {
  readonly process: Process;
  /** The client is ready; the returned function begins. @throws RequestError */
  configured(): () => Promise<void>;
  /**
   * What has to succeed before the present run is given up; the returned function then gives it up and begins anew.
   * @param raw the client's present configuration, if it sent one
   * @throws RequestError
   */
  prepareRestart(raw: unknown, call: Call): Promise<() => Promise<void>>;
  /** Resolves when a task that was just loaded has its breakpoints, or is none of ours. */
  settled(pid: number): Promise<void>;
  /** Ends the session with the executive; afterwards nothing is left of it. */
  end(how: DebugProtocol.DisconnectArguments): Promise<void>;
}
