// Writes what is deployed (dist/lambda/index.mjs, and dist/fanOut/index.mjs for many accounts), what is run by hand (dist/cli.mjs, its parts in dist/cli)
// and the construct for other people's CDK apps (dist/index.mjs).
import { chmodSync, rmSync } from 'node:fs';
import { build } from 'rolldown';

rmSync('dist', { recursive: true, force: true });

// The SDK's ESM builds are half the size of its CommonJS ones once bundled.
const common = { platform: 'node', resolve: { mainFields: ['module', 'main'] } };

await build({
  ...common,
  input: 'lambda/handler.ts',
  transform: { target: 'node24' },
  output: { file: 'dist/lambda/index.mjs', minify: true, codeSplitting: false },
});

await build({
  ...common,
  input: 'lambda/fanOut/index.ts',
  transform: { target: 'node24' },
  output: { file: 'dist/fanOut/index.mjs', minify: true, codeSplitting: false },
});

// In parts, so that `--help` does not read the SDK.
await build({
  ...common,
  input: { cli: 'lambda/cli.ts' },
  transform: { target: 'node20' },
  output: {
    dir: 'dist',
    entryFileNames: '[name].mjs',
    chunkFileNames: 'cli/[name]-[hash].mjs',
    minify: true,
  },
});

chmodSync('dist/cli.mjs', 0o755);

await build({
  ...common,
  input: 'lib/index.ts',
  external: /^[^./]/,
  transform: { target: 'node20' },
  output: { file: 'dist/index.mjs' },
});
