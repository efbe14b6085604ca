/** `hsx lsp`: the language server on stdio, or one session per connection on a port. */

import { runOnStdio } from '../language-server/stdio';
import { serveLsp } from '../language-server/tcp';
import { Failure } from './failure';

export async function lsp({ port }: { port?: number }): Promise<void> {
  if (port === undefined) {
    runOnStdio();
    return;
  }
  const address = await serveLsp(port).catch((error: Error) => {
    throw new Failure([`hsx lsp: port ${port} cannot be used: ${error.message}`]);
  });
  console.log(`hsx lsp: listening on ${address}`);
}
