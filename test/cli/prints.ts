import type { Readable } from 'node:stream';

/** What a process prints, for several who wait for something in it. */
export class Prints {
  private text = '';
  private readonly waiting = new Set<() => void>();

  constructor(stream: Readable) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      this.text += chunk;
      for (const look of this.waiting) look();
    });
  }

  sees(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${pattern} is not in ${JSON.stringify(this.text)}`)), 30_000);
      const look = (): void => {
        const match = pattern.exec(this.text);
        if (!match) return;
        clearTimeout(late);
        this.waiting.delete(look);
        resolve(match);
      };
      this.waiting.add(look);
      look();
    });
  }
}
