/** The lines typed in earlier shells, oldest first. */

import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

const MAX_LINES = 1000;

/** `HSX_HISTORY`, or where the system keeps the state of programs. */
function historyFile(): string {
  const { HSX_HISTORY: named, XDG_STATE_HOME: state, LOCALAPPDATA: windows } = process.env;
  return named ?? join(state ?? windows ?? join(homedir(), '.local', 'state'), 'hsx', 'history');
}

export async function readHistory(): Promise<string[]> {
  // A history that cannot be read is none.
  const text = await readFile(historyFile(), 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '');
}

/** Adds to what other shells have written meanwhile; a disk that refuses costs the history, nothing else. */
export async function appendHistory(lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return;
  const file = historyFile();
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    const all = [...(await readHistory()), ...lines].slice(-MAX_LINES);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(temporary, `${all.join('\n')}\n`, { mode: 0o600 });
    await rename(temporary, file);
  } catch {
    return;
  }
}
