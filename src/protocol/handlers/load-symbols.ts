/** Symbol files of tasks (executive-protocol spec 5.1, 7.4). */

import { dirname, join, normalize } from 'pathe';
import type { Executive } from '../../executive/executive';
import { ToolchainError } from '../../toolchain/diagnostics';
import type { SymbolsState } from '../contract/symbols';
import type { Surroundings } from './handler';

const withSuffix = (path: string, suffix: string): string => path.replace(/\.[^./\\]*$/, '') + suffix;

/** Where the symbols of an image are looked for. */
export const symbolPath = (program: string, named?: string): string =>
  named === undefined || named === '' ? withSuffix(program, '.sym') : join(dirname(normalize(program)), named);

/** Reads a symbol file for a task; one that is missing or broken leaves it without symbols. */
export async function loadSymbols(
  executive: Executive,
  { files }: Surroundings,
  pid: number,
  path: string,
): Promise<SymbolsState> {
  executive.symbols.remove(pid);
  const text = await files?.read(path).catch((error: Error) => error);
  if (text === undefined) {
    executive.log.add('warning', 'symbol file missing', { pid, path });
    return { pid, loaded: false, path };
  }
  try {
    if (text instanceof Error) throw new ToolchainError('symbols-json', text.message);
    if (!executive.hasTask(pid)) return { pid, loaded: false, path };
    const table = executive.symbols.load(pid, path, new TextDecoder().decode(text));
    return { pid, loaded: true, path, count: table.symbols.length };
  } catch (error) {
    if (!(error instanceof ToolchainError)) throw error;
    executive.log.add('warning', 'symbol file failed', { pid, path, error: error.message });
    return { pid, loaded: false, path, error: error.message };
  }
}
