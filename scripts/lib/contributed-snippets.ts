/**
 * The snippets for VS Code's command "Insert Snippet", which knows only contributed ones. They have no prefix: the server offers
 * them while one types, where they make sense, and they would stand there twice.
 */

import { type Snippet, snippets } from '../../src/language-server/completion/snippets';

/** What a whole file may start as, for "Fill File with Snippet". */
const isFileTemplate = ({ prefix }: Snippet): boolean => prefix === 'program';

/** VS Code gives every line the indent of the line where it inserts a snippet: code stands on indented lines already. */
const withoutIndent = (body: readonly string[]): readonly string[] =>
  body[0]!.startsWith(' ') ? body.map((line) => line.replace(/^ {4}/, '')) : body;

export const contributedSnippets = Object.fromEntries(
  snippets.map((snippet) => {
    const { title, description, body } = snippet;
    return [
      title,
      { description, body: withoutIndent(body), ...(isFileTemplate(snippet) && { isFileTemplate: true }) },
    ];
  }),
);
