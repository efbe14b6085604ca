/** Fixes within one line: loads that are too narrow, operands too many, quotes left open. */

import type { Fixer } from './fix';
import { replace } from './fix';

/** LDI takes 12 bits; LDI32 takes everything. */
const wideLoad: Fixer = ({ path, lines }, { range }) => {
  const line = lines.lineAt(range.start.line);
  if (line?.kind !== 'instruction' || line.instruction?.mnemonic !== 'LDI') return [];
  const { start, end, text } = line.mnemonic;
  const name = text === text.toLowerCase() ? 'ldi32' : 'LDI32';
  const edits = [replace(path, range.start.line, start, end, name)];
  return [{ title: 'Load it with LDI32', edits, preferred: true }];
};

const removeExtra: Fixer = ({ path, lines }, { range }) => {
  const { line, character } = range.start;
  const before = lines.lineAt(line)?.text.slice(0, character) ?? '';
  const start = before.replace(/[\s,]+$/, '').length;
  const edits = [replace(path, line, start, range.end.character, '')];
  return [{ title: 'Remove the extra operands', edits, preferred: true }];
};

const closeQuote: Fixer = ({ path, lines }, { range }) => {
  const { line, character } = range.start;
  const parsed = lines.lineAt(line);
  const quote = parsed?.text[character];
  if (!parsed || (quote !== '"' && quote !== "'")) return [];
  const end = parsed.text.trimEnd().length;
  return [{ title: 'Close the quote', edits: [replace(path, line, end, end, quote)], preferred: true }];
};

const removeEmptyItem: Fixer = ({ path, lines }, { range }) => {
  const text = lines.lineAt(range.start.line)?.text ?? '';
  const { line, character } = range.start;
  const comma = text[character] === ',' ? character : text.lastIndexOf(',', character);
  if (comma < 0) return [];
  return [{ title: 'Remove the comma', edits: [replace(path, line, comma, comma + 1, '')], preferred: true }];
};

/** Load and store take register and memory operand in different order. */
const swap: Fixer = ({ path, lines }, { range, message }) => {
  const line = lines.lineAt(range.start.line);
  const [first, second] = line?.kind === 'instruction' ? line.operands : [];
  if (!first || !second || !message.includes('swap')) return [];
  const edits = [replace(path, range.start.line, first.start, second.end, `${second.text}, ${first.text}`)];
  return [{ title: 'Swap the operands', edits, preferred: true }];
};

export const operandFixers: Readonly<Record<string, Fixer>> = {
  'immediate-range': wideLoad,
  'reloc-range': wideLoad,
  'reloc-sign': wideLoad,
  'operand-extra': removeExtra,
  'string-unterminated': closeQuote,
  'data-item-empty': removeEmptyItem,
  'memory-operand': swap,
  'register-invalid': swap,
};
