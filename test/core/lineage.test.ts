import { expect, test } from 'vitest';
import { type Lineage, lineageIn, lineageTags, replicaDescription } from '../../lambda/core/lineage.ts';
import { isOurs, labelled } from '../../lambda/core/snapshot.ts';

const lineage: Lineage = {
  volumeId: 'vol-0abc',
  region: 'eu-west-1',
  snapshotId: 'snap-0def',
  at: Date.UTC(2026, 10, 28, 2, 10),
};
const description = 'autosnap: replica of vol-0abc from eu-west-1/snap-0def of 2026-11-28T02:10:00Z';

function listed(words: string, tags: Record<string, string> = {}, volumeId = 'vol-0777') {
  const found = {
    id: 'snap-1',
    volumeId,
    state: 'completed',
    tier: 'standard',
    startedAt: Date.UTC(2026, 10, 29),
    sizeGiB: 8,
    description: words,
    tags: { snapshot_tool: 'autosnap', ...tags },
  };
  return labelled(found, 'autosnap');
}

test('what is written in the description of a replica is read again', () => {
  expect(replicaDescription(lineage, 'autosnap')).toBe(description);
  expect(lineageIn(description, 'autosnap')).toEqual(lineage);
});

test.for<[string, string]>([
  ['another prefix', 'other: replica of vol-0abc from eu-west-1/snap-0def of 2026-11-28T02:10:00Z'],
  ['no region', 'autosnap: replica of vol-0abc from snap-0def of 2026-11-28T02:10:00Z'],
  ['a day that does not exist', description.replace('11-28', '02-31')],
  ['more behind it', `${description} and more`],
  ['a shell in it', description.replace('snap-0def', 'snap-$(id)')],
])('no lineage is read where there is %s', ([, words]) => {
  expect(lineageIn(words, 'autosnap')).toBeUndefined();
});

test('a replica is not ours as a snapshot of the volume id that AWS gave it', () => {
  const replica = listed(description);
  expect([isOurs(replica), replica.label.ownership, replica.lineage]).toEqual([false, 'replica', lineage]);
});

test.for([
  ['an adopted replica stays a replica', description, { autosnap_adopted: 'snap-1' }, 'replica'],
  ['a description that only begins so is foreign', 'autosnap: replica of my disk', {}, 'foreign'],
  [
    'also where a person adopted it',
    'autosnap: replica of my disk',
    { autosnap_adopted: 'snap-1' },
    'foreign',
  ],
  [
    'one that names a later time than that at which AWS began it was made by somebody else',
    description.replace('11-28T02:10:00', '11-29T00:00:01'),
    {},
    'foreign',
  ],
  [
    'one that names the very second is a replica',
    description.replace('11-28T02:10:00', '11-29T00:00:00'),
    {},
    'replica',
  ],
  ['the mark of another tool makes it foreign', description, { snapshot_tool: 'other' }, 'foreign'],
  ['what AWS Backup manages is foreign', description, { 'aws:backup:source-resource': 'x' }, 'foreign'],
] as const)('%s', ([, words, tags, ownership]) => {
  const one = listed(words, tags);
  expect([one.label.ownership, one.lineage !== undefined]).toEqual([ownership, ownership === 'replica']);
});

test('the volume id that AWS usually gives to copies is no obstacle', () => {
  expect(listed(description, {}, 'vol-ffffffff').lineage).toEqual(lineage);
});

test('a copy by another tool has no lineage, whatever its tags say', () => {
  const copy = listed('[Copied snap-0def from eu-west-1]', { autosnap_from: 'eu-west-1/snap-0def' });
  expect([copy.label.ownership, copy.lineage]).toEqual(['only marked', undefined]);
});

test('a tag that says otherwise than the description contradicts it, and one that says the same does not', () => {
  const tags = lineageTags(lineage, 'autosnap');
  expect(Object.keys(tags)).toEqual(['autosnap_at', 'autosnap_of', 'autosnap_from']);
  expect(listed(description, tags).lineage).toEqual(lineage);
  for (const key of Object.keys(tags)) {
    expect(listed(description, { ...tags, [key]: 'x' }).lineage).toEqual({ ...lineage, contradictedBy: key });
  }
});
