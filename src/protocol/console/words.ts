/** A command line taken apart: words, with quotes for those that hold blanks, and `-p PID` anywhere. */

/** A mistake of the person at the console; the message says what to do. */
export class ConsoleError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConsoleError';
  }
}

const WORD = /\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"']+))/y;
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0' };

/**
 * Words of a line. In double quotes `\n`, `\t`, `\r`, `\0`, `\"` and `\\` stand for characters; nothing does in single
 * ones. What follows a word that begins with `#` is a remark.
 * @throws ConsoleError when a quote does not end
 */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  const end = line.trimEnd().length;
  for (WORD.lastIndex = 0; WORD.lastIndex < end; ) {
    const at = WORD.lastIndex;
    const [, double, single, plain] = WORD.exec(line) ?? [];
    if (plain?.startsWith('#')) break;
    const word =
      double?.replace(/\\(.)/g, (_, character: string) => escapes[character] ?? character) ?? single ?? plain;
    if (word === undefined)
      throw new ConsoleError(`The quote at column ${at + 1 + line.slice(at).search(/["']/)} does not end.`);
    words.push(word);
  }
  return words;
}

const NUMBER = /^[+-]?(?:0x[0-9a-f]+|0b[01]+|0o[0-7]+|\d+)$/i;

/** A whole number in decimal, or with 0x, 0o, 0b; undefined for anything else. */
export function numberOf(word: string): number | undefined {
  if (!NUMBER.test(word)) return undefined;
  const magnitude = Number(word.replace(/^[+-]/, ''));
  return word.startsWith('-') ? -magnitude : magnitude;
}

/** The words behind a command, taken one by one. */
export class Arguments {
  private readonly words: string[];
  /** From `-p`. */
  readonly pid: number | undefined;

  constructor(
    words: readonly string[],
    private readonly usage: string,
  ) {
    this.words = [...words];
    const at = this.words.indexOf('-p');
    if (at < 0) return;
    const [, value = ''] = this.words.splice(at, 2);
    this.pid = numberOf(value);
    if (this.pid === undefined) throw new ConsoleError("-p needs the pid of a task; 'ps' lists them.");
  }

  get count(): number {
    return this.words.length;
  }

  peek(): string | undefined {
    return this.words[0];
  }

  next(): string | undefined {
    return this.words.shift();
  }

  /** @throws ConsoleError with the usage of the command */
  required(): string {
    const word = this.words.shift();
    if (word === undefined) throw new ConsoleError(`Usage: ${this.usage}`);
    return word;
  }

  /** @throws ConsoleError when there is something that is no number */
  number(): number | undefined {
    const word = this.words.shift();
    if (word === undefined) return undefined;
    const value = numberOf(word);
    if (value === undefined) throw new ConsoleError(`"${word}" is no number. Usage: ${this.usage}`);
    return value;
  }

  /** @throws ConsoleError when there is none */
  requiredNumber(): number {
    const value = this.number();
    if (value === undefined) throw new ConsoleError(`Usage: ${this.usage}`);
    return value;
  }

  /** One of some words, and none of them when the next word is another. */
  oneOf<Word extends string>(...words: readonly Word[]): Word | undefined {
    const found = words.find((word) => word === this.words[0]?.toLowerCase());
    if (found !== undefined) this.words.shift();
    return found;
  }

  rest(): string[] {
    return this.words.splice(0);
  }

  /** @throws ConsoleError when words are left */
  end(): void {
    if (this.words.length > 0) throw new ConsoleError(`"${this.words[0]}" is too much. Usage: ${this.usage}`);
  }
}
