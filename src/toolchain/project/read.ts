/** Reading hsx.json: every mistake is a diagnostic at its place, and the other programs are read all the same. */

import { dirname, join } from 'pathe';
import { lintCatalogue } from '../catalogue/lint';
import { type Diagnostic, type DiagnosticCode, diagnosticAt, type Place, relatedAt } from '../diagnostics';
import { type JsonNode, JsonSyntaxError, readJson } from '../json/read';
import { isRule, isRuleSeverity, type RuleSeverity, ruleSeverities } from '../lint/selection';
import { kindOf, type ProgramAttribute, programAttributes } from './attributes';
import type { ProjectProgram } from './project';

export interface ProjectReading {
  readonly programs: readonly ProjectProgram[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * @param path of the hsx.json; what it names is relative to its folder
 * @param text its content
 */
export function readProject(path: string, text: string): ProjectReading {
  return new ProjectReader(path, text).read();
}

type Span = Pick<JsonNode, 'start' | 'end'>;
type Key = keyof typeof programAttributes;
/** The members of a program that may be used. */
type Members = ReadonlyMap<Key, JsonNode>;

const topKeys = ['$schema', 'programs'];
const attributes: Readonly<Record<string, ProgramAttribute>> = programAttributes;

class ProjectReader {
  private readonly diagnostics: Diagnostic[] = [];
  private readonly programs = new Map<string, ProjectProgram>();

  constructor(
    private readonly path: string,
    private readonly text: string,
  ) {}

  read(): ProjectReading {
    const root = this.parse();
    const list = root && this.programList(root);
    for (const item of list?.items ?? []) this.readProgram(item);
    return { programs: [...this.programs.values()], diagnostics: this.diagnostics };
  }

  private parse(): JsonNode | undefined {
    try {
      // Some editors put a mark in front of the text.
      return readJson(this.text.replace(/^\uFEFF/, ' '));
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error;
      this.report('project-json', error.message, { start: error.offset, end: error.offset + 1 });
      return undefined;
    }
  }

  private programList(root: JsonNode): JsonNode | undefined {
    if (!root.members) {
      this.report('project-value', 'hsx.json holds one JSON object: { "programs": [...] }.', root);
      return undefined;
    }
    this.checkKeys(root.members, topKeys);
    const list = root.members.get('programs');
    if (!list) this.report('project-missing', 'The key "programs" is missing: the list of programs.', root);
    else if (!list.items?.length) {
      this.report(
        'project-value',
        '"programs" is a list of at least one program: { "name": ..., "units": [...] }.',
        list,
      );
    }
    return list;
  }

  private readProgram(item: JsonNode): void {
    const { members } = item;
    if (!members) {
      this.report('project-value', 'A program is an object: { "name": ..., "units": [...] }.', item);
      return;
    }
    this.checkKeys(members, Object.keys(attributes));
    const usable = new Map<Key, JsonNode>();
    let complete = true;
    for (const [key, attribute] of Object.entries(attributes)) {
      const node = members.get(key);
      if (node && kindOf(attribute).accepts(node.value)) usable.set(key as Key, node);
      else if (node?.members && attribute.kind === 'lint') this.reportRules(node.members);
      else if (node)
        this.report('project-value', `"${key}" must be ${kindOf(attribute).words.replaceAll('`', '')}.`, node);
      else if (attribute.required) this.report('project-missing', `The program has no "${key}"; add it.`, item);
      if (attribute.required && !usable.has(key as Key)) complete = false;
    }
    if (complete) this.addProgram(usable);
  }

  private reportRules(members: ReadonlyMap<string, JsonNode>): void {
    this.checkKeys(members, Object.keys(lintCatalogue));
    for (const [rule, node] of members) {
      if (!isRule(rule) || isRuleSeverity(node.value)) continue;
      this.report('project-value', `"${rule}" must be one of ${ruleSeverities.join(', ')}.`, node);
    }
  }

  private addProgram(members: Members): void {
    const program = this.programOf(members);
    const { name, place } = program;
    const same = this.programs.get(name);
    if (same) {
      const related = [relatedAt(same.place, 'the first one')];
      const message = `Another program is named "${name}" already; choose another name.`;
      this.diagnostics.push(diagnosticAt(place, 'project-duplicate', message, { related }));
      return;
    }
    this.programs.set(name, program);
  }

  private programOf(members: Members): ProjectProgram {
    const valueIn = <Value>(key: Key): Value | undefined => members.get(key)?.value as Value | undefined;
    const pathsOf = (key: Key): readonly string[] | undefined =>
      valueIn<string[]>(key)?.map((path) => this.resolve(path));
    const name = valueIn<string>('name')!;
    const entry = valueIn<string>('entry');
    const output = this.resolve(valueIn<string>('output') ?? `out/${name}.hxe`);
    const singleInstance = valueIn<boolean>('singleInstance');
    return {
      name,
      units: pathsOf('units') as readonly string[] as ProjectProgram['units'],
      output,
      options: {
        output,
        appName: valueIn<string>('appName'),
        allowMultiple: singleInstance === undefined ? undefined : !singleInstance,
        includeFolders: pathsOf('includeFolders'),
        utf8Text: valueIn<boolean>('utf8Text'),
        wideServices: valueIn<boolean>('wideServices'),
        entry: entry === undefined ? undefined : { name: entry, place: this.placeOf(members.get('entry')!) },
        requiredCapabilities: valueIn<number>('requiredCapabilities'),
        debugInputs: pathsOf('debugInfo'),
        namedAt: Object.fromEntries(
          [members.get('units'), members.get('includeFolders'), members.get('debugInfo')]
            .flatMap((list) => list?.items ?? [])
            .map((node) => [this.resolve(node.value as string), this.placeOf(node)]),
        ),
      },
      lint: Object.fromEntries(valueIn<ReadonlyMap<string, RuleSeverity>>('lint') ?? []),
      place: this.placeOf(members.get('name')!),
    };
  }

  private checkKeys(members: ReadonlyMap<string, JsonNode>, known: readonly string[]): void {
    for (const [key, node] of members) {
      if (!known.includes(key)) {
        this.report(
          'project-key',
          `hsx.json has no key "${key}" here; known are ${known.join(', ')}.`,
          node.key ?? node,
        );
      }
    }
  }

  private resolve(path: string): string {
    return join(dirname(this.path), path);
  }

  private report(code: DiagnosticCode, message: string, span: Span): void {
    this.diagnostics.push(diagnosticAt(this.placeOf(span), code, message));
  }

  /** Up to the end of the first line. */
  private placeOf({ start, end }: Span): Place {
    const before = this.text.slice(0, start);
    const lineStart = before.lastIndexOf('\n') + 1;
    const lineEnd = this.text.indexOf('\n', start);
    const last = lineEnd < 0 ? end : Math.min(end, lineEnd);
    return {
      file: this.path,
      line: before.split('\n').length - 1,
      start: start - lineStart,
      end: Math.max(last - lineStart, start - lineStart),
    };
  }
}
