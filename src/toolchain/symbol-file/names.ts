/** Names of labels across units: plain, with the unit's stem in front where plain names would meet (spec 12.3). */

import { parse as parsePath } from 'pathe';
import type { PlacedUnit, Program } from '../linking/program';

export class SymbolNames {
  private readonly users = new Map<string, number>();
  private readonly stems = new Map<PlacedUnit, string>();

  constructor({ units }: Program) {
    const seen = new Map<string, number>();
    for (const unit of units) {
      for (const name of unit.object.localSymbols.keys()) this.users.set(name, (this.users.get(name) ?? 0) + 1);
      const { name: stem } = parsePath(unit.path);
      const count = (seen.get(stem) ?? 0) + 1;
      seen.set(stem, count);
      this.stems.set(unit, count === 1 ? stem : `${stem}${count}`);
    }
  }

  nameOf(unit: PlacedUnit, label: string): string {
    const isShared = (this.users.get(label) ?? 0) > 1 && !unit.object.symbols.has(label);
    return isShared ? `${this.stems.get(unit)}.${label}` : label;
  }
}
