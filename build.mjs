// Writes what is deployed (dist/lambda, dist/fanOut for many accounts, and dist/prover), what is run by hand (dist/cli.mjs, its parts
// in dist/cli) and the construct for other people's CDK apps (dist/index.mjs).
import { chmodSync, rmSync } from 'node:fs';
import { build } from 'rolldown';

rmSync('dist', { recursive: true, force: true });

// The SDK's ESM builds are half the size of its CommonJS ones once bundled.
const common = { platform: 'node', resolve: { mainFields: ['module', 'main'] } };

// One file, and beside it what a run mostly does not read: the client of Auto Scaling, for images, and the ways to
// credentials that a function does not need, because Lambda puts them into its environment.
for (const [name, input] of [
  ['lambda', 'lambda/handler.ts'],
  ['fanOut', 'lambda/fanOut/index.ts'],
  ['prover', 'lambda/prover/index.ts'],
]) {
  await build({
    ...common,
    input: { index: input },
    transform: { target: 'node24' },
    preserveEntrySignatures: 'allow-extension',
    output: {
      dir: `dist/${name}`,
      entryFileNames: '[name].mjs',
      chunkFileNames: '[name].mjs',
      minify: true,
      codeSplitting: {
        includeDependenciesRecursively: false,
        groups: [
          { name: 'autoScaling', test: /client-auto-scaling|autoScaling\.ts$/, priority: 1 },
          {
            name: 'credentials',
            test: /nested-clients|token-providers|credential-provider-(http|imds|ini|login|process|sso|web-identity)/,
            priority: 1,
          },
          { name: 'index', test: /./ },
        ],
      },
    },
  });
}

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
