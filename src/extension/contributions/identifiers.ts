/** Names by which VS Code knows the parts of this extension; the manifest is generated from the same constants. */

export const LANGUAGE_ID = 'hsx-mvasm';
export const FILE_EXTENSION = '.mvasm';
export const DEBUG_TYPE = 'hsx';
/** Also the prefix of the language client's settings, hence `hsx.trace.server`. */
export const CLIENT_ID = 'hsx';

export const Command = {
  debugFile: 'hsx.debugFile',
  runFile: 'hsx.runFile',
} as const;

/** Settings without the prefix `hsx.`. */
export const Setting = {
  inProcess: 'debugger.inExtensionHost',
} as const;
