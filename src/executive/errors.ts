/** What the executive refuses; the message is the error text of the protocol (executive-protocol spec 2.1). */

export class ExecutiveError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ExecutiveError';
  }
}

/** What was sent is not what it should be (services spec 5.6): the message is the code and this detail. */
export class BadMessageError extends ExecutiveError {
  constructor(readonly detail: string) {
    super(`EBADMSG: ${detail}`);
    this.name = 'BadMessageError';
  }
}
