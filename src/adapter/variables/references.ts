/** The numbers under which a client asks for more: of things that can be expanded, and of places in sources. */

import { Handles } from '@vscode/debugadapter';
import { RequestError } from '../request-error';
import type { Container } from './container';

/** A line of a file, or an instruction of a task. */
export type LocationTarget =
  | { readonly path: string; readonly line: number }
  | { readonly pid: number; readonly code: number };

export class References {
  private readonly containers = new Handles<Container>();
  private readonly locations = new Handles<LocationTarget>();

  /** What was handed out for a stop is void once the program runs. */
  forget(): void {
    this.containers.reset();
    this.locations.reset();
  }

  add(container: Container): number {
    return this.containers.create(container);
  }

  addLocation(target: LocationTarget): number {
    return this.locations.create(target);
  }

  /** @throws RequestError */
  container(reference: number): Container {
    const container = this.containers.get(reference) as Container | undefined;
    if (!container) throw new RequestError('these variables are gone: the program has moved on');
    return container;
  }

  /** @throws RequestError */
  location(reference: number): LocationTarget {
    const target = this.locations.get(reference) as LocationTarget | undefined;
    if (!target) throw new RequestError('this place is gone: the program has moved on');
    return target;
  }
}
