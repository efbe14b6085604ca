/** Words that are nearly the one written. */

const MAX_SUGGESTIONS = 3;

/** Insertions, deletions, replacements and swaps of neighbours that make the one word the other; case is ignored. */
export function distance(from: string, to: string): number {
  const a = from.toLowerCase();
  const b = to.toLowerCase();
  const rows = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(change, row[j - 1]! + 1, rows[i - 1]![j]! + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, rows[i - 2]![j - 2]! + 1);
      row.push(best);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}

/** What to do about a word that is none of the known ones. */
export function spellingAdvice(word: string, known: Iterable<string>): string {
  const near = suggestions(word, known);
  return near.length > 0 ? `did you mean ${near.join(' or ')}?` : 'check the spelling.';
}

/** The nearest words, near enough to be meant. */
export function suggestions(word: string, known: Iterable<string>): string[] {
  const limit = Math.max(1, Math.floor(word.length / 3));
  const near: { readonly name: string; readonly far: number }[] = [];
  for (const name of known) {
    if (name === word || Math.abs(name.length - word.length) > limit) continue;
    const far = distance(word, name);
    if (far <= limit) near.push({ name, far });
  }
  near.sort((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1));
  return near.slice(0, MAX_SUGGESTIONS).map(({ name }) => name);
}
