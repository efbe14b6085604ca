import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Call } from './calls';

/** What a session debugs: programs that it launched, or tasks that it attached to. */
export interface Target {
  /** The client is ready; the returned function begins. @throws RequestError */
  configured(): () => Promise<void>;
  /**
   * What has to succeed before the present run is given up; the returned function then gives it up and begins anew.
   * @param raw the client's present configuration, if it sent one
   * @throws RequestError
   */
  prepareRestart(raw: unknown, call: Call): Promise<() => Promise<void>>;
  /** Ends the session with the executive; afterwards nothing is left of it. */
  end(how: DebugProtocol.DisconnectArguments): Promise<void>;
}
