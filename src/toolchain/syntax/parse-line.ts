/** One line of MVASM (toolchain spec 3.1). Never fails: what it cannot read becomes part of the tree. */

import { Character, isBlank, isName, nameEnd, skipBlanks, skipBlanksBack, wordEnd } from './characters';
import { directiveNamed } from './directives';
import { commentStart, semicolonFrom } from './literals';
import { instructionAt } from './mnemonic';
import { noteExtension } from './operand';
import { readArguments, readOperands } from './operands';
import type { Label, Line, Problem } from './tree';

function isPayloadDirective(text: string, start: number, end: number): boolean {
  if (text.charCodeAt(start) !== Character.dot) return false;
  return directiveNamed(text.slice(start, wordEnd(text, start, end)))?.form === 'payload';
}

function readLabel(text: string, start: number, end: number, problems: Problem[]): Label {
  const name = text.slice(start, end);
  const valid = isName(name);
  if (!valid) {
    const message =
      name === ''
        ? 'The label has no name; write one in front of the colon.'
        : `"${name}" is no label name; use letters, digits, _, . and $, not starting with a digit or $.`;
    problems.push({ code: 'label-invalid', message, start, end: Math.max(end, start + 1) });
  }
  return { text: name, start, end, valid };
}

/** Notes a semicolon that only counts as text because it stands in quotes. */
function noteQuotedSemicolon(text: string, start: number, codeEnd: number, problems: Problem[]): void {
  const semicolon = semicolonFrom(text, start, codeEnd);
  if (semicolon === codeEnd) return;
  const character = text.charCodeAt(semicolon - 1) === Character.apostrophe && text[semicolon + 1] === "'";
  if (!character) noteExtension(problems, 'quoted-semicolon', semicolon, semicolon + 1);
}

/** Shared by the many lines that show no problem. */
const none: readonly Problem[] = [];

const orNone = (problems: readonly Problem[]): readonly Problem[] => (problems.length === 0 ? none : problems);

/**
 * @param text one line without its line break, or a text that holds it
 * @param lineStart where the line starts
 * @param codeEnd where its comment starts, or its end
 */
export function parseLine(text: string, lineStart = 0, codeEnd = commentStart(text, 0, text.length)): Line {
  const start = skipBlanks(text, lineStart, codeEnd);
  if (start === codeEnd) return { kind: 'empty', text, codeEnd, problems: none };
  const problems: Problem[] = [];
  const end = skipBlanksBack(text, start, codeEnd);
  noteQuotedSemicolon(text, start, codeEnd, problems);

  if (text.charCodeAt(end - 1) === Character.colon && !isPayloadDirective(text, start, end)) {
    const label = readLabel(text, start, skipBlanksBack(text, start, end - 1), problems);
    return { kind: 'label', text, codeEnd, problems: orNone(problems), label };
  }
  const labelEnd = nameEnd(text, start, end);
  if (labelEnd === start || text.charCodeAt(labelEnd) !== Character.colon) {
    return readStatement(text, codeEnd, start, end, undefined, problems);
  }
  noteExtension(problems, 'label-same-line', start, labelEnd + 1);
  const label = readLabel(text, start, labelEnd, problems);
  return readStatement(text, codeEnd, skipBlanks(text, labelEnd + 1, end), end, label, problems);
}

function readStatement(
  text: string,
  codeEnd: number,
  start: number,
  end: number,
  label: Label | undefined,
  problems: Problem[],
): Line {
  if (text.charCodeAt(start) === Character.dot) {
    const stop = wordEnd(text, start, end);
    const word = { text: text.slice(start, stop), start, end: stop };
    const argument = { start: skipBlanks(text, stop, end), end };
    const directive = directiveNamed(word.text);
    const operands = directive
      ? readArguments(directive.form, text, argument.start, end, directive.name === '.byte', problems)
      : [];
    return { kind: 'directive', text, codeEnd, problems: orNone(problems), label, word, directive, operands, argument };
  }
  let stop = start;
  while (stop < end && text.charCodeAt(stop) !== Character.comma && !isBlank(text.charCodeAt(stop))) stop++;
  const mnemonic = { text: text.slice(start, stop), start, end: stop };
  const instruction = instructionAt(text, start, stop);
  // What is no instruction gets one diagnostic, not one per word behind it.
  const operands = instruction ? readOperands(text, stop, end, problems) : [];
  return { kind: 'instruction', text, codeEnd, problems: orNone(problems), label, mnemonic, instruction, operands };
}
