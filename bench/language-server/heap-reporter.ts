/** Loaded into the server's process in front of it: asked, it tells the bytes of its heap that cannot be collected. */

process.on('message', () => {
  // What a first collection frees may hold on to more, which is freed by the next one.
  for (let count = 0; count < 4; count++) globalThis.gc?.();
  process.send?.(process.memoryUsage().heapUsed);
});
// The server ends as it would without.
process.channel?.unref();
