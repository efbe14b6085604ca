/** `hsx dap`: the debug adapter on stdio, or one session per connection on a port. */

export async function dap({ port }: { port?: number }): Promise<void> {
  if (port === undefined) {
    const { runOnStdio } = await import('../adapter/stdio');
    runOnStdio();
    return;
  }
  const { serveDap } = await import('../adapter/server');
  const { address } = await serveDap({ port, host: '127.0.0.1' });
  console.log(`hsx dap: listening on ${address}`);
}
