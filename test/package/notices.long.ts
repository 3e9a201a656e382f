import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'rolldown';
import { expect, test } from 'vitest';

const HOUSE = join(import.meta.dirname, '../..');
const notices = readFileSync(join(HOUSE, 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8');

test.for([
  'lambda/handler.ts',
  'lambda/fanOut/index.ts',
  'lambda/prover/index.ts',
  'lambda/cli.ts',
  'lib/index.ts',
])('each package that is bundled with %s is in the notices', async (input) => {
  const { output } = await build({
    input: join(HOUSE, input),
    platform: 'node',
    external: /^(aws-cdk-lib|constructs)(\/|$)/,
    resolve: { mainFields: ['module', 'main'] },
    write: false,
  });
  const modules = output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
  const packages = new Set(
    modules.flatMap((id) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1] ?? []),
  );
  expect(packages).toContain('zod');
  expect([...packages].filter((name) => !notices.includes(`\n${name} `))).toEqual([]);
});
