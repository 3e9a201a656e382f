import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Builds what is deployed, once before all tests, so that they run the real bundle. */
export default function buildOnce(): void {
  execFileSync(process.execPath, ['build.mjs'], { cwd: join(import.meta.dirname, '..'), stdio: 'pipe' });
}
