/** All that is said about a program: by assembler and linker, and by the lints, as comments in the sources let it be said. */

import { normalize } from 'pathe';
import type { FileReader } from '../../platform/files';
import { type Build, type BuildOptions, buildProgram, checkProgram } from '../../toolchain/build';
import { SourceCache } from '../../toolchain/build/source-cache';
import { type RuleSeverities, selectFindings } from '../../toolchain/lint/selection';
import { isImage } from '../unit';

export async function findingsOf(
  inputs: readonly string[],
  reader: FileReader,
  options: BuildOptions,
  rules: RuleSeverities,
): Promise<Pick<Build, 'diagnostics' | 'units'>> {
  const [first, ...others] = inputs.map((input) => normalize(input));
  // Images have no source, and nothing to link.
  if (first === undefined || inputs.some(isImage)) return buildProgram(inputs, reader, options);
  const source = new SourceCache(reader);
  const { diagnostics, lints, units } = await checkProgram([first, ...others], source, options);
  const texts = new Map<string, CommentedLines>();
  const findings = [...diagnostics, ...lints];
  for (const { file } of findings) {
    if (!texts.has(file)) texts.set(file, new CommentedLines((await source.text(file)) ?? ''));
  }
  return {
    diagnostics: selectFindings(findings, rules, (file) => texts.get(file)),
    units: units.map(({ path }) => path),
  };
}

class CommentedLines {
  private lines: readonly string[] | undefined;

  constructor(readonly text: string) {}

  mentions(word: string): boolean {
    return this.text.includes(word);
  }

  lineText(line: number): string | undefined {
    this.lines ??= this.text.split(/\r\n|\r|\n/);
    return this.lines[line];
  }
}
