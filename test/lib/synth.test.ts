import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';
import { synth } from './synth.ts';

test('the app is synthesised without credentials, account or region', async ({ expect }) => {
  const { status, stderr, output } = await synth('-c', 'stackName=Snapper-2', '-c', 'emails=ops@example.com');
  expect(stderr).not.toMatch(/error|credential/i);
  expect(status).toBe(0);
  const template = readFileSync(join(output, 'Snapper-2.template.json'), 'utf8');
  expect(template).toContain('"ops@example.com"');
  expect(template).not.toContain('arn:aws:');
  expect(readdirSync(output).some((name) => name.startsWith('asset.'))).toBe(true);
});
