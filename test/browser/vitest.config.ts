import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** The page is looked at by itself: it needs a browser. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['test/browser/**/*.browser.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
