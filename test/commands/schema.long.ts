import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const house = join(import.meta.dirname, '../..');

test('docs/output.schema.json is what the types say', async () => {
  const { outputSchema } = await import(join(house, 'schema.mjs'));
  expect(outputSchema()).toEqual(JSON.parse(readFileSync(join(house, 'docs/output.schema.json'), 'utf8')));
});
