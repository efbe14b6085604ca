/** What the client knows of modules and loaded sources: it asks at the start, and is told what changes later. */

import { LoadedSourceEvent, ModuleEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { ClientPort } from './client-port';
import type { Debuggee } from './debuggee';
import { modulesOf } from './modules';
import type { Sources } from './sources';

type Known<Thing> = ReadonlyMap<string, Thing>;

export class Inventory {
  private modules: Known<DebugProtocol.Module> | undefined;
  private loaded: Known<DebugProtocol.Source> = new Map();

  constructor(
    private readonly debuggee: Debuggee,
    private readonly sources: Sources,
    private readonly client: ClientPort,
  ) {}

  /** Tells what has come, gone or changed since the last time; nothing the first time. */
  tell(): void {
    const modules = keyed(modulesOf(this.debuggee.tasks, {}).modules, ({ id }) => String(id));
    const loaded = keyed(this.sources.all(), ({ path, sourceReference }) => path ?? `listing ${sourceReference}`);
    if (this.modules) {
      differences(this.modules, modules, (reason, module) => this.client.send(new ModuleEvent(reason, module)));
      differences(this.loaded, loaded, (reason, source) =>
        this.client.send(new LoadedSourceEvent(reason, source as Source)),
      );
    }
    this.modules = modules;
    this.loaded = loaded;
  }
}

/** The library wants a name, which ours all have. */
type Source = ConstructorParameters<typeof LoadedSourceEvent>[1];

const keyed = <Thing>(things: readonly Thing[], key: (thing: Thing) => string): Known<Thing> =>
  new Map(things.map((thing) => [key(thing), thing]));

function differences<Thing>(
  before: Known<Thing>,
  now: Known<Thing>,
  tell: (reason: 'new' | 'changed' | 'removed', thing: Thing) => void,
): void {
  for (const [key, thing] of before) if (!now.has(key)) tell('removed', thing);
  for (const [key, thing] of now) {
    const known = before.get(key);
    if (!known) tell('new', thing);
    else if (JSON.stringify(known) !== JSON.stringify(thing)) tell('changed', thing);
  }
}
