// Writes what is deployed (dist/lambda/index.mjs), what is run by hand (dist/cli.mjs) and the construct for
// other people's CDK apps (dist/index.mjs).
import { build } from 'esbuild';

const common = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  minify: true,
  legalComments: 'linked',
  // The SDK's ESM builds are half the size of its CommonJS ones once bundled.
  mainFields: ['module', 'main'],
  logLevel: 'info',
};

/** Some CommonJS dependencies call `require`, which an ES module does not have by itself. */
const requireForBundledCommonJs =
  "import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url);";

await build({
  ...common,
  entryPoints: ['lambda/handler.ts'],
  outfile: 'dist/lambda/index.mjs',
  target: 'node24',
  banner: { js: requireForBundledCommonJs },
});

await build({
  ...common,
  entryPoints: ['lambda/cli.ts'],
  outfile: 'dist/cli.mjs',
  target: 'node20',
  banner: { js: requireForBundledCommonJs },
});

await build({
  ...common,
  entryPoints: ['lib/index.ts'],
  outfile: 'dist/index.mjs',
  target: 'node20',
  minify: false,
  packages: 'external',
});
