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
