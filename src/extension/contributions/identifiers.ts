/** Names by which VS Code knows the parts of this extension; the manifest is generated from the same constants. */

export const LANGUAGE_ID = 'hsx-mvasm';
export const FILE_EXTENSION = '.mvasm';
/** Of the virtual documents that hold listings. */
export const LISTING_SCHEME = 'hsx-listing';
/** Of pages about the codes of diagnostics. */
export const CODE_SCHEME = 'hsx-code';
export const DEBUG_TYPE = 'hsx';
export const TASK_TYPE = 'hsx';
/** Also the prefix of the language client's settings, hence `hsx.trace.server`. */
export const CLIENT_ID = 'hsx';

export const Command = {
  debugFile: 'hsx.debugFile',
  runFile: 'hsx.runFile',
  pickProgram: 'hsx.pickProgram',
  pickTask: 'hsx.pickTask',
  showListing: 'hsx.showListing',
  showMemoryMap: 'hsx.showMemoryMap',
  showReferences: 'hsx.showReferences',
  rename: 'hsx.rename',
  runProgram: 'hsx.runProgram',
  debugProgram: 'hsx.debugProgram',
  buildProgram: 'hsx.buildProgram',
  checkProgram: 'hsx.checkProgram',
  openProgram: 'hsx.openProgram',
  clearBreakpoints: 'hsx.clearBreakpoints',
} as const;

/** The view of programs, and the place in the activity bar that holds it. */
export const ProgramView = { id: 'hsx.programs', container: 'hsx' } as const;

/** Settings without the prefix `hsx.`. */
export const Setting = {
  inProcess: 'debugger.inExtensionHost',
  numberFormat: 'debugger.numberFormat',
} as const;

/** Owner of what is known about sources: the language server's word replaces that of a task, once a file is open. */
export const SOURCE_PROBLEMS = 'hsx-language';

/** Problem matchers; tasks name them with a `$` in front. */
export const Matcher = {
  source: 'hsx',
  link: 'hsx-link',
} as const;

/** A variable that VS Code fills in, in launch.json and tasks.json. */
export const variable = (name: string): string => `\${${name}}`;
