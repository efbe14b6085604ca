/** The TextMate grammar of MVASM, made from the instruction table and the directive list (toolchain spec 3, 20). */

import { REGISTER_COUNT } from '../../src/isa/constants';
import { type Category, instructions } from '../../src/isa/instructions';
import { type Directive, directives } from '../../src/toolchain/syntax/directives';

type DirectiveKind = 'section' | 'symbol' | 'data' | 'metadata' | 'inclusion';

function kindOf({ form, section }: Directive): DirectiveKind {
  if (form === 'payload') return 'metadata';
  if (form === 'file') return 'inclusion';
  if (section === 'data') return 'data';
  return form === 'none' ? 'section' : 'symbol';
}

interface Rule {
  readonly name?: string;
  readonly contentName?: string;
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly while?: string;
  readonly captures?: Captures;
  readonly beginCaptures?: Captures;
  readonly endCaptures?: Captures;
  readonly patterns?: readonly (Rule | Include)[];
}
type Captures = Readonly<Record<string, { readonly name: string }>>;
interface Include {
  readonly include: string;
}

/** Neither before nor after a name: keeps `R1.next`, `table$0` and `loop2` in one piece. */
const NAME_START = '(?<![\\w.$])';
const NAME_END = '(?![\\w.$])';
const SYMBOL = '[A-Za-z_.][\\w.$]*';
/** Where a statement may start: at the line's first word, or behind a label on the same line. */
const STATEMENT = '(?:^|(?<=:))\\s*';

const scope = (name: string): string => `${name}.hsx-mvasm`;
const include = (name: string): Include => ({ include: `#${name}` });
const capture = (...names: string[]): Captures =>
  Object.fromEntries(names.map((name, index) => [index + 1, { name: scope(name) }]));
/** Longest first, so that no word hides a longer one. */
const oneOf = (words: readonly string[]): string =>
  `(?:${[...words].sort((a, b) => b.length - a.length || (a < b ? -1 : 1)).join('|')})`;

/** The word of a directive of this kind, as the first capture. */
function directiveWord(kind: DirectiveKind): string {
  const names = directives.filter((entry) => kindOf(entry) === kind).map(({ name }) => name.slice(1));
  return `(?i)${STATEMENT}(\\.${oneOf(names)})${NAME_END}`;
}

function directiveRule(kind: DirectiveKind): Rule {
  return { match: directiveWord(kind), captures: capture(`keyword.control.directive.${kind}`) };
}

function mnemonicScope(category: Category): string {
  return category === 'control' ? 'keyword.control.mnemonic' : `keyword.mnemonic.${category}`;
}

function mnemonicRules(): Rule[] {
  const categories = [...new Set(instructions.map(({ category }) => category))];
  return categories.map((category) => {
    const members = instructions.filter((entry) => entry.category === category).map(({ mnemonic }) => mnemonic);
    return {
      match: `(?i)${STATEMENT}(${oneOf(members)})${NAME_END}`,
      captures: capture(mnemonicScope(category)),
    };
  });
}

function quoted(quote: '"' | "'", name: string): Rule {
  return {
    name: scope(`string.quoted.${name}`),
    begin: quote,
    end: `${quote}|$`,
    beginCaptures: { '0': { name: scope('punctuation.definition.string.begin') } },
    endCaptures: { '0': { name: scope('punctuation.definition.string.end') } },
    patterns: [include('escape')],
  };
}

/**
 * A metadata payload may run over several lines. It holds as long as lines look like JSON, so that a forgotten brace
 * does not colour the rest of the file. Its rules are our own: payloads have `;` comments and may have 0x numbers,
 * which the editor's JSON grammar marks as errors.
 */
const metadata: Rule = {
  name: scope('meta.metadata'),
  contentName: scope('meta.embedded.block.json'),
  begin: directiveWord('metadata'),
  beginCaptures: capture('keyword.control.directive.metadata'),
  while: '^\\s*(?=["{}\\[\\],:\\d;-]|true|false|null|$)',
  patterns: [include('comment'), include('json')],
};

const unquotedInclude: Rule = {
  match: `${directiveWord('inclusion')}\\s+([^\\s;"']+)`,
  captures: capture('keyword.control.directive.inclusion', 'string.unquoted.file'),
};

const repository: Record<string, Rule> = {
  comment: {
    name: scope('comment.line.semicolon'),
    match: '(;).*$',
    captures: capture('punctuation.definition.comment'),
  },
  label: {
    match: `^\\s*(${SYMBOL})\\s*(:)`,
    captures: capture('entity.name.function.label', 'punctuation.separator.label'),
  },
  metadata,
  directive: {
    patterns: [
      unquotedInclude,
      directiveRule('inclusion'),
      directiveRule('section'),
      directiveRule('symbol'),
      directiveRule('data'),
    ],
  },
  mnemonic: { patterns: mnemonicRules() },
  register: {
    name: scope('variable.language.register'),
    match: `(?i)${NAME_START}R${oneOf(Array.from({ length: REGISTER_COUNT }, (_, number) => String(number)))}${NAME_END}`,
  },
  relocation: {
    match: `${NAME_START}(lo16|hi16|off16)(\\()`,
    captures: capture('support.function.relocation', 'punctuation.section.parens.begin'),
  },
  serviceField: {
    match: `(?i)${NAME_START}(MOD|FN)\\s*(=)`,
    captures: capture('variable.parameter.service', 'keyword.operator.assignment'),
  },
  number: {
    patterns: [
      {
        name: scope('constant.numeric.hex'),
        match: `${NAME_START}[+-]?0[xX][0-9A-Fa-f][0-9A-Fa-f_]*${NAME_END}`,
      },
      { name: scope('constant.numeric.binary'), match: `${NAME_START}[+-]?0[bB][01][01_]*${NAME_END}` },
      { name: scope('constant.numeric.decimal'), match: `${NAME_START}[+-]?\\d[\\d_]*${NAME_END}` },
    ],
  },
  character: {
    name: scope('constant.character'),
    match: "'(?:\\\\(?:x[0-9A-Fa-f]{2}|[^'])|.)'",
  },
  string: { patterns: [quoted('"', 'double'), quoted("'", 'single')] },
  escape: { name: scope('constant.character.escape'), match: '\\\\(?:x[0-9A-Fa-f]{2}|.)' },
  symbol: { name: scope('variable.other.symbol'), match: `${NAME_START}${SYMBOL}` },
  punctuation: {
    patterns: [
      { name: scope('punctuation.separator.operand'), match: ',' },
      { name: scope('punctuation.section.brackets'), match: '[\\[\\]]' },
      { name: scope('punctuation.section.parens.end'), match: '\\)' },
      { name: scope('keyword.operator.arithmetic'), match: '[+-]' },
    ],
  },
  json: {
    patterns: [
      {
        name: scope('support.type.property-name.json'),
        match: '"(?:[^"\\\\]|\\\\.)*"(?=\\s*:)',
      },
      quoted('"', 'double.json'),
      { name: scope('constant.language.json'), match: '\\b(?:true|false|null)\\b' },
      { name: scope('constant.numeric.json'), match: '-?(?:0[xX][0-9A-Fa-f]+|\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)' },
      { name: scope('punctuation.separator.json'), match: '[,:]' },
      { name: scope('punctuation.section.json'), match: '[{}\\[\\]]' },
    ],
  },
};

/** The order of rules matters: the first of those that match leftmost wins. */
export const grammar = {
  $schema: 'https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json',
  name: 'HSX MVASM',
  scopeName: 'source.hsx-mvasm',
  patterns: [
    'comment',
    'label',
    'metadata',
    'directive',
    'mnemonic',
    'register',
    'relocation',
    'serviceField',
    'number',
    'character',
    'string',
    'symbol',
    'punctuation',
  ].map(include),
  repository,
};

/** Blocks of MVASM in Markdown: fenced, with one of the names that documentation uses. */
const fence = '(^|\\G)(\\s*)(`{3,}|~{3,})\\s*(?i:(mvasm|hsx-mvasm)(?=[\\s:,{?]|$))([^`]*)$';

/** Injected into the editor's Markdown grammar. */
export const markdownGrammar = {
  $schema: grammar.$schema,
  scopeName: 'markdown.hsx-mvasm.codeblock',
  injectionSelector: 'L:text.html.markdown',
  patterns: [include('fenced')],
  repository: {
    fenced: {
      name: 'markup.fenced_code.block.markdown',
      begin: fence,
      end: '(^|\\G)(\\2|\\s{0,3})(\\3)\\s*$',
      beginCaptures: {
        '3': { name: 'punctuation.definition.markdown' },
        '4': { name: 'fenced_code.block.language.markdown' },
        '5': { name: 'fenced_code.block.language.attributes.markdown' },
      },
      endCaptures: { '3': { name: 'punctuation.definition.markdown' } },
      patterns: [
        {
          begin: '(^|\\G)(\\s*)(.*)',
          while: '(^|\\G)(?!\\s*([`~]{3,})\\s*$)',
          contentName: 'meta.embedded.block.hsx-mvasm',
          patterns: [{ include: grammar.scopeName }],
        },
      ],
    },
  },
};
