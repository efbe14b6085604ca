/** Images as modules: one for each task. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import { basename } from 'pathe';
import { hexAddress } from '../executive/debug/expressions/format';
import type { Task } from './debuggee';

export function modulesOf(
  tasks: readonly Task[],
  { startModule = 0, moduleCount }: DebugProtocol.ModulesArguments,
): DebugProtocol.ModulesResponse['body'] {
  const modules = tasks.map(({ pid, name, program, code }): DebugProtocol.Module => {
    const hasSymbols = program.symbols.instructionStarts.length > 0;
    return {
      id: pid,
      name: basename(program.path),
      path: program.path,
      isUserCode: true,
      symbolStatus: hasSymbols ? 'symbols loaded' : 'no symbols',
      version: `${name} (pid ${pid})`,
      addressRange: `${hexAddress(0)}..${hexAddress(Math.max(0, code.bytes.length - 1))}`,
    };
  });
  const end = moduleCount ? startModule + moduleCount : modules.length;
  return { modules: modules.slice(startModule, end), totalModules: modules.length };
}
