/** Apart from the table of attributes, which an editor needs only when a session starts. */

/** A launch configuration of the predecessor, which attached whatever it was called. */
export function meansAttach(raw: unknown): boolean {
  const { pid, program, host, port, symPath } = (raw ?? {}) as Readonly<Record<string, unknown>>;
  if (pid !== undefined && pid !== null) return true;
  return !program && [host, port, symPath].some((value) => value !== undefined && value !== null);
}
