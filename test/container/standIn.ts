import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** File systems that stand in for the images of registries, made of what this machine has. */

/** Writes into `folder` the Node that runs this, as distroless has it: /nodejs/bin/node, its libraries, nothing else. */
export function writeRuntime(folder: string): void {
  take(realpathSync(process.execPath), join(folder, 'nodejs/bin/node'));
  takeLibraries(folder, process.execPath);
}

/**
 * Writes into `folder` what a build needs: the runtime, a shell, and an npm that installs nothing and runs build.mjs. The
 * packages are mounted.
 */
export function writeBuilder(folder: string, packages: string): void {
  writeRuntime(folder);
  take('/bin/sh', join(folder, 'bin/sh'));
  takeLibraries(folder, '/bin/sh', ...bundlersIn(packages));
  writeFileSync(join(folder, 'bin/npm'), NPM);
  chmodSync(join(folder, 'bin/npm'), 0o755);
}

const NPM = `#!/nodejs/bin/node
if (process.argv.slice(2).join(' ') === 'run build') await import('/src/build.mjs');
`;

/** The native parts of the bundler. */
function bundlersIn(packages: string): string[] {
  const scope = join(packages, '@rolldown');
  const names = readdirSync(scope, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.node')).map((name) => join(scope, name));
}

/** The libraries that the loader of this machine finds for them, where it finds them. */
function takeLibraries(folder: string, ...programs: string[]): void {
  const found = execFileSync('ldd', programs, { encoding: 'utf8' });
  for (const [library] of found.matchAll(/\/\S+\.so\S*(?= \()/g)) take(library, join(folder, library));
}

function take(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { dereference: true });
}
