import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { atMost, type Figure, median, type Part, timesTheBound } from './figure.ts';

const HOUSE = join(import.meta.dirname, '../..');
const OURS = join(HOUSE, 'dist/lambda/index.mjs');
const ROUNDS = 15;

/** How large the bundle is and how long a fresh process reads it, beside the one that esbuild makes by default. */
export const start: Part = async (tell) => {
  const folder = mkdtempSync(join(tmpdir(), 'snapper-bench-'));
  try {
    const theirs = join(folder, 'default.mjs');
    await bundleByDefault(theirs);
    const [our, their]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      tell(`import ${round + 1} of ${ROUNDS}`);
      our.push(importMs(OURS));
      their.push(importMs(theirs));
    }
    return [
      {
        part: 'start',
        what: 'dist/lambda/index.mjs',
        value: statSync(OURS).size,
        unit: 'bytes',
        bound: statSync(theirs).size,
        goal: atMost(1_000_000),
      },
      {
        part: 'start',
        what: 'its import, against esbuild by default',
        value: median(our),
        unit: 'ms',
        bound: median(their),
        goal: timesTheBound(0.6),
      } satisfies Figure,
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** What of the SDK the program imports, and nothing of the program. */
async function bundleByDefault(outfile: string): Promise<void> {
  await build({
    stdin: { contents: sdkImports(), resolveDir: HOUSE },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    minify: true,
    // Without it the CommonJS builds of the SDK cannot be imported.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
}

/** The part of the bundle that is read only where images are on; the client in it is in no other file. */
const PART = 'autoScaling.ts';

/** The same clients, commands and paginators, from the sources themselves; the other folders are for a person only. */
function sdkImports(): string {
  const folder = join(HOUSE, 'lambda/aws');
  const files = ['.', 'images'].flatMap((room) =>
    readdirSync(join(folder, room))
      .filter((name) => name.endsWith('.ts') && name !== PART)
      .map((name) => join(room, name)),
  );
  const found = files.flatMap((file) => [
    ...readFileSync(join(folder, file), 'utf8').matchAll(/^import \{([^}]+)\} from '(@aws-sdk\/[^']+)'/gm),
  ]);
  const wanted = new Set(
    found.flatMap(([, names = '', from = '']) =>
      names
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '' && !name.startsWith('type '))
        .map((name) => `export { ${name} } from '${from}';`),
    ),
  );
  if (wanted.size < 10) throw new Error('lambda/aws imports next to nothing of the SDK any more');
  return [...wanted].join('\n');
}

function importMs(file: string): number {
  const code = `const begun = performance.now();
    await import(${JSON.stringify(pathToFileURL(file).href)});
    process.stdout.write(String(performance.now() - begun));`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' }));
}
