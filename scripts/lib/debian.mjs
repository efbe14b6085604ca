// @ts-check
// Programs of the operating system: there already, or installed from Debian's packages, or asked for.
import process from 'node:process';
import { run, which } from './process.mjs';

/** @typedef {import('./process.mjs').Log} Log */

/**
 * Makes sure that programs are on PATH.
 * @param {Readonly<Record<string, string>>} needs program -> the Debian package that holds it
 * @param {{why: string, log?: Log | undefined}} options `why` completes "is needed ..."
 */
export async function needPrograms(needs, { why, log }) {
  const absent = Object.keys(needs).filter((program) => !which(program));
  if (absent.length === 0) return;
  const need = `${absent.join(', ')}: needed ${why}, not found on PATH.`;
  if (!isDebian()) {
    throw new Error(`${need}\nInstall ${absent.join(', ')} with your system's package manager and try again.`);
  }
  await installPackages(await missingPackages(absent.map((program) => needs[program] ?? program)), { need, log });
  const still = absent.filter((program) => !which(program));
  if (still.length > 0) {
    throw new Error(`${still.join(', ')}: still not on PATH after installing; look at PATH and at the packages.`);
  }
}

/** Whether this system installs software with dpkg and apt-get. */
export function isDebian() {
  return which('dpkg-query') !== undefined && which('apt-get') !== undefined;
}

/**
 * @param {readonly string[]} packages
 * @returns {Promise<string[]>} those that are not installed
 */
export async function missingPackages(packages) {
  const missing = [];
  for (const name of packages) {
    // dpkg-query fails for a package it has never heard of.
    // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own placeholder
    const status = await run('dpkg-query', ['-W', '-f', '${db:Status-Status}', name]).catch(() => '');
    if (status.trim() !== 'installed') missing.push(name);
  }
  return missing;
}

/**
 * Installs Debian packages when this user may; otherwise fails with the command for someone who may.
 * @param {readonly string[]} packages
 * @param {{need: string, log?: Log | undefined}} options
 */
export async function installPackages(packages, { need, log }) {
  if (packages.length === 0) return;
  const prefix = await rootPrefix();
  if (!prefix) {
    throw new Error(
      `${need}\nInstall it with this command and try again:\n  sudo apt-get install --yes ${packages.join(' ')}`,
    );
  }
  log?.(`Installing Debian packages: ${packages.join(' ')}`);
  /** @param {string[]} args */
  const apt = (...args) => {
    const words = [
      ...prefix,
      'env',
      'DEBIAN_FRONTEND=noninteractive',
      'apt-get',
      '-o',
      'DPkg::Lock::Timeout=300',
      ...args,
    ];
    return run(/** @type {string} */ (words[0]), words.slice(1));
  };
  // Stale lists are often good enough, and another process may hold their lock: let the install decide.
  await apt('update').catch(() => log?.('apt-get update failed; going on with the package lists at hand'));
  await apt('install', '--yes', '--no-install-recommends', ...packages);
}

/** @returns {Promise<string[] | undefined>} what to put before a command that needs root; undefined: not allowed */
async function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  if (!which('sudo')) return undefined;
  return run('sudo', ['-n', 'true']).then(
    () => ['sudo', '-n'],
    () => undefined,
  );
}
