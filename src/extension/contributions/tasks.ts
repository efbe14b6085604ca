/** What the manifest says about tasks and the messages of the command line. */

import { imageCatalogue } from '../../toolchain/catalogue/image';
import { linkCatalogue } from '../../toolchain/catalogue/link';
import { projectCatalogue } from '../../toolchain/catalogue/project';
import { Matcher, SOURCE_PROBLEMS, TASK_TYPE, variable } from './identifiers';

const message = '^(.+?):(\\d+):(\\d+): (error|warning|information|hint): (.*?)';

const matcher = (
  name: string,
  owner: string,
  applyTo: 'allDocuments' | 'closedDocuments',
  label: string,
  code: string,
) => ({
  name,
  label,
  owner,
  source: TASK_TYPE,
  applyTo,
  // For `information`, which VS Code does not know.
  severity: 'info',
  fileLocation: ['autoDetect', variable('workspaceFolder')],
  pattern: { regexp: `${message}${code}$`, file: 1, line: 2, column: 3, severity: 4, message: 5, code: 6 },
});

/** Codes that the language server, which looks at one unit, does not report. */
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
    // Mistakes in open files come from the language server, which also takes them back when they are mended.
    matcher(Matcher.source, SOURCE_PROBLEMS, 'closedDocuments', 'HSX sources', '(?: \\[([\\w-]+)\\])?'),
    matcher(Matcher.link, Matcher.link, 'allDocuments', 'HSX programs', ` \\[(${linkCodes.join('|')})\\]`),
  ],
};
