// @ts-check
// The Chromium that drives the editor in tests and takes the screenshots.
import process from 'node:process';
import { needPrograms } from './debian.mjs';
import { which } from './process.mjs';

/** @typedef {import('./process.mjs').Log} Log */

const CANDIDATES = ['/usr/bin/chromium', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** For playwright-core's `launch({ args })`: runs as root and in a closed network, without background traffic. */
export const browserArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Finds Chromium or Chrome, or installs Debian's chromium. `HSX_BROWSER` names another executable.
 * @param {{log?: Log | undefined}} [options]
 * @returns {Promise<string>} the executable's path
 */
export async function provideBrowser({ log } = {}) {
  const own = process.env['HSX_BROWSER'];
  if (own) {
    const found = which(own);
    if (!found) throw new Error(`HSX_BROWSER names ${own}, which is not a program. Correct it or unset it.`);
    return found;
  }
  const found = findBrowser();
  if (found) return found;
  await needPrograms({ chromium: 'chromium' }, { why: 'to show the editor in a browser', log });
  const installed = findBrowser();
  if (!installed) throw new Error('Chromium was installed but is not on PATH. Set HSX_BROWSER to its path.');
  return installed;
}

/** @returns {string | undefined} */
function findBrowser() {
  return CANDIDATES.map((name) => which(name)).find((file) => file !== undefined);
}
