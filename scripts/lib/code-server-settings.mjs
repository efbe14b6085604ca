// @ts-check
// User settings for an editor that shows the extension and nothing else.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** No welcome pages, no chat, no trust question, no updates, nothing that calls home. */
export const screenshotSettings = Object.freeze({
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'security.workspace.trust.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.autofetch': false,
  'git.openRepositoryInParentFolders': 'never',
  'telemetry.telemetryLevel': 'off',
});

/**
 * Writes the user settings of a VS Code, replacing those that are there.
 * @param {string} userDataDir
 * @param {Readonly<Record<string, unknown>>} [extra] added to, and stronger than, `screenshotSettings`
 * @returns {Promise<string>} the settings file
 */
export async function writeSettings(userDataDir, extra = {}) {
  const file = path.join(userDataDir, 'User', 'settings.json');
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify({ ...screenshotSettings, ...extra }, null, 2)}\n`);
  return file;
}
