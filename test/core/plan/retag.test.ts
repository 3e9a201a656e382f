import { expect, test } from 'vitest';
import { makePlan } from '../../../lambda/core/plan/makePlan.ts';
import { changed, retagged, withAdopted } from '../../../lambda/core/plan/retag.ts';
import { foreign, instance, inventory, NOW, settings, snapshot, volume } from '../fixtures.ts';

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

test.for([
  ['damaged ext4-damaged', 'snap-03-09'],
  ['sound ext4', undefined],
  ['nonsense', undefined],
])('a record counts from the moment that its snapshot is adopted: %s', ([record, holding]) => {
  const theirs = foreign('03-09', { autosnap_proved: `2026-03-09T06:00Z ${record}` });
  const before = inventory({ snapshots: [snapshot('03-08'), theirs] });
  expect(makePlan(before, settings(), NOW).unsound).toEqual([]);
  const after = withAdopted(before, [theirs]);
  expect(makePlan(after, settings(), NOW).unsound[0]?.snapshotId).toBe(holding);
  const { proof, unreadProof } = after.snapshots.find(({ id }) => id === theirs.id) ?? {};
  expect([proof, unreadProof]).toEqual([theirs.proof, theirs.unreadProof]);
});

test('a record that is removed is no longer known', () => {
  const world = inventory({
    snapshots: [snapshot('03-09', { tags: { autosnap_proved: '2026-03-09T06:00Z damaged ext4' } })],
  });
  const after = retagged(world, new Set(['snap-03-09']), { autosnap_proved: undefined });
  expect(after.snapshots).toEqual([snapshot('03-09')]);
});
