import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/core/**/*.test.ts'],
    exclude: [
      'test/core/calendar.reference.test.ts',
      'test/core/year.test.ts',
      'test/core/tiers.reference.test.ts',
    ],
    isolate: false,
    silent: 'passed-only',
    testTimeout: 60_000,
  },
});
