/** What can follow in the Debug Console: registers, flags, variables, labels. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import { flagNames, generalRegisters } from '../executive/debug/expressions/registers';
import type { ProgramSymbols } from './program-symbols';

/** @param column 1-based place of the cursor */
export function completionsAt(
  symbols: ProgramSymbols,
  pc: number,
  { text }: DebugProtocol.CompletionsArguments,
  column: number,
): DebugProtocol.CompletionItem[] {
  const before = text.slice(0, column - 1);
  const [word = ''] = /[A-Za-z_.][\w.$]*$/.exec(before) ?? [];
  const start = before.length - word.length;
  const items = (labels: readonly string[], type: DebugProtocol.CompletionItemType) =>
    labels.map((label) => ({ label, type, start, length: word.length }));
  const all = [
    ...items(
      symbols.localsAt(pc).map(({ name }) => name),
      'variable',
    ),
    ...items(symbols.dataLabels, 'variable'),
    ...items(symbols.codeNames, 'function'),
    ...items([...generalRegisters, 'FP', 'PC', 'SP', 'PSW'], 'value'),
    ...items(
      flagNames.map((flag) => `PSW.${flag}`),
      'value',
    ),
  ];
  const wanted = word.toLowerCase();
  return all.filter(({ label }) => label.toLowerCase().startsWith(wanted));
}
