import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** The second opinion is asked for by itself: it needs Python. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['test/moto/**/*.moto.ts'],
    // Each deployment builds anew what it deploys, in the one folder that there is.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
});
