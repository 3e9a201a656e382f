import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

process.env['TROUBLE_FIGURES'] = mkdtempSync(join(tmpdir(), 'trouble-'));

/** All the trouble there is; `npm test` has a sample of it. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../../..', import.meta.url)),
    include: ['test/soak/trouble/**/*.trouble.ts'],
    globalSetup: 'test/soak/trouble/printFigures.ts',
    maxWorkers: '100%',
    silent: 'passed-only',
    testTimeout: 60_000,
    env: {
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      TROUBLE_FIGURES: process.env['TROUBLE_FIGURES'],
    },
  },
});
