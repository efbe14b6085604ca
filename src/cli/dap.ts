/** `hsx dap`: the debug adapter on stdio, or one session per connection on a port. */

import { serveDap } from '../adapter/server';
import { runOnStdio } from '../adapter/stdio';
import { Failure } from './failure';

export async function dap({ port }: { port?: number }): Promise<void> {
  if (port === undefined) {
    runOnStdio();
    return;
  }
  const server = await serveDap({ port }).catch((error: Error) => {
    throw new Failure([`hsx dap: port ${port} cannot be used: ${error.message}`]);
  });
  console.log(`hsx dap: listening on ${server.address}`);
}
