/** Settings of the features, as the client keeps them under `hsx`. */

import type { CodeLensOptions } from './code-lens';
import type { InlayHintOptions } from './inlay-hint';

export interface Settings {
  readonly inlayHints: InlayHintOptions;
  readonly codeLens: CodeLensOptions;
}

export const defaultSettings: Settings = {
  inlayHints: { addresses: false, bytes: false, constants: false, routines: false },
  codeLens: { references: true, size: true, stack: true, run: true },
};

/** Whatever a client sends: what is not a truth value counts as not set. */
export function settingsFrom(section: unknown): Settings {
  const merge = <Options extends object>(key: string, defaults: Options): Options => {
    const given: unknown = (section as Record<string, unknown> | null | undefined)?.[key];
    const values = Object.entries(defaults).map(([name, value]) => {
      const other: unknown = (given as Record<string, unknown> | null | undefined)?.[name];
      return [name, typeof other === 'boolean' ? other : value];
    });
    return Object.fromEntries(values) as Options;
  };
  return {
    inlayHints: merge('inlayHints', defaultSettings.inlayHints),
    codeLens: merge('codeLens', defaultSettings.codeLens),
  };
}
