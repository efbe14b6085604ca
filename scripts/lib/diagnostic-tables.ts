/** The tables in docs/diagnostics.md, made from the catalogue that the assembler, the linker and the readers use. */

import { assemblyCatalogue } from '../../src/toolchain/catalogue/assembly';
import type { CatalogueEntry, LintEntry } from '../../src/toolchain/catalogue/entry';
import { imageCatalogue } from '../../src/toolchain/catalogue/image';
import { linkCatalogue } from '../../src/toolchain/catalogue/link';
import { lintCatalogue } from '../../src/toolchain/catalogue/lint';
import { projectCatalogue } from '../../src/toolchain/catalogue/project';

const cell = (text: string): string => text.replaceAll('|', '\\|');

function section(title: string, introduction: string, catalogue: Readonly<Record<string, CatalogueEntry>>): string {
  const rows = Object.entries(catalogue).map(
    ([code, { severity, title, help }]) => `| \`${code}\` | ${severity} | ${cell(title)} | ${cell(help)} |`,
  );
  return [
    `## ${title}`,
    '',
    introduction,
    '',
    '| Code | Severity | What it means | What to do |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

const lintPages = Object.entries<LintEntry>(lintCatalogue).map(([code, { severity, title, help, details }]) =>
  [`### ${code}`, '', `${title}; ${severity} unless you set it otherwise. ${details}`, '', help, ''].join('\n'),
);

export const diagnosticTables = [
  section('Assembling', 'Found while a source is read; the editor shows them as you type.', assemblyCatalogue),
  section(
    'Linking and building',
    'Found when units are put together, or a file of a program is read. While a unit has errors of the assembler, the ' +
      'editor and `hsx check` tell only what is certain of these: names that two of the other units export, ids that two ' +
      'of them declare, code out of reach between them, and names that nobody exports, unless a line with an error may ' +
      'be about to bring them (a label, an export or an inclusion of its unit).',
    linkCatalogue,
  ),
  section('Project files', 'Found when a `hsx.json` is read ([project files](project-file.md)).', projectCatalogue),
  section(
    'Reading images',
    'Found when an image (`.hxe`) is loaded or listed, in the order of the checks.',
    imageCatalogue,
  ),
  section(
    'Lints',
    'Found in programs without errors: what is built as it is written, but is hardly what was meant.',
    lintCatalogue,
  ),
  ...lintPages,
].join('\n');
