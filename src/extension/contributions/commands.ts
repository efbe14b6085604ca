/** What the manifest says about commands: their titles, and where they appear. */

import { Command, LANGUAGE_ID } from './identifiers';

const inLanguage = `resourceLangId == ${LANGUAGE_ID} && !isInDiffEditor`;

export const commandContributions = {
  commands: [
    { command: Command.debugFile, title: 'Debug File', category: 'HSX', icon: '$(debug-alt)' },
    { command: Command.runFile, title: 'Run File', category: 'HSX', icon: '$(play)' },
  ],
  menus: {
    'editor/title/run': [
      { command: Command.debugFile, when: inLanguage, group: '1_run@10' },
      { command: Command.runFile, when: inLanguage, group: '1_run@20' },
    ],
    commandPalette: [
      { command: Command.debugFile, when: inLanguage },
      { command: Command.runFile, when: inLanguage },
    ],
  },
};
