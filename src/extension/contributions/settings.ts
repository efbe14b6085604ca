/** What the manifest says about settings. */

import { numberFormats } from '../../adapter/number-format';
import { defaultSettings } from '../../language-server/settings';
import { lintCatalogue } from '../../toolchain/catalogue/lint';
import { ruleSeverities } from '../../toolchain/lint/selection';
import { CLIENT_ID, Setting } from './identifiers';

/** Settings that the language server asks for, by its own names. */
function switches<Options extends object>(
  section: string,
  defaults: Options,
  descriptions: Readonly<Record<keyof Options, string>>,
) {
  return Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [
      `${CLIENT_ID}.${section}.${name}`,
      { type: 'boolean', scope: 'resource', default: value, description: descriptions[name as keyof Options] },
    ]),
  );
}

/** The rules of the lints; what is not set here leaves the word to hsx.json. */
const UNSET = 'default';
const lintSettings = Object.fromEntries(
  Object.entries(lintCatalogue).map(([rule, { title, severity }]) => [
    `${CLIENT_ID}.lint.${rule}`,
    {
      type: 'string',
      scope: 'resource',
      enum: [UNSET, ...ruleSeverities],
      enumDescriptions: [`What hsx.json says of the program, else ${severity}.`, ...ruleSeverities.map(() => '')],
      default: UNSET,
      description: `${title}.`,
    },
  ]),
);

const languageSettings = {
  ...switches('inlayHints', defaultSettings.inlayHints, {
    addresses: 'Show the address in front of every line that makes code or data.',
    bytes: 'Show the bytes that a line makes.',
    constants: 'Show the addresses behind names, the names of services, and half-precision numbers behind 0x0000.',
    routines: 'Show behind the label of a routine which registers it reads and changes.',
  }),
  ...switches('codeLens', defaultSettings.codeLens, {
    references: 'Show above routines and data how often they are used.',
    size: 'Show above routines and data how many bytes they take.',
    stack: 'Show above routines how much stack they need, with everything they call.',
    run: 'Show Run and Debug above the entry.',
    runRoutines: 'Show Run and Debug above every routine: the program starts there, and ends when the routine returns.',
  }),
};

export const settingContributions = {
  configuration: {
    title: 'HSX',
    properties: {
      [`${CLIENT_ID}.${Setting.inProcess}`]: {
        type: 'boolean',
        scope: 'window',
        default: false,
        description: 'Run the debugger inside the extension host instead of in a process of its own.',
      },
      [`${CLIENT_ID}.${Setting.numberFormat}`]: {
        type: 'string',
        scope: 'resource',
        enum: numberFormats,
        default: 'auto',
        description: 'How the debugger shows numbers, where the configuration does not say it.',
      },
      ...languageSettings,
      ...lintSettings,
      [`${CLIENT_ID}.trace.server`]: {
        type: 'string',
        scope: 'window',
        enum: ['off', 'messages', 'verbose'],
        default: 'off',
        description: 'Show the messages between VS Code and the HSX language server in the output channel.',
      },
    },
  },
};
