import { expect, test } from 'vitest';
import { changed, retagged } from '../../../lambda/core/plan/retag.ts';
import { instance, inventory, snapshot, volume } from '../fixtures.ts';

test('a change writes some tags, removes others and leaves the rest', () => {
  const tags = { Name: 'data', team: 'a', autosnap: '1' };
  expect(changed(tags, { autosnap: '7', team: undefined, autosnap_keep: '' })).toEqual({
    Name: 'data',
    autosnap: '7',
    autosnap_keep: '',
  });
  expect(Object.keys(changed(tags, { team: undefined }))).toEqual(['Name', 'autosnap']);
  expect(tags).toEqual({ Name: 'data', team: 'a', autosnap: '1' });
});

test('it is made to instances, volumes and snapshots alike, and to no others', () => {
  const world = inventory({
    instances: [instance({ tags: {} }), instance({ id: 'i-2', tags: {} })],
    volumes: [volume({ tags: { team: 'a' } }), volume({ id: 'vol-2' })],
    snapshots: [snapshot('03-08'), snapshot('03-09')],
    notes: ['AMI use could not be looked up'],
  });
  const after = retagged(world, new Set(['i-1', 'vol-1', 'snap-03-08']), { owner: 'me' });
  expect(after).toEqual({
    ...world,
    instances: [instance({ tags: { owner: 'me' } }), instance({ id: 'i-2', tags: {} })],
    volumes: [volume({ tags: { team: 'a', owner: 'me' } }), volume({ id: 'vol-2' })],
    snapshots: [snapshot('03-08', { tags: { owner: 'me' } }), snapshot('03-09')],
  });
});
