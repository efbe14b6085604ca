/**
 * The one door for everything that comes from outside (design: determinism through one door): what tools and devices do
 * to an executive, and the turns that its host gives it. Whoever performs the same inputs in the same order comes to the
 * same state.
 */

/** When something came: instructions completed by all tasks, and the number of the last event. */
export interface InputStamp {
  readonly step: number;
  readonly event: number;
}

export interface Input extends InputStamp {
  /** Of the operation; those of a part begin with its name and a dot. */
  readonly name: string;
  readonly args: readonly unknown[];
}

export interface InputRecorder {
  /** Called before the input takes effect. */
  input(input: Input): void;
  /** A subscriber's warning has used up the number of an event. */
  numberTaken(number: number): void;
}

interface DoorOptions {
  readonly recorder: InputRecorder | undefined;
  readonly stamp: () => InputStamp;
  /** Called before what tools and devices do. */
  readonly before: () => void;
  /** Called after every input. */
  readonly after: () => void;
}

// biome-ignore lint/suspicious/noExplicitAny: an operation with any arguments
export type Operation = (...args: any[]) => unknown;
type OperationsOf<Part> = { [Name in keyof Part]: Part[Name] extends Operation ? Name : never }[keyof Part] & string;

export class InputDoor {
  /** While an input takes effect; what it calls in turn is no input. */
  busy = false;
  private readonly operations = new Map<string, Operation>();

  constructor(private readonly options: DoorOptions) {}

  /** Makes operations of the executive or of one of its parts inputs. */
  guard<Part extends object>(part: Part, prefix: string, names: readonly OperationsOf<Part>[]): void {
    this.replace(part, prefix, names, this.options.before);
  }

  /** The same for what comes by itself: turns that the host gives, and what follows from them. */
  guardTurns<Part extends object>(part: Part, prefix: string, names: readonly OperationsOf<Part>[]): void {
    this.replace(part, prefix, names, () => {});
  }

  private replace(part: object, prefix: string, names: readonly string[], before: () => void): void {
    for (const name of names) {
      const perform = (part as Record<string, Operation>)[name]!.bind(part);
      const value = (...args: unknown[]) => this.enter(`${prefix}${name}`, args, perform, before);
      Object.defineProperty(part, name, { value });
      this.operations.set(`${prefix}${name}`, value);
    }
  }

  /** The operation of an input by its name, for one that is performed again. */
  named(name: string): Operation | undefined {
    return this.operations.get(name);
  }

  private enter(name: string, args: readonly unknown[], perform: Operation, before: () => void): unknown {
    if (this.busy) return perform(...args);
    const { recorder, stamp, after } = this.options;
    before();
    recorder?.input({ ...stamp(), name, args });
    this.busy = true;
    try {
      return perform(...args);
    } finally {
      this.busy = false;
      after();
    }
  }
}
