/** What each command of the contract does with the executive; one file per area, as in the contract. */

import type { CommandName } from './contract';
import { administrationHandlers } from './handlers/administration';
import { breakpointHandlers } from './handlers/breakpoints';
import { executionHandlers } from './handlers/execution';
import type { Handler } from './handlers/handler';
import { inspectionHandlers } from './handlers/inspection';
import { sessionHandlers } from './handlers/sessions';
import { taskHandlers } from './handlers/tasks';
import { traceHandlers } from './handlers/trace';

export const handlers: { readonly [Name in CommandName]: Handler<Name> } = {
  ...administrationHandlers,
  ...sessionHandlers,
  ...taskHandlers,
  ...executionHandlers,
  ...breakpointHandlers,
  ...inspectionHandlers,
  ...traceHandlers,
};
