import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { snapshotRecords } from '../../../lambda/aws/snapshotRecords.ts';
import { hintOf, producerOf } from '../../../lambda/core/coverage/producers.ts';

interface Found {
  readonly tags?: Readonly<Record<string, string>>;
  readonly description?: string;
  readonly volumeId?: string;
  readonly transfer?: 'standard' | 'time-based';
}

function record({ tags = {}, description = '', volumeId = 'vol-1', transfer }: Found) {
  return snapshotRecords('autosnap')({
    SnapshotId: 'snap-1',
    VolumeId: volumeId,
    StartTime: new Date(0),
    State: 'completed',
    Description: description,
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    ...(transfer === undefined ? {} : { TransferType: transfer }),
  });
}

/** What a snapshot counts as, and what it looks like. */
function seen(found: Found): string {
  const one = record(found);
  const hint = hintOf(one)?.program;
  const producer = producerOf(one) ?? 'of no volume';
  return hint === undefined ? producer : `${producer}, looks like ${hint}`;
}

const OURS: Found = { tags: { snapshot_tool: 'autosnap' }, description: 'autosnap: vol-1 (data)' };

describe('who made a snapshot', () => {
  test.for<readonly [string, Found, string]>([
    ['two signs of ours', OURS, 'ours'],
    ['our mark alone', { tags: { snapshot_tool: 'autosnap' } }, 'other, looks like aws-snapper'],
    ['our description alone', { description: 'autosnap: vol-1' }, 'other'],
    ['nothing', {}, 'other'],
    ['a person', { tags: { Name: 'before the upgrade' }, description: 'by Ann' }, 'other'],
    // https://docs.aws.amazon.com/aws-backup/latest/devguide/tags-on-backups.html
    [
      'AWS Backup',
      {
        tags: { 'aws:backup:source-resource': 'arn:aws:ec2:eu-west-1:123456789012:volume/vol-1' },
        description: 'This snapshot is created by the AWS Backup service.',
      },
      'AWS Backup',
    ],
    // https://docs.aws.amazon.com/ebs/latest/userguide/dlm-elements.html
    [
      'Data Lifecycle Manager',
      {
        tags: {
          'dlm:managed': 'true',
          'aws:dlm:lifecycle-policy-id': 'policy-0123456789abcdef0',
          'aws:dlm:lifecycle-schedule-name': 'daily',
        },
        description: 'Created for policy: policy-0123456789abcdef0 schedule: daily',
      },
      'DLM',
    ],
    [
      'tags of a service beside our signs',
      { ...OURS, tags: { ...OURS.tags, 'aws:backup:source-resource': 'x' } },
      'AWS Backup',
    ],
    [
      'the description of AWS Backup alone',
      { description: 'This snapshot is created by the AWS Backup service.' },
      'other, looks like AWS Backup',
    ],
    [
      'the signs of Data Lifecycle Manager that anybody can write',
      { tags: { 'dlm:managed': 'true' }, description: 'Created for policy: policy-1 schedule: x' },
      'other, looks like DLM',
    ],
    // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/deregister-ami.html
    [
      'CreateImage',
      { description: 'Created by CreateImage(i-0123456789abcdef0) for ami-0123456789abcdef0' },
      'other, looks like image',
    ],
    [
      'an image of ours, which is kept by its own rules',
      {
        tags: { autosnap_image_snapshot: 'autosnap-i-1-20261128T0200Z' },
        description: 'Created by CreateImage(i-1) for ami-1',
      },
      'other, looks like image',
    ],
    // CreateSnapshot and SnapshotNameTagKey in pkg/cloud/cloud.go of kubernetes-sigs/aws-ebs-csi-driver
    [
      'the CSI driver',
      {
        tags: { CSIVolumeSnapshotName: 'snapshot-1', 'ebs.csi.aws.com/cluster': 'true' },
        description: 'Created by AWS EBS CSI driver for volume vol-1',
      },
      'other, looks like CSI driver',
    ],
    // shelvery/backup_resource.py of base2Services/shelvery-aws-backups, where the prefix is a setting
    [
      'Shelvery',
      { tags: { 'shelvery:tag_name': 'nightly', 'nightly:backup': 'true' }, description: 'data-2026-11-28' },
      'other, looks like Shelvery',
    ],
    // Seen in public code that lists images of N2W; its own documents name no tag of snapshots.
    [
      'N2W',
      {
        tags: { cpm_policy_name: 'weekly', cpm_server_id: '0' },
        description: 'Created by CreateImage(i-1) for ami-1',
      },
      'other, looks like N2W',
    ],
    // https://helpcenter.veeam.com/docs/vdc/userguide/aws_backup_hiw_ec2.html: keys and values are encrypted
    [
      'Veeam, where a person named it so',
      { tags: { b64: 'AAAA' }, description: 'Veeam policy nightly' },
      'other, looks like Veeam',
    ],
    ['Veeam, as it is', { tags: { b64: 'AAAA' } }, 'other'],
    // Seen in public code that sorts snapshots by their makers
    [
      'Commvault',
      {
        tags: { 'commvault:vendor': 'Commvault', _GX_BACKUP_: '' },
        description: 'Created by CreateImage(i-1) for ami-1',
      },
      'other, looks like Commvault',
    ],
    [
      'another prefix than ours',
      { tags: { snapshot_tool: 'other' }, description: 'other: vol-1' },
      'other, looks like aws-snapper',
    ],
    [
      'a replica of ours',
      {
        tags: { snapshot_tool: 'autosnap' },
        description: 'autosnap: replica of vol-1 from eu-west-1/snap-1 of 2026-11-28T02:10:00Z',
        transfer: 'standard',
      },
      'of no volume',
    ],
    ['a copy, as AWS usually names its volume', { volumeId: 'vol-ffffffff' }, 'of no volume'],
    ['a copy under the id of a living volume', { transfer: 'time-based' }, 'of no volume'],
    ['a copy with the signs of ours', { ...OURS, transfer: 'standard' }, 'of no volume'],
    [
      'a copy of AWS Backup',
      { tags: { 'aws:backup:source-resource': 'x' }, transfer: 'standard' },
      'of no volume',
    ],
  ])('%s', ([, found, told]) => {
    expect(seen(found)).toBe(told);
  });
});

const aForgery: fc.Arbitrary<Found> = fc.record({
  tags: fc.dictionary(
    fc.constantFrom(
      'CSIVolumeSnapshotName',
      'shelvery:tag_name',
      'cpm_policy_name',
      'commvault:vendor',
      'dlm:managed',
      'autosnap_at',
      'autosnap_server',
      'AWSElasticDisasterRecoveryManaged',
    ),
    fc.string({ maxLength: 8 }),
  ),
  description: fc.constantFrom(
    '',
    'autosnap: vol-1',
    'Created by CreateImage(i-1) for ami-1',
    'This snapshot is created by the AWS Backup service.',
    'Created for policy: policy-1 schedule: x',
    '[Copied snap-1 from eu-west-1]',
    'veeam',
  ),
});

test('whatever a stranger writes, a snapshot without our mark is that of another', () => {
  fc.assert(
    fc.property(aForgery, (found) => {
      expect(producerOf(record(found))).toBe('other');
    }),
  );
});

test('records of one maker share what is known of it', () => {
  const [first, second] = [1, 2].map(() => record({ tags: { CSIVolumeSnapshotName: 'x' } }));
  expect(second?.maker).toBe(first?.maker);
});

test('a record tells how long AWS took, and never less than nothing', () => {
  const listed = { SnapshotId: 'snap-1', VolumeId: 'vol-1', StartTime: new Date(60_000) };
  const tookOf = (CompletionTime: Date | undefined) =>
    snapshotRecords('autosnap')({ ...listed, CompletionTime }).completedAfter;
  expect([new Date(90_000), new Date(0), undefined].map(tookOf)).toEqual([30_000, 0, undefined]);
});
