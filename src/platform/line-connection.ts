/** Connections that carry lines of text, wherever they come from: a socket, a worker, a test. */

export interface LineConnection {
  /** One line, without its end. Nothing happens on a connection that is closed. */
  send(line: string): void;
  /** Closes without a further word; `onClose` is not called then. */
  close(): void;
}

export interface LineHandlers {
  /** One line, without its end. */
  onLine(line: string): void;
  /** The peer closed, or the connection broke; `reason` says how in words. Called at most once. */
  onClose(reason: string): void;
}

/** Opens a connection. Rejects with an error in words when that is not possible. */
export type OpenConnection = (handlers: LineHandlers) => Promise<LineConnection>;
