/** What the manifest says about the language. */

import { FILE_EXTENSION, LANGUAGE_ID } from './identifiers';

const icon = './media/mvasm.svg';

export const languageContributions = {
  languages: [
    {
      id: LANGUAGE_ID,
      aliases: ['HSX MVASM', 'mvasm'],
      extensions: [FILE_EXTENSION],
      configuration: './language-configuration.json',
      icon: { light: icon, dark: icon },
    },
  ],
  grammars: [{ language: LANGUAGE_ID, scopeName: 'source.hsx-mvasm', path: './syntaxes/hsx-mvasm.tmLanguage.json' }],
  breakpoints: [{ language: LANGUAGE_ID }],
};
