import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/core/**/*.test.ts'],
    exclude: [
      'test/core/calendar.reference.test.ts',
      'test/core/year.test.ts',
      'test/core/tiers.reference.test.ts',
    ],
    // Stryker sets its hooks up once per worker: in a shared one it would see what the first file covers, and no more.
    isolate: true,
    silent: 'passed-only',
    testTimeout: 60_000,
  },
});
