/** The host's steady time and its alarm, in Node, a browser page or a worker. */

export interface Timer {
  /** Milliseconds since some moment; never goes back. */
  now(): number;
  /** Calls back once, not before `ms` have passed. The returned function prevents it. */
  after(ms: number, callback: () => void): () => void;
}

export const systemTimer: Timer = {
  now: () => performance.now(),
  after(ms, callback) {
    const alarm = setTimeout(callback, ms);
    return () => clearTimeout(alarm);
  },
};
