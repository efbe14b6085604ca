/**
 * The tree of MVASM text (toolchain spec 3): one node per line, with operands that carry their places: offsets into the
 * line's `text` in UTF-16 units, `end` exclusive.
 */

import type { Instruction } from '../../isa/instructions';
import type { DiagnosticCode, Severity } from '../diagnostics';
import type { Directive } from './directives';

export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Token extends Span {
  readonly text: string;
}

/** What a line shows to be wrong by itself, whatever surrounds it. */
export interface Problem extends Span {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly severity?: Severity;
}

export type SymbolForm = 'symbol' | 'lo16' | 'hi16' | 'off16';

export interface RegisterOperand extends Token {
  readonly kind: 'register';
  readonly index: number;
}

/** A number or a character. */
export interface NumberOperand extends Token {
  readonly kind: 'number';
  /** Exact up to 2^53. */
  readonly value: number;
  /** Modulo 2^32. */
  readonly low: number;
}

export interface SymbolOperand extends Token {
  readonly kind: 'symbol';
  readonly form: SymbolForm;
  readonly name: string;
  readonly nameStart: number;
  /** False when the parentheses hold no identifier. */
  readonly valid: boolean;
}

export interface StringOperand extends Token {
  readonly kind: 'string';
  /** The text between the quotes, escapes resolved. */
  readonly value: string;
}

/** `[Rn+offset]`. */
export interface MemoryOperand extends Token {
  readonly kind: 'memory';
  readonly base: number;
  readonly offset: Operand;
}

/** `MOD=n` or `FN=n`. */
export interface FieldOperand extends Token {
  readonly kind: 'field';
  /** In upper case. */
  readonly field: string;
  readonly value: Operand;
}

/** Anything else. With `reported`, a problem of the line already tells why. */
export interface InvalidOperand extends Token {
  readonly kind: 'invalid';
  readonly reported: boolean;
}

export type Operand =
  | RegisterOperand
  | NumberOperand
  | SymbolOperand
  | StringOperand
  | MemoryOperand
  | FieldOperand
  | InvalidOperand;

export interface Label extends Token {
  /** False when the name is no identifier. */
  readonly valid: boolean;
}

interface LineBase {
  /** The line, or the whole text it was read from. */
  readonly text: string;
  /** Where the comment starts, or the end of the line. */
  readonly codeEnd: number;
  readonly problems: readonly Problem[];
}

export interface EmptyLine extends LineBase {
  readonly kind: 'empty';
}

export interface LabelLine extends LineBase {
  readonly kind: 'label';
  readonly label: Label;
}

export interface DirectiveLine extends LineBase {
  readonly kind: 'directive';
  readonly label: Label | undefined;
  /** The dot word as written. */
  readonly word: Token;
  /** Undefined when no directive has this name. */
  readonly directive: Directive | undefined;
  readonly operands: readonly Operand[];
  /** Everything behind the dot word, trimmed. */
  readonly argument: Span;
}

export interface InstructionLine extends LineBase {
  readonly kind: 'instruction';
  readonly label: Label | undefined;
  /** The first word as written. */
  readonly mnemonic: Token;
  /** Undefined when no instruction has this name. */
  readonly instruction: Instruction | undefined;
  readonly operands: readonly Operand[];
}

/** A further line of a metadata payload. */
export interface PayloadLine extends LineBase {
  readonly kind: 'payload';
}

export type Line = EmptyLine | LabelLine | DirectiveLine | InstructionLine | PayloadLine;
