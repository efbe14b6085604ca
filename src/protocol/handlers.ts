/** What each command of the contract does with the executive; one file per area, as in the contract. */

import { featureOf } from '../executive/configuration/variants';
import type { CommandName } from './contract';
import { administrationHandlers } from './handlers/administration';
import { breakpointHandlers } from './handlers/breakpoints';
import { debugPointHandlers } from './handlers/debug-points';
import { deviceHandlers } from './handlers/devices';
import { disassemblyHandlers } from './handlers/disassembly';
import { eventHandlers } from './handlers/events';
import { executionHandlers } from './handlers/execution';
import type { Handler } from './handlers/handler';
import { inspectionHandlers } from './handlers/inspection';
import { mailboxHandlers } from './handlers/mailboxes';
import { provisioningHandlers } from './handlers/provisioning';
import { sessionHandlers } from './handlers/sessions';
import { symbolHandlers } from './handlers/symbols';
import { taskHandlers } from './handlers/tasks';
import { traceHandlers } from './handlers/trace';
import { valueHandlers } from './handlers/values';
import { watchHandlers } from './handlers/watches';

type Table = { readonly [Name in CommandName]: Handler<Name> };

const table: Table = {
  ...administrationHandlers,
  ...sessionHandlers,
  ...eventHandlers,
  ...taskHandlers,
  ...executionHandlers,
  ...breakpointHandlers,
  ...debugPointHandlers,
  ...inspectionHandlers,
  ...symbolHandlers,
  ...disassemblyHandlers,
  ...watchHandlers,
  ...traceHandlers,
  ...mailboxHandlers,
  ...valueHandlers,
  ...deviceHandlers,
  ...provisioningHandlers,
};

/** A command whose feature the executive's variant lacks is refused before anything is done. */
const guarded = (name: string, handler: Handler<CommandName>): Handler<CommandName> => {
  const feature = featureOf(name);
  if (!feature) return handler;
  return (executive, request, caller) => {
    executive.demand(feature);
    return handler(executive, request, caller);
  };
};

export const handlers = Object.fromEntries(
  Object.entries(table).map(([name, handler]) => [name, guarded(name, handler as Handler<CommandName>)]),
) as Table;
