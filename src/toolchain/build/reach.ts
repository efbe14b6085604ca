/** What stays too far away, whatever becomes of lines with errors: they may make no code, or any amount of it. */

import { MAX_CODE_SIZE } from '../../isa/constants';
import type { LinkedProgram } from '../link';
import type { PlacedUnit, ResolvedSymbol } from '../linking/program';
import { MAX_FIELD, MAX_SIGNED, MIN_FIELD } from '../linking/relocate';
import type { Relocation } from '../object';
import type { ErroneousLines } from './erroneous-lines';

export class Reach {
  /** Of the units with errors: whether a word comes from a line without. */
  private readonly sound = new Map<PlacedUnit, readonly boolean[]>();
  private loose: number | undefined;

  constructor(
    private readonly linked: LinkedProgram,
    private readonly erroneous: ReadonlyMap<PlacedUnit, ErroneousLines>,
  ) {}

  /** Whether there is too much code even without that of the lines with errors. */
  get isExceeded(): boolean {
    return this.linked.program.codeLength - this.looseBytes > MAX_CODE_SIZE;
  }

  /** @param target that the relocation of the unit does not reach */
  isTooFar(unit: PlacedUnit, { kind, pcRelative, place }: Relocation, target: ResolvedSymbol): boolean {
    if (kind === 'off16') return !this.erroneous.has(target.unit);
    if (kind !== 'symbol') return false;
    if (target.section === 'data') return !pcRelative;
    if (!pcRelative) return target.address - this.looseBytes > MAX_FIELD;
    const pc = unit.codeBase + 4 * place;
    return target.address > pc
      ? this.wordsBetween(pc, target.address) > MAX_SIGNED
      : -this.wordsBetween(target.address, pc) < MIN_FIELD;
  }

  /** Bytes of code from lines with errors. */
  private get looseBytes(): number {
    this.loose ??=
      4 * [...this.erroneous.keys()].flatMap((unit) => this.soundWords(unit).filter((sound) => !sound)).length;
    return this.loose;
  }

  private soundWords(unit: PlacedUnit): readonly boolean[] {
    let sound = this.sound.get(unit);
    if (!sound) {
      const lines = this.erroneous.get(unit)!;
      sound = unit.assembly!.locations.map(({ file, line }) => !lines.has({ file, line: line - 1 }));
      this.sound.set(unit, sound);
    }
    return sound;
  }

  /** How many words there are at least. Zeros do not count in units with errors: `.org` may need fewer of them. */
  private wordsBetween(from: number, to: number): number {
    const { program, code } = this.linked;
    let count = 0;
    for (const unit of program.units) {
      const first = Math.max(from, unit.codeBase) / 4;
      const end = Math.min(to, unit.codeBase + 4 * unit.object.code.length) / 4;
      if (!this.erroneous.has(unit)) {
        count += Math.max(0, end - first);
        continue;
      }
      const sound = this.soundWords(unit);
      for (let word = first; word < end; word++) if (code[word] !== 0 && sound[word - unit.codeBase / 4]) count++;
    }
    return count;
  }
}
