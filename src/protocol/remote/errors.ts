/** What goes wrong between a client and a remote executive; what the executive itself refuses is a `CommandError`. */

export type ConnectionFailure =
  /** No connection could be made. */
  | 'unreachable'
  /** The connection broke while a request was under way, or is being made anew. */
  | 'lost'
  /** No answer came in time. */
  | 'timeout'
  /** The answer is none of this protocol. */
  | 'garbage'
  /** The client was closed. */
  | 'closed';

export class ConnectionError extends Error {
  constructor(
    readonly failure: ConnectionFailure,
    message: string,
  ) {
    super(message);
    this.name = 'ConnectionError';
  }
}

/** The error text of an answer. */
export class RefusedError extends Error {
  constructor(
    readonly command: string,
    message: string,
  ) {
    super(message);
    this.name = 'RefusedError';
  }
}
