import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

process.env['ACCIDENT_FIGURES'] ??= mkdtempSync(join(tmpdir(), 'accidents-'));

/** The accidents of `npm test` for ten days each, on an estate of 48 volumes, with a table of what they cost. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../../..', import.meta.url)),
    include: ['test/soak/accidents/**/*.test.ts'],
    globalSetup: 'test/soak/accidents/printFigures.ts',
    isolate: false,
    maxWorkers: '100%',
    silent: 'passed-only',
    testTimeout: 300_000,
    env: {
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      ACCIDENT_FIGURES: process.env['ACCIDENT_FIGURES'],
      ACCIDENT_DAYS: '10',
      ACCIDENT_VOLUMES: '24',
      INTERLEAVINGS: 'all',
    },
  },
});
