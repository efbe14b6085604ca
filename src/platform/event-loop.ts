/** Turns of the host's event loop, in Node, a browser page or a worker. */

interface ImmediateHost {
  setImmediate?: (callback: () => void) => unknown;
}

/** Runs `callback` in a later turn, after pending input has been handled. */
export const nextTurn: (callback: () => void) => void = (() => {
  const { setImmediate } = globalThis as ImmediateHost;
  if (setImmediate) return (callback) => void setImmediate(callback);
  const channel = new MessageChannel();
  const waiting: (() => void)[] = [];
  channel.port1.addEventListener('message', () => waiting.shift()?.());
  channel.port1.start();
  return (callback) => {
    waiting.push(callback);
    channel.port2.postMessage(null);
  };
})();

/** How long a slice of work keeps other input waiting, or a little longer. */
const SLICE_MS = 1;

/** Messages that have come and gone, whatever the connection: all wait for the same loop. */
let traffic = 0;

/** A message has come or gone. Long work waits for as long as each turn of the loop has one. */
export function noteTraffic(): void {
  traffic++;
}

/** Until a turn has passed in which no message came or went: the answer to one takes several turns. */
async function quietTurn(): Promise<void> {
  let before: number;
  do {
    before = traffic;
    await new Promise<void>(nextTurn);
  } while (traffic !== before);
}

/**
 * Takes the steps of long work in slices, and lets messages and their answers pass between them.
 * @param isStale whether nobody wants the result any more; asked between slices
 * @returns whether the work was finished
 */
export async function inSlices(work: Iterator<void>, isStale: () => boolean): Promise<boolean> {
  for (;;) {
    const end = performance.now() + SLICE_MS;
    do {
      if (work.next().done) return true;
    } while (performance.now() < end);
    await quietTurn();
    if (isStale()) return false;
  }
}

/** Takes all steps at once. @returns what the work comes to */
export function atOnce<Result>(work: Generator<void, Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}
