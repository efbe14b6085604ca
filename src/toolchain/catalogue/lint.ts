import { hint, information, type LintEntry, warning } from './entry';

/** What is built as it is written, but is hardly what was meant: rules whose severity anyone may change. */
export const lintCatalogue = {
  'unused-label': {
    ...hint('Label that nothing uses', 'Remove the label, or what it stands in front of.'),
    unnecessary: true,
    details:
      'No instruction, no data, no `.entry` and no command handler names the label, and it is not exported. A label of data whose ' +
      'neighbour is used counts as used, because its distance from there may be. Labels of included ' +
      'files are not looked at, for other programs may use them; neither are programs without an `.entry`.',
  },
  'unused-export': {
    ...hint('Export that no unit imports', 'Remove the .export, or import the name where it is needed.'),
    unnecessary: true,
    details:
      'The unit with the entry exports a name that no other unit of the program imports. What other units export is an offer, ' +
      'and is not looked at.',
  },
  'unused-import': {
    ...hint('Import that is not used', 'Remove the .import; it may bring a whole unit into the program.'),
    unnecessary: true,
    details: 'The unit declares the import and names it nowhere else.',
  },
  'unreachable-code': {
    ...warning('Code that is never reached', 'Remove it, or jump to it.'),
    unnecessary: true,
    details:
      'No way leads here from the entry, from a command handler, from an exported label or from a label whose address is taken. ' +
      'Programs without an `.entry`, and those that call an address in a register, may start anywhere and are not looked at.',
  },
  'falls-off-code': {
    ...warning('Code without an end', 'End it with RET, JMP or SVC MOD=0x1, FN=0x0.'),
    details:
      'Behind the instruction there is nothing of its unit: the end of the code, the code of the next unit, or a gap that `.org` ' +
      'has filled with zeros, which are no instruction. Data does not stop code: it lies in a memory of its own.',
  },
  'falls-into-routine': {
    ...information('Code goes on into a routine', 'End it with RET or JMP, if it is not meant.'),
    details:
      'The code in front of a label that is called, exported or a command handler does not end, so it goes on into the routine, whose RET ' +
      'is then its own. Also seen when data stands between the two.',
  },
  'stack-unbalanced': {
    ...warning('RET with another stack than at the start', 'Give every PUSH its POP on every way to the RET.'),
    details:
      'On every way to this RET the routine has pushed more than it popped, or less; so the RET takes a word for its return ' +
      'address that is none. The routine that a task starts with is not looked at: its RET ends the task. Where ways with different depths meet, nothing is said.',
  },
  'flags-unset': {
    ...warning('Flags that nothing has set', 'Put a CMP or an arithmetic instruction in front of it.'),
    details:
      'From the entry of the program, or of a command handler, there is a way to this instruction on which no instruction sets the flag ' +
      'that it reads.',
  },
  'frame-pointer-lost': {
    ...warning('R7 comes back changed', 'PUSH R7 at the start of the routine, and POP R7 in front of its RET.'),
    details:
      'By convention R7 is the frame pointer of whoever calls: a routine that is called restores it. This one writes it and returns.',
  },
  'stack-mirror-written': {
    ...information('Write to R15', 'Move the stack with PUSH and POP; use another register for values.'),
    details:
      'R15 only shows where the stack is: writing it does not move the stack, and the next PUSH, POP, CALL or RET overwrites it.',
  },
  'service-unknown': {
    ...warning('Service that does not exist', 'Check MOD and FN.'),
    details: 'The executive has no such service; the task faults or gets an error in R0.',
  },
} satisfies Record<string, LintEntry>;

export type LintRule = keyof typeof lintCatalogue;
