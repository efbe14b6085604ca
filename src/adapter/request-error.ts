/** A request that cannot be served as asked; `message` tells the user what is wrong and what to do. */
export class RequestError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RequestError';
  }
}
