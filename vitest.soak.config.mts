import { defineConfig } from 'vitest/config';

/** Everything at once for a minute; see test/soak/soak.test.ts. */
export default defineConfig({
  test: {
    include: ['test/soak/**/*.test.ts'],
    globalSetup: ['test/cli/fresh-bundle.ts'],
  },
});
