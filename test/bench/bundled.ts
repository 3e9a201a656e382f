import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'rolldown';

/** What a file of this folder writes as JSON in a process of its own, bundled as it is deployed: a loader of TypeScript would slow it down. */
export async function bundledAnswer<Answer>(name: string): Promise<Answer> {
  const folder = mkdtempSync(join(tmpdir(), 'snapper-bench-'));
  try {
    const file = join(folder, 'bundled.mjs');
    await build({
      platform: 'node',
      resolve: { mainFields: ['module', 'main'] },
      input: join(import.meta.dirname, name),
      output: { file, minify: true, codeSplitting: false },
    });
    return JSON.parse(execFileSync(process.execPath, [file], { encoding: 'utf8' }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
