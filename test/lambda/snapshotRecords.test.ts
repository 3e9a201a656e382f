import { expect, test } from 'vitest';
import { snapshotRecords } from '../../lambda/aws/snapshotRecords.ts';

const REMEMBERED = [
  { Key: 'autosnap_server', Value: 'web-1' },
  { Key: 'autosnap_named', Value: 'data' },
  { Key: 'autosnap_instance', Value: 'i-1' },
];

test('what snapshots remember of their server is one object for all that are equal, in any order of tags', () => {
  const record = snapshotRecords('autosnap');
  const [first, second, other] = [
    REMEMBERED,
    REMEMBERED.toReversed(),
    [{ Key: 'autosnap_instance', Value: 'i-2' }],
  ].map((Tags, index) =>
    record({ SnapshotId: `snap-${index}`, VolumeId: 'vol-1', StartTime: new Date(0), Tags }),
  );
  expect(first?.names).toEqual({ server: 'web-1', volume: 'data', instanceId: 'i-1' });
  expect(second?.names).toBe(first?.names);
  expect(other?.names).toEqual({ instanceId: 'i-2' });
});

test.for([
  ['a set, where AWS copies it', { Name: 'data' }, 'data'],
  ['a set that has ours', { Name: '2026-01-01T03:00:00Z-web-1' }, undefined],
  ['a snapshot alone, beside ours', { Name: '2026-01-01T03:00:00Z-web-1', autosnap_named: 'data' }, 'data'],
  ['a snapshot of before, whose Name can be ours', { Name: 'data', autosnap_at: undefined }, undefined],
] as const)('the Name of a volume is remembered by %s', ([, tags, volume]) => {
  const all: Record<string, string | undefined> = { autosnap_at: '2026-01-01T03:00:00Z', ...tags };
  const Tags = Object.entries(all).flatMap(([Key, Value]) => (Value === undefined ? [] : [{ Key, Value }]));
  const record = snapshotRecords('autosnap');
  const { names } = record({ SnapshotId: 'snap-1', VolumeId: 'vol-1', StartTime: new Date(0), Tags });
  expect(names?.volume).toBe(volume);
});

test('replicas share their label, though their tags name different snapshots, and a contradiction is read', () => {
  const record = snapshotRecords('autosnap');
  const [same, other] = ['snap-1', 'snap-2'].map((id) =>
    record({
      SnapshotId: `snap-of-${id}`,
      VolumeId: 'vol-ffffffff',
      StartTime: new Date('2026-11-28T05:00:00Z'),
      Description: `autosnap: replica of vol-1 from eu-west-1/${id} of 2026-11-28T02:10:00Z`,
      Tags: [
        { Key: 'snapshot_tool', Value: 'autosnap' },
        { Key: 'autosnap_from', Value: 'eu-west-1/snap-1' },
      ],
    }),
  );
  expect([same?.lineage?.contradictedBy, other?.lineage?.contradictedBy]).toEqual([
    undefined,
    'autosnap_from',
  ]);
  expect(other?.label).toBe(same?.label);
});

test('snapshots of Data Lifecycle Manager share their label, though each expires at another time', () => {
  const record = snapshotRecords('autosnap');
  const [first, second] = ['2026-03-11T05:00:00Z', '2026-03-12T05:00:00Z'].map((Value, index) =>
    record({
      SnapshotId: `snap-${index}`,
      VolumeId: 'vol-1',
      StartTime: new Date(0),
      Tags: [{ Key: 'aws:dlm:expirationTime', Value }],
    }),
  );
  expect(second?.label).toBe(first?.label);
  expect(first).toMatchObject({
    label: { serviceTag: 'aws:dlm:expirationTime' },
    maker: { producer: 'DLM' },
  });
});
