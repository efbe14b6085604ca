/** What the manifest says about tasks and the messages of the command line. */

import { imageCatalogue } from '../../toolchain/catalogue/image';
import { linkCatalogue } from '../../toolchain/catalogue/link';
import { projectCatalogue } from '../../toolchain/catalogue/project';
import { Matcher, SOURCE_PROBLEMS, TASK_TYPE, variable } from './identifiers';

const message = '^(.+?):(\\d+):(\\d+): (error|warning|information|hint): (.*?)';

const matcher = (name: string, owner: string, label: string, code: string) => ({
  name,
  label,
  owner,
  source: TASK_TYPE,
  // Mistakes in open files come from the language server, which also takes them back when they are mended.
  applyTo: 'closedDocuments',
  // For `information`, which VS Code does not know.
  severity: 'info',
  fileLocation: ['autoDetect', variable('workspaceFolder')],
  pattern: { regexp: `${message}${code}$`, file: 1, line: 2, column: 3, severity: 4, message: 5, code: 6 },
});

/** Codes that are about a program as a whole. */
const linkCodes = Object.keys({ ...linkCatalogue, ...projectCatalogue, ...imageCatalogue });

export const taskContributions = {
  taskDefinitions: [
    {
      type: TASK_TYPE,
      required: ['task'],
      properties: {
        task: {
          type: 'string',
          enum: ['build', 'check'],
          enumDescriptions: ['Assemble and link to an image and a symbol file.', 'Look for mistakes, write nothing.'],
          description: 'What to do.',
        },
        files: {
          type: 'array',
          items: { type: 'string' },
          minItems: 1,
          description: 'Sources (.mvasm) and objects (.hxo) in link order. Default: the open file.',
        },
        output: {
          type: 'string',
          description: 'Image to build. Default: out/NAME.hxe, named after the first file.',
        },
      },
    },
  ],
  problemMatchers: [
    matcher(Matcher.source, SOURCE_PROBLEMS, 'HSX sources', '(?: \\[([\\w-]+)\\])?'),
    matcher(Matcher.link, Matcher.link, 'HSX programs', ` \\[(${linkCodes.join('|')})\\]`),
  ],
};
