// Writes what is deployed (dist/lambda, dist/fanOut for many accounts, and dist/prover), what is run by hand (dist/cli.mjs, its parts
// in dist/cli), the construct for other people's CDK apps (dist/index.mjs and .cjs), and the packages that are in them: their
// licences and a bill of materials.
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { build } from 'rolldown';
import { collectNotices } from './notices.mjs';

rmSync('dist', { recursive: true, force: true });

const notices = collectNotices();

// The SDK's ESM builds are half the size of its CommonJS ones once bundled.
const common = { platform: 'node', plugins: [notices.plugin], resolve: { mainFields: ['module', 'main'] } };

// With maps a stack names our files. No comment in a bundle names its map to Node: lambda/run/ownFiles.ts reads it, for an error.
const mapped = { plugins: [notices.plugin, ownMap()] };
const maps = {
  sourcemap: 'hidden',
  sourcemapExcludeSources: true,
  sourcemapPathTransform: (source, map) => relative(import.meta.dirname, resolve(dirname(map), source)),
};

/** Leaves libraries out of the maps, which halves them. CommonJS modules stay in: without its map the code after such a module would be counted to it. */
function ownMap() {
  return {
    name: 'own map',
    transform: {
      filter: { id: /node_modules/ },
      handler: (code) => (/\bmodule\.exports\b/.test(code) ? undefined : { code, map: { mappings: '' } }),
    },
  };
}

// One file, and beside it what a run mostly does not read: the client of Auto Scaling, for images, and the ways to
// credentials that a function does not need, because Lambda puts them into its environment.
for (const [name, input] of [
  ['lambda', 'lambda/handler.ts'],
  ['fanOut', 'lambda/fanOut/index.ts'],
  ['prover', 'lambda/prover/index.ts'],
]) {
  await build({
    ...common,
    ...mapped,
    input: { index: input },
    transform: { target: 'node24' },
    preserveEntrySignatures: 'allow-extension',
    output: {
      dir: `dist/${name}`,
      entryFileNames: '[name].mjs',
      chunkFileNames: '[name].mjs',
      minify: true,
      ...maps,
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
  ...mapped,
  input: { cli: 'lambda/cli.ts' },
  transform: { target: 'node20' },
  output: {
    dir: 'dist',
    entryFileNames: '[name].mjs',
    chunkFileNames: 'cli/[name]-[hash].mjs',
    minify: true,
    ...maps,
  },
});

chmodSync('dist/cli.mjs', 0o755);

// For apps in ESM and in CommonJS. The CDK is the app's own; all else is in the file.
for (const [file, format] of [
  ['dist/index.mjs', 'esm'],
  ['dist/index.cjs', 'cjs'],
]) {
  await build({
    ...common,
    input: 'lib/index.ts',
    external: /^(aws-cdk-lib|constructs)(\/|$)/,
    transform: { target: 'node20' },
    output: { file, format },
  });
}

// TypeScript takes declarations for those of CommonJS by the package.json beside them.
mkdirSync('dist/typesCjs');
writeFileSync('dist/typesCjs/package.json', '{ "type": "commonjs" }\n');

writeFileSync('dist/THIRD-PARTY-NOTICES.txt', notices.text());
writeFileSync('dist/sbom.cdx.json', `${JSON.stringify(notices.bill(), undefined, 2)}\n`);
