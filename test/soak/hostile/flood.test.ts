import { expect, test } from 'vitest';
import { floodedFunction, floodedRegions, WIDEST } from './flood.ts';

test('C-54 ten thousand bad tags of 256 characters through the function: each is listed or counted, and the volume that is well has its copy', async () => {
  expect(await floodedFunction('💾'.repeat(256), 10_000)).toMatchObject({ problems: 10_000 });
});

test('C-54 the same over ten regions, with what takes the most bytes', () => {
  const flood = floodedRegions(WIDEST['invisible, so ten bytes each'] ?? '', 10, 500);
  expect(flood).toMatchObject({ problems: 10_000 });
});
