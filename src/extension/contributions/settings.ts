/** What the manifest says about settings. */

import { CLIENT_ID, Setting } from './identifiers';

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
