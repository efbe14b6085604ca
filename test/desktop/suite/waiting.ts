const TIMEOUT_MS = 30_000;
const INTERVAL_MS = 50;

/**
 * Asks again and again until there is an answer.
 * @throws Error naming `what` after 30 s without one
 */
export async function until<Answer>(what: string, ask: () => Answer | undefined | Promise<Answer | undefined>) {
  const end = Date.now() + TIMEOUT_MS;
  while (Date.now() < end) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
  }
  throw new Error(`waited ${TIMEOUT_MS / 1000} s for ${what}`);
}
