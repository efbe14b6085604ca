// @ts-check
import process from 'node:process';

const NEEDED = [20, 12];

/** Ends the process when Node is too old. Import nothing newer beside it: an old Node would stop at the import. */
export function needNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [neededMajor = 0, neededMinor = 0] = NEEDED;
  if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) return;
  console.error(`Node.js ${NEEDED.join('.')} or later is needed; this is ${process.version} (${process.execPath}).`);
  process.exit(1);
}
