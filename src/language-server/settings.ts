/** Settings of the features, as the client keeps them under `hsx`. */

import { isRule, isRuleSeverity, type RuleSeverities, type RuleSeverity } from '../toolchain/lint/selection';
import type { CodeLensOptions } from './code-lens';
import type { InlayHintOptions } from './inlay-hint';

export interface Settings {
  /** By rule. */
  readonly lint: RuleSeverities;
  readonly inlayHints: InlayHintOptions;
  readonly codeLens: CodeLensOptions;
  /** Globs of the editor's `files.exclude`. */
  readonly excluded: readonly string[];
}

export const defaultSettings: Settings = {
  lint: {},
  inlayHints: { addresses: false, bytes: false, constants: false, routines: false },
  codeLens: { references: true, size: true, stack: true, run: true, runRoutines: false },
  excluded: [],
};

/**
 * Whatever a client sends: what is not a truth value counts as not set.
 * @param filesExclude the editor's `files.exclude`: globs, each on or off
 */
export function settingsFrom(section: unknown, filesExclude: unknown): Settings {
  const merge = <Options extends object>(key: string, defaults: Options): Options => {
    const given: unknown = (section as Record<string, unknown> | null | undefined)?.[key];
    const values = Object.entries(defaults).map(([name, value]) => {
      const other: unknown = (given as Record<string, unknown> | null | undefined)?.[name];
      return [name, typeof other === 'boolean' ? other : value];
    });
    return Object.fromEntries(values) as Options;
  };
  return {
    lint: lintSeverities((section as Record<string, unknown> | null | undefined)?.['lint']),
    inlayHints: merge('inlayHints', defaultSettings.inlayHints),
    codeLens: merge('codeLens', defaultSettings.codeLens),
    excluded: Object.entries(filesExclude ?? {}).flatMap(([glob, isOn]) => (isOn === true ? [glob] : [])),
  };
}

function lintSeverities(given: unknown): RuleSeverities {
  const severities = Object.entries((given ?? {}) as Record<string, unknown>);
  return Object.fromEntries(
    severities.filter((each): each is [string, RuleSeverity] => isRule(each[0]) && isRuleSeverity(each[1])),
  );
}
