/** What a command does with the executive. */

import type { Executive } from '../../executive/executive';
import type { CommandName, Request, Response } from '../contract';

/** @throws ExecutiveError or ImageError when the executive refuses */
export type Handler<Name extends CommandName> = (executive: Executive, request: Request<Name>) => Response<Name>;

/** The handlers of one area of the contract. */
export type Handlers<Area> = { readonly [Name in keyof Area & CommandName]: Handler<Name> };
