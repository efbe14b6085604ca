/** `not-portable`: what only this toolchain accepts, in the form that every assembler takes (toolchain spec 18). */

import type { Extension } from '../../toolchain/syntax/extensions';
import type { InstructionLine, Line, Operand } from '../../toolchain/syntax/tree';
import type { DocumentContext } from '../context';
import { serviceNumbers } from '../service-operands';
import { payloadAt } from '../view/payload';
import { deleteLines, type FileEdit, type Finding, type Fixer, insertLines, replace } from './fix';

type Rewrite = (context: DocumentContext, finding: Finding) => readonly FileEdit[];

const lineOf = ({ lines }: DocumentContext, { range }: Finding): Line | undefined => lines.lineAt(range.start.line);

/** All operands of a line, those inside others too. */
function operandsOf(line: Line | undefined): Operand[] {
  if (!line || !('operands' in line)) return [];
  return line.operands.flatMap((operand) => {
    if (operand.kind === 'memory') return [operand, operand.offset];
    return operand.kind === 'field' ? [operand, operand.value] : [operand];
  });
}

/** Rewrites the operand at the finding. */
const rewriteOperand =
  (rewrite: (operand: Operand) => string | undefined): Rewrite =>
  (context, finding) => {
    const { line, character } = finding.range.start;
    const fitting = operandsOf(lineOf(context, finding)).filter(
      ({ start, end }) => start === character || (start <= character && finding.range.end.character <= end),
    );
    for (const operand of fitting) {
      const text = rewrite(operand);
      if (text !== undefined) return [replace(context.path, line, operand.start, operand.end, text)];
    }
    return [];
  };

const memory = rewriteOperand((operand) => {
  if (operand.kind !== 'memory') return undefined;
  const { base, offset } = operand;
  if (offset.kind !== 'number') return `[R${base}+${offset.text}]`;
  const written = /^[+-]/.test(offset.text) || offset.value >= 0 ? offset.text : `-${offset.text}`;
  return `[R${base}+${written === '' || /^-0[xb]/i.test(written) ? offset.value : written}]`;
});

/** A number in decimal, with its own minus sign where the minus is that of the operand around it. */
const decimal = rewriteOperand((operand) => {
  if (operand.kind === 'memory' && operand.offset.kind === 'number')
    return `[R${operand.base}+${operand.offset.value}]`;
  return operand.kind === 'number' ? String(operand.value) : undefined;
});

const character = rewriteOperand((operand) => (operand.kind === 'number' ? String(operand.value) : undefined));

const splitLabel: Rewrite = (context, finding) => {
  const line = lineOf(context, finding);
  if (!line || line.kind === 'label' || !('label' in line) || !line.label) return [];
  const statement = line.kind === 'instruction' ? line.mnemonic.start : line.word.start;
  const colon = line.text.indexOf(':', line.label.end);
  return [replace(context.path, finding.range.start.line, colon + 1, statement, '\n    ')];
};

/** `;` as an escape, which only strings have. */
const semicolon: Rewrite = (context, finding) => {
  const line = lineOf(context, finding);
  const at = finding.range.start;
  const inString = operandsOf(line).some(
    ({ kind, start, end }) => kind === 'string' && start < at.character && at.character < end,
  );
  if (line?.kind !== 'directive' || line.directive?.form === 'file' || !inString) return [];
  // Every semicolon inside of quotes, for one alone would leave the line cut at the next.
  return operandsOf(line).flatMap((operand) => {
    if (operand.kind !== 'string' || !operand.text.includes(';')) return [];
    const text = operand.text.replaceAll(';', '\\x3B');
    return [replace(context.path, at.line, operand.start, operand.end, text)];
  });
};

const service: Rewrite = (context, finding) => {
  const line = lineOf(context, finding);
  if (line?.kind !== 'instruction' || line.instruction?.mnemonic !== 'SVC') return [];
  const [first] = line.operands;
  const last = line.operands.at(-1);
  if (!first || !last) return [];
  const { module, fn } = serviceTexts(line);
  return [replace(context.path, finding.range.start.line, first.start, last.end, `MOD=${module}, FN=${fn}`)];
};

/** Module and function as they are written. */
function serviceTexts({ operands }: InstructionLine): { module: string; fn: string } {
  const field = (name: string): string | undefined => {
    const found = operands.find((operand) => operand.kind === 'field' && operand.field === name);
    return found?.kind === 'field' ? found.value.text : undefined;
  };
  const named = field('MOD') !== undefined || field('FN') !== undefined;
  const numbers = serviceNumbers(operands);
  const written = (position: number): string | undefined => (named ? undefined : operands[position]?.text);
  return {
    module: field('MOD') ?? written(0) ?? String(numbers.module ?? 0),
    fn: field('FN') ?? written(1) ?? String(numbers.fn ?? 0),
  };
}

/** All lines of a payload in one, without the comments between them. */
const joinPayload: Rewrite = ({ lines, path }, { range }) => {
  const payload = payloadAt(lines, range.start.line);
  const [first] = payload?.tokens ?? [];
  const last = payload?.tokens.at(-1);
  if (!payload || !first || !last || first.line === last.line) return [];
  const parts: string[] = [];
  for (let index = first.line; index <= last.line; index++) {
    const onLine = payload.tokens.filter((token) => token.line === index);
    const [start, end] = [onLine[0], onLine.at(-1)];
    if (start && end) parts.push(lines.lineAt(index)!.text.slice(start.start, end.end).trim());
  }
  const edit = {
    start: { line: first.line, character: first.start },
    end: { line: last.line, character: last.end },
  };
  const text = parts.join(' ').replaceAll(/([{[]) | (?=[}\]])/g, '$1');
  return [{ path, range: edit, newText: text }];
};

const jsonNumber: Rewrite = ({ lines, path }, { range }) => {
  const { line, character: start } = range.start;
  const text = lines.lineAt(line)?.text.slice(start, range.end.character) ?? '';
  const digits = /^-?(0x[\da-f]+)$/i.exec(text)?.[1];
  if (!digits) return [];
  return [replace(path, line, start, range.end.character, `${text.startsWith('-') ? '-' : ''}${BigInt(digits)}`)];
};

/** The export goes in front of its label. */
const moveExport: Rewrite = ({ path, lines, program }, { range }) => {
  const { line } = range.start;
  const directive = lines.lineAt(line);
  const name = directive?.kind === 'directive' ? directive.operands[0]?.text : undefined;
  const place = name === undefined ? undefined : program.unitOf(path)?.assembly?.labels.get(name)?.place;
  if (!place || place.file !== path || place.line >= line) return [];
  return [insertLines(path, place.line, [`.export ${name}`]), deleteLines(path, line)];
};

const rewrites: Readonly<Partial<Record<Extension, Rewrite>>> = {
  'label-same-line': splitLabel,
  'memory-spacing': memory,
  'memory-minus': memory,
  'memory-bare': memory,
  'signed-radix': decimal,
  'char-escape': character,
  'char-any': character,
  'quoted-semicolon': semicolon,
  'metadata-multiline': joinPayload,
  'metadata-hex': jsonNumber,
  'svc-single-pair': service,
  'svc-spacing': service,
  'svc-positional': service,
  'late-export': moveExport,
};

/** The extension that the message names in parentheses. */
const extensionOf = ({ message }: Finding): Extension | undefined =>
  /\(([\w-]+)\)/.exec(message)?.[1] as Extension | undefined;

export const portableForm: Fixer = (context, finding) => {
  const extension = extensionOf(finding);
  const edits = extension && rewrites[extension]?.(context, finding);
  if (!edits || edits.length === 0) return [];
  return [{ title: 'Write it so that every assembler takes it', edits, preferred: true }];
};
