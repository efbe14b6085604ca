// @ts-check
/**
 * Generates what VS Code and users read from the tables the code uses: parts of package.json from the typed declarations
 * in src/extension/contributions, the grammar from the instruction table, the snippets, the schema of hsx.json and its attributes in
 * docs/project-file.md, the attributes in docs/launch.md and docs/attach.md, the codes in docs/diagnostics.md.
 * `--check` writes nothing and fails when a file is stale.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadTypeScript } from './lib/load-typescript.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const check = process.argv.includes('--check');

/** @param {string} file */
const read = (file) => {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch {
    return '';
  }
};

/** @param {unknown} value */
const json = (value) => `${JSON.stringify(value, null, 2)}\n`;

const { manifest } = await loadTypeScript(join(root, 'src/extension/contributions/manifest.ts'));
const { grammar, markdownGrammar } = await loadTypeScript(join(root, 'scripts/lib/grammar.ts'));
const { launchTable, attachTable } = await loadTypeScript(join(root, 'scripts/lib/attribute-tables.ts'));
const { projectSchema } = await loadTypeScript(join(root, 'src/toolchain/project/schema.ts'));
const { projectTable } = await loadTypeScript(join(root, 'scripts/lib/project-table.ts'));
const { contributedSnippets } = await loadTypeScript(join(root, 'scripts/lib/contributed-snippets.ts'));
const { diagnosticTables } = await loadTypeScript(join(root, 'scripts/lib/diagnostic-tables.ts'));

/**
 * The document with `content` between its marks.
 * @param {string} file
 * @param {string} name in the first mark
 * @param {string} content
 */
function withGenerated(file, name, content) {
  const marked = new RegExp(`(?<=<!-- ${name}: generated .*-->\\n)[\\s\\S]*?(?=<!-- end -->)`);
  const text = read(file);
  if (!marked.test(text)) throw new Error(`${file} has lost the marks around its generated part "${name}".`);
  return text.replace(marked, () => `${content}\n`);
}

/** @type {Record<string, string>} */
const generated = {
  'package.json': json({ ...JSON.parse(read('package.json')), ...manifest }),
  'syntaxes/hsx-mvasm.tmLanguage.json': json(grammar),
  'syntaxes/hsx-mvasm.markdown.tmLanguage.json': json(markdownGrammar),
  'schemas/hsx.schema.json': json(projectSchema()),
  'snippets/hsx-mvasm.json': json(contributedSnippets),
  'docs/project-file.md': withGenerated('docs/project-file.md', 'attributes', projectTable),
  'docs/launch.md': withGenerated('docs/launch.md', 'launch attributes', launchTable),
  'docs/attach.md': withGenerated('docs/attach.md', 'attach attributes', attachTable),
  'docs/diagnostics.md': withGenerated('docs/diagnostics.md', 'diagnostics', diagnosticTables),
};

// JSON is compared as data, so that a formatter may have its way with package.json.
const stale = Object.keys(generated).filter((file) => {
  const present = read(file);
  if (!file.endsWith('.json')) return present !== generated[file];
  return present === '' || json(JSON.parse(present)) !== generated[file];
});

if (check) {
  for (const file of stale) console.error(`${file} is stale: run \`node scripts/manifest.mjs\`.`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const file of stale) writeFileSync(join(root, file), generated[file] ?? '');
  console.log(stale.length > 0 ? `Wrote ${stale.join(' and ')}.` : 'Everything is up to date.');
}
