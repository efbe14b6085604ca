import { PUBLIC_LEVEL } from './constants';

/** Who calls a value or command operation. */
export interface Caller {
  readonly pid: number;
  /** PUBLIC 0 (default), USER 1, ADMIN 2, FACTORY 3. */
  readonly level?: number;
}

export const levelOf = ({ level = PUBLIC_LEVEL }: Caller): number => level;
