/** A server that a client has started has no use without it, even when the client could not say goodbye. */

const INTERVAL_MS = 3000;

/** Ends this process when the other one is gone. */
export function endWithProcess(processId: number): void {
  const look = (): void => {
    try {
      process.kill(processId, 0);
    } catch (error) {
      // EPERM: there is one, of another user.
      if ((error as NodeJS.ErrnoException).code !== 'EPERM') process.exit(1);
    }
  };
  setInterval(look, INTERVAL_MS).unref();
}
