/** What a command does with the executive. */

import type { Executive } from '../../executive/executive';
import type { Session } from '../../executive/sessions/session';
import type { EventSink } from '../../executive/sessions/subscription';
import type { FileReader } from '../../platform/files';
import type { CommandName, Feature, Request, Response } from '../contract';
import type { BatchAnswer } from '../contract/administration';

/** Everything, or only what tools have set up: sessions, breakpoints, symbols, watches, traces. */
export type RestartScope = 'everything' | 'tools';

/** What surrounds the executive. What is missing cannot be done there. */
export interface Surroundings {
  /** Where `load` and `sym load` find files. */
  readonly files?: FileReader;
  /** Ends the server when the answer is out. */
  readonly shutdown?: () => void;
  /** Starts the executive anew when the answer is out. */
  readonly restart?: (scope: RestartScope) => void;
}

/** How a client wants its events. */
export interface StreamOptions {
  /** The connection goes on to take requests. */
  readonly shared: boolean;
  /** Runs of `trace_step` come as one event. */
  readonly traceBatches: boolean;
}

/** Who asks. */
export interface Caller {
  /** Undefined: without a session. */
  session: Session | undefined;
  readonly surroundings: Surroundings;
  has(feature: Feature): boolean;
  /** Makes the connection a stream of events; undefined where events come without being asked for. */
  readonly stream?: (options: StreamOptions) => EventSink;
  /** Carries out one command of a batch. */
  perform(message: Readonly<Record<string, unknown>>): BatchAnswer | Promise<BatchAnswer>;
}

/** @throws ExecutiveError or ImageError when the executive refuses */
export type Handler<Name extends CommandName> = (
  executive: Executive,
  request: Request<Name>,
  caller: Caller,
) => Response<Name> | Promise<Response<Name>>;

/** The handlers of one area of the contract. */
export type Handlers<Area> = { readonly [Name in keyof Area & CommandName]: Handler<Name> };
