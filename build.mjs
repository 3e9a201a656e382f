// Writes what is deployed (dist/lambda/index.mjs), what is run by hand (dist/cli.mjs, its parts in dist/cli) and the construct for
// other people's CDK apps (dist/index.mjs).
import { readFileSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

/**
 * Writes the SDK's schemas with plain keys, `{ "xmlName": … }` for `{ [_xN]: … }`.
 *
 * esbuild must take a computed key for a side effect, so it keeps the schemas of all of EC2's 700 actions;
 * with plain keys it keeps those of the dozen that are called, which halves the bundle.
 */
const plainSchemaKeys = {
  name: 'plain schema keys',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const words = new Map(
        [...source.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm)].map(([, name, word]) => [name, word]),
      );
      const contents = source.replaceAll(/\[(_\w+)\]:/g, (key, name) =>
        words.has(name) ? `${words.get(name)}:` : key,
      );
      return { contents, loader: 'js' };
    });
  },
};

const common = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  minify: true,
  legalComments: 'linked',
  // The SDK's ESM builds are half the size of its CommonJS ones once bundled.
  mainFields: ['module', 'main'],
  plugins: [plainSchemaKeys],
  logLevel: 'info',
};

/** Some CommonJS dependencies call `require`, which an ES module does not have by itself. */
const requireForBundledCommonJs =
  "import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url);";

rmSync('dist', { recursive: true, force: true });

await build({
  ...common,
  entryPoints: ['lambda/handler.ts'],
  outfile: 'dist/lambda/index.mjs',
  target: 'node24',
  banner: { js: requireForBundledCommonJs },
});

await build({
  ...common,
  // In parts, so that `--help` does not read the SDK.
  entryPoints: { cli: 'lambda/cli.ts' },
  splitting: true,
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  chunkNames: 'cli/[name]-[hash]',
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
