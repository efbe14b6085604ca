/** What each command of the contract does with the executive; one file per area, as in the contract. */

import type { CommandName } from './contract';
import { administrationHandlers } from './handlers/administration';
import { breakpointHandlers } from './handlers/breakpoints';
import { debugPointHandlers } from './handlers/debug-points';
import { disassemblyHandlers } from './handlers/disassembly';
import { eventHandlers } from './handlers/events';
import { executionHandlers } from './handlers/execution';
import type { Handler } from './handlers/handler';
import { inspectionHandlers } from './handlers/inspection';
import { mailboxHandlers } from './handlers/mailboxes';
import { sessionHandlers } from './handlers/sessions';
import { symbolHandlers } from './handlers/symbols';
import { taskHandlers } from './handlers/tasks';
import { traceHandlers } from './handlers/trace';
import { valueHandlers } from './handlers/values';
import { watchHandlers } from './handlers/watches';

export const handlers: { readonly [Name in CommandName]: Handler<Name> } = {
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
};
