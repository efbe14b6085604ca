/** What the manifest says about the language. */

import { PROJECT_FILE } from '../../toolchain/project/project';
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
  grammars: [
    { language: LANGUAGE_ID, scopeName: 'source.hsx-mvasm', path: './syntaxes/hsx-mvasm.tmLanguage.json' },
    {
      scopeName: 'markdown.hsx-mvasm.codeblock',
      path: './syntaxes/hsx-mvasm.markdown.tmLanguage.json',
      injectTo: ['text.html.markdown'],
      embeddedLanguages: { 'meta.embedded.block.hsx-mvasm': LANGUAGE_ID },
    },
  ],
  snippets: [{ language: LANGUAGE_ID, path: './snippets/hsx-mvasm.json' }],
  /** Without these a theme would colour what the server knows differently from what the grammar guesses. */
  semanticTokenTypes: [{ id: 'register', superType: 'variable', description: 'A register of the machine.' }],
  semanticTokenScopes: [
    {
      language: LANGUAGE_ID,
      scopes: {
        register: ['variable.language.register.hsx-mvasm'],
        keyword: ['keyword.mnemonic.hsx-mvasm'],
        macro: ['keyword.control.directive.hsx-mvasm'],
        property: ['support.type.property-name.json'],
      },
    },
  ],
  /**
   * A line of assembly often ends with a word that is complete, such as RET: Enter then begins the next line. Words that the
   * server does not offer are not names that could stand there.
   */
  configurationDefaults: {
    [`[${LANGUAGE_ID}]`]: {
      'editor.acceptSuggestionOnEnter': 'smart',
      'editor.wordBasedSuggestions': 'off',
    },
  },
  jsonValidation: [{ fileMatch: PROJECT_FILE, url: './schemas/hsx.schema.json' }],
  breakpoints: [{ language: LANGUAGE_ID }],
};
