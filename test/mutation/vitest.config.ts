import { defineConfig } from 'vitest/config';

/** A rule is asked of by its own stories: the luck of a random law, or of a long life, is slow and proves less. */
export default defineConfig({
  test: {
    include: ['test/core/**/*.test.ts'],
    exclude: [
      'test/core/**/*laws.test.ts',
      'test/core/calendar.reference.test.ts',
      'test/core/convergence.test.ts',
      'test/core/sets.policy.test.ts',
      'test/core/tiers.reference.test.ts',
      'test/core/troubledLife.test.ts',
      'test/core/year.test.ts',
    ],
    silent: 'passed-only',
    testTimeout: 60_000,
  },
});
