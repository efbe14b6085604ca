/** What is accepted beyond the reference (toolchain spec 18), and how to write it so that every tool accepts it. */

const advice = {
  'label-same-line': 'a label and an instruction on one line; put the label on a line of its own',
  'memory-spacing': 'blanks inside a memory operand; remove them',
  'memory-minus': 'a memory operand with a minus sign; write it as [Rn+-offset]',
  'memory-bare': 'a memory operand without offset; write it as [Rn+0]',
  'signed-radix': 'a sign in front of 0x or 0b; write the number in decimal',
  'char-escape': 'an escape in a character literal; write its code as a number',
  'char-any': 'a blank, comma or semicolon as character literal; write its code as a number',
  'quoted-semicolon': 'a semicolon inside quotes; write \\x3B in strings, or avoid it',
  'metadata-multiline': 'metadata over several lines; put it on one line',
  'metadata-hex': 'hexadecimal numbers in metadata; write them in decimal or in quotes',
  'svc-single-pair': 'MOD or FN alone; write both',
  'svc-spacing': 'blanks around =; remove them',
  'svc-positional': 'module and function without names; write MOD= and FN=',
  'jump-u12': 'jump targets from 2048 on as numbers; use a label',
  'wide-services': 'service modules from 16 on; other tools call the module of the lower four bits',
  'utf8-text': 'characters beyond ASCII as UTF-8; write their bytes as \\x escapes',
  'late-export': '.export behind its label; move it in front',
} as const;

export type Extension = keyof typeof advice;

export function portabilityMessage(extension: Extension): string {
  return `Not portable (${extension}): other assemblers refuse or ignore ${advice[extension]}.`;
}
