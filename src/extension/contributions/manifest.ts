/** The parts of package.json that are generated: scripts/manifest.mjs writes them. */

import { commandContributions } from './commands';
import { debuggerContributions } from './debugger';
import { DEBUG_TYPE, TASK_TYPE } from './identifiers';
import { languageContributions } from './language';
import { settingContributions } from './settings';
import { taskContributions } from './tasks';
import { viewContributions } from './views';

export const manifest = {
  icon: 'media/icon.png',
  /** Languages and commands activate by being contributed; debuggers do not, and tasks not in every VS Code. */
  activationEvents: [
    `onDebugResolve:${DEBUG_TYPE}`,
    `onDebugDynamicConfigurations:${DEBUG_TYPE}`,
    `onTaskType:${TASK_TYPE}`,
  ],
  capabilities: {
    /** Programs run on an emulated machine inside the extension; nothing of a workspace is executed by the host. */
    untrustedWorkspaces: { supported: true },
    virtualWorkspaces: {
      supported: 'limited',
      description: 'Programs run from files on disk. Editing works; included files are found when they are open.',
    },
  },
  contributes: {
    ...languageContributions,
    ...debuggerContributions,
    ...commandContributions,
    ...settingContributions,
    ...taskContributions,
    ...viewContributions,
  },
};
