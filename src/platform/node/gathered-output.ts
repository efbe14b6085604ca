/** A stream that takes messages one by one and passes them on together. */

import { Writable } from 'node:stream';

/**
 * What is written in one turn of the event loop leaves in one piece: an answer and the events behind it, or the answers
 * to all requests that came together. Each write by itself costs more than most requests do, at both ends.
 */
export class GatheredOutput extends Writable {
  private waiting = '';

  constructor(private readonly target: Writable) {
    super({ decodeStrings: false });
    target.on('error', (error) => this.destroy(error));
  }

  override _write(text: string, _encoding: BufferEncoding, done: () => void): void {
    if (this.waiting === '') process.nextTick(() => this.pass());
    this.waiting += text;
    done();
  }

  override _final(done: () => void): void {
    this.pass();
    this.target.end(done);
  }

  private pass(): void {
    if (this.waiting !== '') this.target.write(this.waiting);
    this.waiting = '';
  }
}
