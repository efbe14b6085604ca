import { defineConfig } from 'vitest/config';

/** Tests in a real VS Code: one at a time, each step may take a while on a small machine. */
export default defineConfig({
  test: {
    include: ['test/editor/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 600_000,
  },
});
