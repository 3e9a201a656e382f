import { expect, test } from 'vitest';
import { inOrder, nameOf, titleOf } from '../../lambda/core/inventory.ts';
import { isRestorable, newestFirst, oldestFirst } from '../../lambda/core/snapshot.ts';
import { instance, inventory, snapshot, volume } from './fixtures.ts';

test.for([
  ['completed', 'standard', true],
  ['pending', 'standard', false],
  ['error', 'standard', false],
  ['recoverable', 'standard', false],
  ['recovering', 'standard', false],
  ['completed', 'archive', false],
  ['some-new-state', 'standard', false],
  ['completed', 'some-new-tier', false],
] as const)('C-34 a copy that is %s in the %s tier is restorable: %s', ([state, tier, answer]) => {
  expect(isRestorable(snapshot('03-09', { state, tier }))).toBe(answer);
});

test('what AWS lists in any order, and twice, is in the order of ids, each as it was listed last', () => {
  const twice = volume({ id: 'vol-2', state: 'creating' });
  const volumes = [twice, volume({ id: 'vol-3' }), volume({ id: 'vol-1' }), { ...twice, state: 'in-use' }];
  expect(inOrder(inventory({ volumes })).volumes.map(({ id, state }) => `${id} ${state}`)).toEqual([
    'vol-1 in-use',
    'vol-2 in-use',
    'vol-3 in-use',
  ]);
});

test('C-36 by the time AWS took it, and by id where two were taken at once', () => {
  const one = snapshot('03-07');
  const twin = snapshot('03-08', { id: 'snap-a' });
  const twin2 = snapshot('03-08', { id: 'snap-b' });
  const last = snapshot('03-09', { id: 'snap-0' });
  const ids = ['snap-0', 'snap-b', 'snap-a', one.id];
  expect([twin, last, one, twin2].toSorted(newestFirst).map(({ id }) => id)).toEqual(ids);
  expect([twin2, one, twin, last].toSorted(oldestFirst).map(({ id }) => id)).toEqual(ids.toReversed());
});

test.for([
  ['C-28 a name of one character is a name', { Name: 'a' }, 'a', 'a (vol-1)'],
  ['C-27 an empty name is none', { Name: '' }, 'vol-1', 'vol-1'],
  ['C-27 spaces are none', { Name: '   ' }, 'vol-1', 'vol-1'],
  ['C-27 no name', {}, 'vol-1', 'vol-1'],
  ['spaces around a name', { Name: ' data ' }, 'data', 'data (vol-1)'],
  ['keys are exact', { name: 'data' }, 'vol-1', 'vol-1'],
] as const)('%s', ([, tags, name, title]) => {
  expect(nameOf(volume({ tags }))).toBe(name);
  expect(titleOf(volume({ tags }))).toBe(title);
});

test('C-28 an instance is called by its name as well', () => {
  expect(titleOf(instance({ tags: { Name: 'db' } }))).toBe('db (i-1)');
});
