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
