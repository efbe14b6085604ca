/** What the manifest says about the debugger: its attributes come from the adapter's own table. */

import { attachAttributes } from '../../adapter/attach-attributes';
import { schemaOf } from '../../adapter/attributes';
import { launchAttributes } from '../../adapter/launch-attributes';
import { OPEN_FILE } from '../../adapter/open-file';
import { DEFAULT_HOST, DEFAULT_PORT } from '../../protocol/default-address';
import { Command, DEBUG_TYPE, FILE_EXTENSION, LANGUAGE_ID, variable } from './identifiers';
import { debugOpenFile } from './open-file';

/** A place of a snippet to be filled in; the same number is the same place. */
const field = (number: number, text: string): string => `\${${number}:${text}}`;

/** In a snippet `^"…"` makes a text of what is inside, and the backslash keeps a variable of launch.json. */
const openFile = `^"\\${OPEN_FILE}"`;
const inWorkspace = (name: string): string => `^"\\\${workspaceFolder}/${name}${FILE_EXTENSION}"`;

function snippet(label: string, description: string, attributes: Readonly<Record<string, unknown>>) {
  return { label, description, body: { type: DEBUG_TYPE, request: 'launch', ...attributes } };
}

const configurationSnippets = [
  snippet('HSX: debug the open file', 'Assemble the file in the active editor and debug it.', {
    name: debugOpenFile.name,
    program: openFile,
  }),
  snippet('HSX: debug a program', 'Assemble and debug one program, whichever file is open.', {
    name: `HSX: ${field(1, 'program')}`,
    program: inWorkspace(field(1, 'program')),
    stopOnEntry: true,
  }),
  snippet('HSX: debug a program from a list', 'Choose the program when the session starts.', {
    name: 'HSX: choose a program',
    program: `^"\\${variable(`command:${Command.pickProgram}`)}"`,
  }),
  snippet('HSX: debug several tasks', 'Start one task for each program, all in one session.', {
    name: `HSX: ${field(1, 'first')} and ${field(2, 'second')}`,
    program: [inWorkspace(field(1, 'first')), inWorkspace(field(2, 'second'))],
  }),
  snippet('HSX: attach to an executive', 'Debug tasks that run in an executive, for example one of "hsx execd".', {
    request: 'attach',
    name: 'HSX: attach',
    host: field(1, DEFAULT_HOST),
    port: `^"${field(2, String(DEFAULT_PORT))}"`,
    pid: `^"\\${variable(`command:${Command.pickTask}`)}"`,
  }),
];

export const debuggerContributions = {
  debuggers: [
    {
      type: DEBUG_TYPE,
      label: 'HSX',
      program: './dist/adapter.js',
      runtime: 'node',
      languages: [LANGUAGE_ID],
      configurationAttributes: { launch: schemaOf(launchAttributes), attach: schemaOf(attachAttributes) },
      configurationSnippets,
      initialConfigurations: [debugOpenFile],
    },
  ],
};
