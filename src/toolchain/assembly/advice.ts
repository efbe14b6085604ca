/** What to do about operands and words as other assemblers have them. */

import { encodeHalf } from '../../isa/half';
import { serviceByName } from '../../isa/services';
import { hex } from '../hex';
import { isName } from '../syntax/characters';
import { spellingAdvice, suggestions } from '../syntax/spelling';
import type { Operand } from '../syntax/tree';

/** Directives of other assemblers, with what stands for them here. */
const foreignDirectives: Readonly<Record<string, string>> = {
  '.global': '.export',
  '.globl': '.export',
  '.public': '.export',
  '.section': '.text or .data',
  '.code': '.text',
  '.bss': '.data',
  '.rodata': '.data',
  '.db': '.byte',
  '.dw': '.half',
  '.short': '.half',
  '.dd': '.word',
  '.int': '.word',
  '.long': '.word',
  '.space': '.zero',
  '.skip': '.zero',
};

const constants: ReadonlySet<string> = new Set(['.equ', '.set', '.define', '.const']);

/** @param known names of the directives that may stand there */
export function directiveAdvice(word: string, known: Iterable<string>): string {
  const lower = word.toLowerCase();
  if (constants.has(lower)) return 'there are no named constants, write the number.';
  const meant = foreignDirectives[lower];
  return meant === undefined ? spellingAdvice(word, known) : `did you mean ${meant}?`;
}

/** Whether a word starts a comment elsewhere. */
export const startsForeignComment = (word: string): boolean => /^(\/\/|\/\*|#|--)/.test(word);

export const COMMENT_ADVICE = 'comments start with a semicolon.';

/** @param isAlone whether nothing stands behind it */
export function mnemonicAdvice(word: string, isAlone: boolean, mnemonics: readonly string[]): string {
  if (startsForeignComment(word)) return COMMENT_ADVICE;
  const mayBeLabel = isAlone && isName(word) && suggestions(word, mnemonics).length === 0;
  return mayBeLabel ? 'check the spelling, or put a colon behind a label.' : spellingAdvice(word, mnemonics);
}

export function registerAdvice({ kind, text }: Operand): string {
  if (kind === 'number') return 'load a number with LDI first.';
  if (kind === 'memory') return 'memory is read with LD and written with ST.';
  if (/^sp$/i.test(text)) return 'R15 has the stack pointer.';
  return 'the registers are R0 to R15.';
}

/** For what is neither a number nor a symbol. */
export function numberAdvice(text: string): string {
  if (/^#./.test(text)) return `write ${text.slice(1)}.`;
  const digits = /^(?:\$([\da-f]+)|(\d[\da-f]*)h)$/i.exec(text);
  if (digits) return `write 0x${(digits[1] ?? digits[2]!).toUpperCase()}.`;
  if (/^-?\d+\.\d+$/.test(text)) return `${text} as a half-precision number is ${hex(encodeHalf(Number(text)), 4)}.`;
  return 'there is no arithmetic.';
}

/** For the only operand of SVC when it is no number. @param range what numbers are taken */
export function serviceAdvice(text: string, range: string): string {
  const service = serviceByName(text);
  return service ? `write MOD=${hex(service.module, 1)}, FN=${hex(service.fn, 1)}.` : range;
}
