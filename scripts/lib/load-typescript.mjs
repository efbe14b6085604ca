// @ts-check
// Loads a TypeScript module of this repository into a script: bundled in memory, nothing is written.
import { build } from 'esbuild';

/**
 * @param {string} file absolute path
 * @returns {Promise<any>} the module's exports
 */
export async function loadTypeScript(file) {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
  });
  const code = outputFiles[0]?.text ?? '';
  return import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`);
}
