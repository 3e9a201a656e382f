import { defineConfig } from 'vitest/config';

/** A rule is asked of by its own stories: the luck of a random law, or of a long life, is slow and proves less. */
export default defineConfig({
  test: {
    include: ['test/core/**/*.test.ts'],
    exclude: [
      'test/core/**/*laws.test.ts',
      'test/core/calendar.reference.test.ts',
      'test/core/plan/convergence.test.ts',
      'test/core/plan/sets.policy.test.ts',
      'test/core/plan/tiers.reference.test.ts',
      'test/core/plan/troubledLife.test.ts',
      'test/core/plan/year.test.ts',
    ],
    isolate: false,
    // Stryker's setup must run for each test file. It lies under node_modules, where modules run only once.
    server: { deps: { inline: [/stryker-setup/] } },
    silent: 'passed-only',
    testTimeout: 60_000,
  },
});
