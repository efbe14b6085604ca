/** The debug points that sessions have set, which end with them. */

import type { Session } from './session';

interface SetPoint {
  readonly pid: number;
  readonly id: number;
}

export class SessionPoints {
  private readonly points = new Map<Session, SetPoint[]>();

  add(session: Session, point: SetPoint): void {
    this.points.set(session, [...(this.points.get(session) ?? []), point]);
  }

  /** All of the session; it has none afterwards. */
  take(session: Session): readonly SetPoint[] {
    const points = this.points.get(session) ?? [];
    this.points.delete(session);
    return points;
  }
}
