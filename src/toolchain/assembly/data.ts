/** Directives of the data section (toolchain spec 3.3, 3.4, 4). */

import { MAX_DATA_SIZE } from '../image';
import { portabilityMessage } from '../syntax/extensions';
import { utf8Bytes } from '../syntax/literals';
import type { DirectiveLine, Operand } from '../syntax/tree';
import { numberArgument, onlyArgument } from './arguments';
import type { Unit } from './unit';

export const dataRelocationTypes = { 1: 'data_byte', 2: 'data_half', 4: 'data_word' } as const;
export type ItemSize = keyof typeof dataRelocationTypes;

/** One byte per character, and what is beyond U+00FF is refused; or UTF-8. */
function emitText(unit: Unit, operand: Operand & { kind: 'string' }): void {
  if (unit.utf8Text) emitUtf8(unit, operand);
  else emitLatin1(unit, operand);
}

function emitUtf8(unit: Unit, operand: Operand & { kind: 'string' }): void {
  for (const byte of utf8Bytes(operand.text)) unit.rodata.push(byte, 1);
  if (isBeyondAscii(operand.text)) unit.report('not-portable', portabilityMessage('utf8-text'), operand);
}

const isBeyondAscii = (text: string): boolean => /[^\0-\x7f]/.test(text);

function emitLatin1(unit: Unit, operand: Operand & { kind: 'string' }): void {
  let latin = false;
  for (const character of operand.value) {
    const code = character.codePointAt(0)!;
    if (code > 0xff) {
      const message = `"${character}" does not fit a byte; strings hold the characters U+0000 to U+00FF, or UTF-8 by a switch (--utf8-text).`;
      unit.report('string-character', message, operand);
      return;
    }
    latin ||= code > 0x7f && !operand.text.includes('\\x');
    unit.rodata.push(code, 1);
  }
  if (latin) {
    const message =
      'Characters from U+0080 on become one Latin-1 byte each; for UTF-8 there is a switch (--utf8-text).';
    unit.report('string-character', message, operand, { severity: 'warning' });
  }
}

export function assembleList(size: ItemSize) {
  return (unit: Unit, line: DirectiveLine): void => {
    for (const operand of line.operands) emitItem(unit, operand, size, line);
  };
}

function emitItem(unit: Unit, operand: Operand, size: ItemSize, line: DirectiveLine): void {
  if (operand.kind === 'number') {
    unit.rodata.push(operand.low, size);
    return;
  }
  if (operand.kind === 'string' && size === 1) {
    emitText(unit, operand);
    return;
  }
  const symbol = unit.symbolReference(operand);
  if (symbol === undefined) {
    if (operand.kind === 'invalid' && operand.reported) return;
    const kinds = size === 1 ? 'a number, a symbol or a string' : 'a number or a symbol';
    const message = `"${operand.text}" is no item of ${line.directive!.name}; it takes ${kinds}, with commas between.`;
    unit.report('data-item', message, operand);
  } else if (symbol !== 'invalid') {
    unit.referFromData(dataRelocationTypes[size], unit.rodata.length, symbol);
  }
  unit.rodata.push(0, size);
}

export function assembleString(terminated: boolean) {
  return (unit: Unit, line: DirectiveLine): void => {
    const operand = onlyArgument(unit, line);
    if (operand?.kind !== 'string') return;
    emitText(unit, operand);
    if (terminated) unit.rodata.push(0, 1);
  };
}

function emitZeros(unit: Unit, count: number, operand: Operand): void {
  unit.usesOffsets = true;
  if (unit.dataOffset + count > MAX_DATA_SIZE) {
    unit.report('rodata-too-large', `${operand.text} goes beyond the ${MAX_DATA_SIZE} bytes of data.`, operand);
  } else unit.rodata.pushZeros(count);
}

export function assembleAlign(unit: Unit, line: DirectiveLine): void {
  const operand = numberArgument(unit, line);
  if (!operand) return;
  const { value } = operand;
  if (value <= 0) {
    unit.report('align-value', `The alignment ${operand.text} is not positive; use 1 or more.`, operand);
    return;
  }
  if (value > (unit.alignment?.value ?? 1)) unit.alignment = { value, place: unit.placeOf(operand) };
  emitZeros(unit, (value - (unit.dataOffset % value)) % value, operand);
}

export function assembleZero(unit: Unit, line: DirectiveLine): void {
  const operand = numberArgument(unit, line);
  if (!operand) return;
  if (operand.value < 0) unit.report('zero-value', `The size ${operand.text} is negative; use 0 or more.`, operand);
  else emitZeros(unit, operand.value, operand);
}
