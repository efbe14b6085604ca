/** What can follow in the Debug Console: registers, flags, variables, labels, commands. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import { flagNames, generalRegisters } from '../executive/debug/expressions/registers';
import type { ProgramSymbols } from './program-symbols';

/** @param before the text in front of the cursor */
export function completionsOf(symbols: ProgramSymbols, pc: number, before: string): DebugProtocol.CompletionItem[] {
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

/** @param part what the candidates replace at the end of the text */
export const commandCompletions = (
  { part, candidates }: { readonly part: string; readonly candidates: readonly string[] },
  before: string,
): DebugProtocol.CompletionItem[] =>
  candidates.map((label) => ({ label, type: 'method', start: before.length - part.length, length: part.length }));
