/** Markdown made from the tables: directives, services and registers. */

import { FRAME_POINTER, STACK_MIRROR } from '../../isa/constants';
import { type Service, statusNames } from '../../isa/services';
import { hex } from '../../toolchain/hex';
import type { Directive } from '../../toolchain/syntax/directives';
import { code } from './markdown';

export function describeDirective({ name, usage, summary, section }: Directive): string {
  const where = section === 'data' ? ' Stands in `.data`.' : '';
  return `${code(`${name} ${usage}`.trim())}\n\n${summary}.${where}`;
}

/** `R1 name` as register and meaning. */
const registerRow =
  (direction: string) =>
  (item: string): string => {
    const [register = '', ...meaning] = item.split(' ');
    return `| ${direction} | \`${register}\` | ${meaning.join(' ')} |`;
  };

export function describeService(service: Service): string {
  const { module, fn, name, summary, input, output } = service;
  const parts = [
    `**${name}**: ${summary}`,
    code(`SVC MOD=${hex(module, 1)}, FN=${hex(fn, 1)}`),
    ['| | register | |', '|---|---|---|', ...input.map(registerRow('in')), ...output.map(registerRow('out'))].join(
      '\n',
    ),
  ];
  const statuses = statusNames(service);
  if (statuses) parts.push(`Status: ${statuses.map(([value, word]) => `${value} ${word}`).join(', ')}`);
  return parts.join('\n\n');
}

const registerRoles: Readonly<Record<number, string>> = {
  0: 'by convention the result of a routine and the exit status; also that of a service call',
  1: 'by convention the first argument of a routine',
  2: 'by convention the second argument of a routine',
  3: 'by convention the third argument of a routine',
  [FRAME_POINTER]: 'by convention the frame pointer of a routine, the one register that a call preserves',
  [STACK_MIRROR]: 'receives a copy of SP after every stack instruction; writing it does not move SP',
};

export function describeRegister(index: number): string {
  const role = registerRoles[index];
  return `**R${index}** 32-bit register${role ? `: ${role}` : ''}`;
}
