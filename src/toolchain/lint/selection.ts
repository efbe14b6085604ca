/** Which findings are told, and how serious they are: settings, and comments in the source. */

import { catalogue, type DiagnosticCode, entryOf, type Severity } from '../catalogue/catalogue';
import { lintCatalogue } from '../catalogue/lint';
import type { Diagnostic } from '../diagnostics';

/** How serious the findings of a rule are; `off` leaves them out. */
export type RuleSeverity = Severity | 'off';

/** By rule; those that are not named keep the severity of the catalogue. */
export type RuleSeverities = Readonly<Record<string, RuleSeverity>>;

export const ruleSeverities: readonly RuleSeverity[] = ['off', 'hint', 'information', 'warning', 'error'];

export const isRuleSeverity = (value: unknown): value is RuleSeverity => ruleSeverities.includes(value as RuleSeverity);

/** Only findings of lints change their severity. */
export const isRule = (code: string): boolean => Object.hasOwn(lintCatalogue, code);

/** Whether a comment may call off findings of a code: what cannot be built is not mended by a comment. */
export const canBeIgnored = (code: string): boolean =>
  isRule(code) || (code in catalogue && entryOf(code as DiagnosticCode).severity !== 'error');

/** What of a text the comments need; lines from 0. */
export interface CommentedText {
  /** The whole text. */
  readonly text: string;
  /** Whether this word is anywhere in it. */
  mentions(word: string): boolean;
  lineText(line: number): string | undefined;
}

/** `; hsx-ignore: RULE, RULE` and `; hsx-ignore-file: RULE`. */
const ignorance = /;\s*hsx-ignore(-file)?:\s*([\w-]+(?:\s*,\s*[\w-]+)*)/;
const everyFileIgnorance = /;\s*hsx-ignore-file:[^\r\n]*/g;

const rulesIn = (comment: string | undefined): readonly string[] =>
  ignorance.exec(comment ?? '')?.[2]?.split(/\s*,\s*/) ?? [];

/**
 * The findings that remain, in their order. Errors of assembler and linker always do.
 * @param textOf the source of a file, `undefined` when it is not known
 */
export function selectFindings(
  findings: readonly Diagnostic[],
  rules: RuleSeverities,
  textOf: (file: string) => CommentedText | undefined,
): readonly Diagnostic[] {
  const comments = new Map<string, Comments>();
  const commentsOf = (file: string): Comments => {
    let known = comments.get(file);
    if (!known) {
      known = new Comments(textOf(file));
      comments.set(file, known);
    }
    return known;
  };
  return findings.flatMap((finding) => {
    const { code, file, range } = finding;
    if (!canBeIgnored(code)) return [finding];
    const severity = (isRule(code) ? rules[code] : undefined) ?? finding.severity;
    if (severity === 'off' || commentsOf(file).ignore(code, range.start.line)) return [];
    return [severity === finding.severity ? finding : { ...finding, severity }];
  });
}

/** What the comments of a file say. */
class Comments {
  private readonly everywhere: ReadonlySet<string>;
  private readonly isEmpty: boolean;

  constructor(private readonly source: CommentedText | undefined) {
    this.isEmpty = !source?.mentions('hsx-ignore');
    const comments = this.isEmpty ? [] : (source?.text.match(everyFileIgnorance) ?? []);
    this.everywhere = new Set(comments.flatMap(rulesIn));
  }

  ignore(code: string, line: number): boolean {
    if (this.isEmpty) return false;
    if (this.everywhere.has(code) || this.rulesAt(line).includes(code)) return true;
    // Comments on lines of their own in front of it.
    for (let above = line - 1; this.isComment(above); above--) if (this.rulesAt(above).includes(code)) return true;
    return false;
  }

  private rulesAt(line: number): readonly string[] {
    const comment = ignorance.exec(this.source?.lineText(line) ?? '');
    return comment?.[1] ? [] : rulesIn(comment?.[0]);
  }

  private isComment(line: number): boolean {
    return line >= 0 && /^\s*;/.test(this.source?.lineText(line) ?? '');
  }
}
