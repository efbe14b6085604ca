/** What may stand as operand of an instruction, by its form. */

import { FRAME_POINTER, REGISTER_COUNT, STACK_MIRROR } from '../../isa/constants';
import type { Operand } from '../../isa/instructions';
import { type Service, servicesOf } from '../../isa/services';
import { hex } from '../../toolchain/hex';
import type { DocumentContext } from '../context';
import { CompletionItemKind } from '../protocol';
import type { Offer } from './offer';
import { labelOffers, relocationOffers } from './symbols';

const registerDetails: Readonly<Record<number, string>> = {
  0: 'result, status',
  1: 'argument 1',
  2: 'argument 2',
  3: 'argument 3',
  [FRAME_POINTER]: 'frame pointer',
  [STACK_MIRROR]: 'copy of SP',
};

export function registerOffers(lowerCase: boolean, text = (register: string): string => register): Offer[] {
  return Array.from({ length: REGISTER_COUNT }, (_, index): Offer => {
    const label = `${lowerCase ? 'r' : 'R'}${index}`;
    const detail = registerDetails[index];
    return {
      label,
      kind: CompletionItemKind.Field,
      rank: 1,
      ...(detail === undefined ? {} : { detail }),
      ...(text(label) === label ? {} : { text: text(label) }),
      explained: ['register', index],
    };
  });
}

/** Addresses as one writes them most: a frame slot, and the other registers. */
function memoryOffers(lowerCase: boolean): Offer[] {
  const slots = [
    ['[R7+-4]', 'first local'],
    ['[R7+-8]', 'second local'],
    ['[R7+8]', 'fourth argument'],
  ] as const;
  const frame = slots.map(
    ([label, detail]): Offer => ({ label, detail, kind: CompletionItemKind.Value, rank: 1, filter: label }),
  );
  const others = Array.from({ length: REGISTER_COUNT }, (_, index): Offer => {
    const label = `[${lowerCase ? 'r' : 'R'}${index}+0]`;
    const detail = registerDetails[index];
    return { label, kind: CompletionItemKind.Value, rank: 2, ...(detail === undefined ? {} : { detail }) };
  });
  return [...frame, ...others];
}

export const serviceText = ({ module, fn }: Service): string => `MOD=${hex(module, 1)}, FN=${hex(fn, 1)}`;

const serviceOffers = ({ wideServices }: DocumentContext): Offer[] =>
  servicesOf(wideServices).map((service) => ({
    label: service.name,
    kind: CompletionItemKind.Event,
    rank: 1,
    detail: serviceText(service),
    text: serviceText(service),
    filter: service.name,
    explained: ['service', service.name],
  }));

/** Numbers behind `MOD=` and `FN=`. */
export function serviceFieldOffers(
  { wideServices }: DocumentContext,
  field: 'MOD' | 'FN',
  module: number | undefined,
): Offer[] {
  const offers = new Map<number, Offer>();
  for (const service of servicesOf(wideServices)) {
    if (field === 'FN' && module !== undefined && service.module !== module) continue;
    const number = field === 'MOD' ? service.module : service.fn;
    if (offers.has(number)) continue;
    const detail = field === 'MOD' ? service.name.split('.')[0]! : service.name;
    const base = { label: hex(number, 1), kind: CompletionItemKind.EnumMember, rank: number, detail };
    offers.set(number, field === 'MOD' ? base : { ...base, explained: ['service', service.name] });
  }
  return [...offers.values()];
}

export function operandOffers(context: DocumentContext, form: Operand, line: number, lowerCase: boolean): Offer[] {
  switch (form) {
    case 'rd':
    case 'rs1':
    case 'rs2':
      return registerOffers(lowerCase);
    case 'mem':
      return memoryOffers(lowerCase);
    case 'target':
    case 'distance':
      return labelOffers(context, line, { only: 'text' });
    case 'imm32':
      return [...labelOffers(context, line, { prefer: 'data' }), ...relocationOffers(['lo16', 'hi16', 'off16'])];
    case 'imm':
      // Of data, only small offsets fit.
      return [...labelOffers(context, line, { only: 'text' }), ...relocationOffers(['off16', 'hi16'])];
    case 'service':
      return serviceOffers(context);
    case 'code':
      return [];
  }
}
