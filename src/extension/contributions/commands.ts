/** What the manifest says about commands: their titles, and where they appear. */

import { Command, LANGUAGE_ID } from './identifiers';

const inLanguage = `resourceLangId == ${LANGUAGE_ID} && !isInDiffEditor`;

export const commandContributions = {
  commands: [
    { command: Command.debugFile, title: 'Debug File', category: 'HSX', icon: '$(debug-alt)' },
    { command: Command.runFile, title: 'Run File', category: 'HSX', icon: '$(play)' },
    { command: Command.pickProgram, title: 'Pick Program', category: 'HSX' },
    { command: Command.showListing, title: 'Show Listing', category: 'HSX', icon: '$(open-preview)' },
    { command: Command.showMemoryMap, title: 'Show Memory Map', category: 'HSX' },
  ],
  menus: {
    'editor/title/run': [
      { command: Command.debugFile, when: inLanguage, group: '1_run@10' },
      { command: Command.runFile, when: inLanguage, group: '1_run@20' },
    ],
    'editor/title': [{ command: Command.showListing, when: inLanguage, group: 'navigation@20' }],
    commandPalette: [
      { command: Command.pickProgram, when: 'false' },
      { command: Command.showListing, when: inLanguage },
      { command: Command.showMemoryMap, when: inLanguage },
      { command: Command.debugFile, when: inLanguage },
      { command: Command.runFile, when: inLanguage },
    ],
  },
};
