import { expect, test } from 'vitest';
import type { Tags } from '../../../lambda/core/snapshot.ts';
import { createOne } from '../../../lambda/core/plan/creation.ts';
import { detached, NOW, settings } from '../fixtures.ts';

/** What a volume may be called and tagged with, and what AWS takes of it on a snapshot. */

/** The tags on the snapshot of a volume that no instance holds. */
function tagsFor(tags: Tags): Tags {
  const volume = detached(tags);
  return createOne({ volume, instance: undefined }, [volume], NOW, settings()).tags;
}

test.for([
  ['C-30 a key of 127 characters is copied', 'x'.repeat(127), true],
  ['C-30 one of 128 is not', 'x'.repeat(128), false],
  ['also where each character counts twice', '💾'.repeat(127), true],
  ['and of these no more', '💾'.repeat(128), false],
  ['an empty key is not', '', false],
  ['nor one of spaces, which arrives as an empty one', '  ', false],
  ['one that begins with a space is', ' a', true],
] as const)('%s', ([, key, answer]) => {
  expect(tagsFor({ [key]: 'value', team: 'a' })).toEqual({
    ...tagsFor({}),
    team: 'a',
    ...(answer ? { [key]: 'value' } : {}),
  });
});

test.for([
  ['a name of 110 letters stays whole', 'x'.repeat(110), 'x'.repeat(110)],
  ['a longer one is cut to as many', 'x'.repeat(111), `${'x'.repeat(109)}…`],
  ['never in the middle of a character', '💾'.repeat(56), `${'💾'.repeat(54)}…`],
] as const)('C-26 %s', ([, name, kept]) => {
  expect(tagsFor({ Name: name })['Name']).toBe(`2026-03-10T05:00:00Z-${kept}`);
});
