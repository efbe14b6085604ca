/** What the executive refuses; the message is the error text of the protocol (executive-protocol spec 2.1). */

export class ExecutiveError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ExecutiveError';
  }
}
