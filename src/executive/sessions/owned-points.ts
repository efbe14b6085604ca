/** The debug points that belong to sessions, and end with them. */

interface SetPoint {
  readonly pid: number;
  readonly id: number;
}

export class OwnedPoints {
  /** By the name of the session. */
  private readonly points = new Map<string, SetPoint[]>();

  add(owner: string, point: SetPoint): void {
    this.points.set(owner, [...(this.points.get(owner) ?? []), point]);
  }

  /** All of the owner, who has none afterwards. */
  take(owner: string): readonly SetPoint[] {
    const points = this.points.get(owner) ?? [];
    this.points.delete(owner);
    return points;
  }
}
