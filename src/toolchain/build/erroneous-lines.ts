/** The lines of a unit that have errors, as they are while somebody types: what may become of them. */

import type { Assembly } from '../assemble';
import type { Place } from '../diagnostics';
import { type DirectiveName, directiveNamed } from '../syntax/directives';
import { parseLine } from '../syntax/parse-line';
import { distance } from '../syntax/spelling';

/** Letters that a word may be away from the one that is meant. */
const MAX_DISTANCE = 2;
/** Lines with different words up to which it is looked at what they may become. */
const MAX_DOUBTFUL = 20;

export type LinePlace = Pick<Place, 'file' | 'line'>;

/** What a line may become, as its first words show. */
interface Doubt {
  /** Words that may be meant as a label. */
  readonly labels: readonly string[];
  /** The directive, or the word that stands for it or for an instruction. */
  readonly word: string;
  readonly isDirective: boolean;
  readonly mayInclude: boolean;
}

interface DoubtfulLine extends Doubt {
  readonly place: LinePlace;
}

function doubtOf(text: string): Doubt | undefined {
  const line = parseLine(text);
  if (line.kind === 'empty' || line.kind === 'payload') return undefined;
  const written =
    line.kind === 'label' ? line.label.text : line.kind === 'directive' ? line.word.text : line.mnemonic.text;
  const directive = directiveNamed(written)?.name;
  const word = directive ?? written;
  return {
    labels: line.label ? [line.label.text, written] : [written],
    word,
    isDirective: directive !== undefined,
    mayInclude: directive ? directive === '.include' : /["'<]/.test(text) || isNear(word, '.include'),
  };
}

/** Whether one word may become the other: by going on with it, or by mending letters. */
function isNear(word: string, meant: string): boolean {
  const [a, b] = [word.toLowerCase(), meant.toLowerCase()];
  if (a.startsWith(b) || b.startsWith(a)) return true;
  return Math.abs(a.length - b.length) <= MAX_DISTANCE && distance(a, b) <= MAX_DISTANCE;
}

export class ErroneousLines {
  private readonly places = new Set<string>();
  private readonly doubtful: readonly DoubtfulLine[];
  /** There are more than can be looked at. */
  private readonly isCut: boolean;
  /** Whether a line may become an inclusion, or whatever else. */
  readonly mayInclude: boolean;

  constructor(
    private readonly assembly: Assembly,
    textOf: (place: LinePlace) => string,
  ) {
    const doubtful = new Map<string, DoubtfulLine>();
    let isCut = false;
    for (const { severity, code, file, range, related = [] } of assembly.diagnostics) {
      if (severity !== 'error') continue;
      const place = { file, line: range.start.line };
      this.places.add(keyOf(place));
      // Either of two labels may be the one that is renamed.
      if (code === 'label-duplicate')
        for (const each of related) this.places.add(keyOf({ ...each, line: each.range.start.line }));
      isCut ||= code === 'diagnostics-limit' || doubtful.size > MAX_DOUBTFUL;
      // Payloads bring no names, whatever is wrong in them.
      if (isCut || /^(metadata|mailbox)-/.test(code)) continue;
      const doubt = doubtOf(textOf(place));
      if (!doubt) continue;
      const key = JSON.stringify([file, doubt]);
      const known = doubtful.get(key);
      if (!known || known.place.line > place.line) doubtful.set(key, { ...doubt, place });
    }
    this.isCut = isCut;
    this.doubtful = [...doubtful.values()];
    this.mayInclude = isCut || this.doubtful.some(({ mayInclude }) => mayInclude);
  }

  has(place: LinePlace): boolean {
    return this.places.has(keyOf(place));
  }

  /** Whether a line may become one of the directives. */
  mayBe(...names: readonly DirectiveName[]): boolean {
    return this.isCut || this.doubtful.some((line) => isMaybe(line, names));
  }

  /** Whether a line may become the definition of a label. */
  mayLabel(name: string): boolean {
    return this.isCut || this.doubtful.some(({ labels }) => labels.some((label) => isNear(label, name)));
  }

  /** Whether what stands at a place may turn out to be in another section. */
  mayMove(place: LinePlace): boolean {
    if (this.isCut) return true;
    // What the unit's own file has behind the place counts for nothing there.
    const isBehind = (line: LinePlace) => line.file === place.file && line.line > place.line;
    const { path } = this.assembly;
    return this.doubtful.some(
      (line) =>
        (line.mayInclude || isMaybe(line, ['.text', '.data'])) && !(place.file === path && isBehind(line.place)),
    );
  }
}

const isMaybe = ({ word, isDirective }: Doubt, names: readonly string[]): boolean =>
  names.some((name) => (isDirective ? word === name : isNear(word, name)));

const keyOf = ({ file, line }: LinePlace): string => `${file}:${line}`;
