import { expect, test } from 'vitest';
import { neverReached } from '../../lambda/core/neverReached.ts';

test('what no type knows is a bug, and is called by its name', () => {
  const kind: unknown = { kind: 'fortnightly' };
  expect(() => neverReached(kind as never)).toThrow('Unknown kind: {"kind":"fortnightly"}');
});
