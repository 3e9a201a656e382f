import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What the scenarios were written against. */
const VERSION = '5.2.1';
const INSTALL = `pip install 'moto[server]==${VERSION}' awscli==1.45.11`;

const python = [process.env['MOTO_PYTHON'] ?? [], 'python3', 'python'].flat().find(hasMoto);
if (python === undefined) {
  process.stderr.write(
    `The second opinion needs moto's server, which no Python here has. Install it with: ${INSTALL}\n`,
  );
  process.exit(1);
}
const root = fileURLToPath(new URL('../..', import.meta.url));
const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', '--project', 'moto', ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit', env: { ...process.env, MOTO_PYTHON: python } },
);
process.exit(status ?? 1);

function hasMoto(command: string): boolean {
  const look = spawnSync(command, ['-c', 'import moto, moto.server; print(moto.__version__)'], {
    encoding: 'utf8',
  });
  if (look.status !== 0) return false;
  const found = look.stdout.trim();
  if (found !== VERSION) {
    process.stderr.write(`moto is ${found}; the scenarios were written against ${VERSION}\n`);
  }
  return true;
}
