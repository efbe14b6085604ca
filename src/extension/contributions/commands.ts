/** What the manifest says about commands: their titles, and where they appear. */

import { Command, LANGUAGE_ID, ProgramView } from './identifiers';

const inLanguage = `resourceLangId == ${LANGUAGE_ID} && !isInDiffEditor`;

const onProgram = `view == ${ProgramView.id} && viewItem == program`;

/** They need a program of the view. */
const programCommands = [
  Command.runProgram,
  Command.debugProgram,
  Command.buildProgram,
  Command.checkProgram,
  Command.openProgram,
];

export const commandContributions = {
  commands: [
    { command: Command.debugFile, title: 'Debug File', category: 'HSX', icon: '$(debug-alt)' },
    { command: Command.runFile, title: 'Run File', category: 'HSX', icon: '$(play)' },
    { command: Command.pickProgram, title: 'Pick Program', category: 'HSX' },
    { command: Command.pickTask, title: 'Pick Task', category: 'HSX' },
    { command: Command.showListing, title: 'Show Listing', category: 'HSX', icon: '$(open-preview)' },
    { command: Command.showMemoryMap, title: 'Show Memory Map', category: 'HSX' },
    { command: Command.clearBreakpoints, title: 'Clear All HSX Breakpoints', category: 'HSX' },
    { command: Command.runProgram, title: 'Run Program', category: 'HSX', icon: '$(play)' },
    { command: Command.debugProgram, title: 'Debug Program', category: 'HSX', icon: '$(debug-alt)' },
    { command: Command.buildProgram, title: 'Build Program', category: 'HSX', icon: '$(tools)' },
    { command: Command.checkProgram, title: 'Check Program', category: 'HSX', icon: '$(checklist)' },
    { command: Command.openProgram, title: 'Go to Where It Is Defined', category: 'HSX', icon: '$(go-to-file)' },
  ],
  menus: {
    'editor/title/run': [
      { command: Command.debugFile, when: inLanguage, group: '1_run@10' },
      { command: Command.runFile, when: inLanguage, group: '1_run@20' },
    ],
    'editor/title': [{ command: Command.showListing, when: inLanguage, group: 'navigation@20' }],
    'view/item/context': [
      { command: Command.runProgram, when: onProgram, group: 'inline@10' },
      { command: Command.debugProgram, when: onProgram, group: 'inline@20' },
      { command: Command.buildProgram, when: onProgram, group: 'inline@30' },
      { command: Command.checkProgram, when: onProgram, group: 'inline@40' },
      { command: Command.runProgram, when: onProgram, group: '1_run@10' },
      { command: Command.debugProgram, when: onProgram, group: '1_run@20' },
      { command: Command.buildProgram, when: onProgram, group: '1_run@30' },
      { command: Command.checkProgram, when: onProgram, group: '1_run@40' },
      { command: Command.openProgram, when: onProgram, group: '2_open@10' },
    ],
    commandPalette: [
      ...programCommands.map((command) => ({ command, when: 'false' })),
      { command: Command.pickProgram, when: 'false' },
      { command: Command.pickTask, when: 'false' },
      { command: Command.showListing, when: inLanguage },
      { command: Command.showMemoryMap, when: inLanguage },
      { command: Command.debugFile, when: inLanguage },
      { command: Command.runFile, when: inLanguage },
    ],
  },
};
