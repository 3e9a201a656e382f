import { describe, expect, test } from 'vitest';

import { SECOND } from '../cloud/clock.ts';
import { cloudAndCli, isMissing } from './awsCli.ts';

describe.skipIf(isMissing)('the AWS CLI', () => {
  test('makes a volume and reads it back, with its status', async () => {
    const { cloud, aws } = await cloudAndCli();
    const region = cloud.region('eu-west-1');
    const key = region.key();
    const snapshot = region.snapshot({ size: 20, kmsKeyId: key.arn });
    const line = `ec2 create-volume --availability-zone eu-west-1b --snapshot-id ${snapshot.id} --volume-type gp3`;
    const speed = '--iops 4000 --throughput 250 --volume-initialization-rate 200 --client-token one';
    const tags = '--tag-specifications ResourceType=volume,Tags=[{Key=Name,Value=data}]';

    const made = await aws(`${line} ${speed} --encrypted --kms-key-id ${key.arn} ${tags}`);

    const [volume] = region.volumes();
    const told = {
      VolumeId: volume?.id,
      AvailabilityZone: 'eu-west-1b',
      AvailabilityZoneId: 'euw1-az2',
      SnapshotId: snapshot.id,
      Size: 20,
      VolumeType: 'gp3',
      Iops: 4000,
      Throughput: 250,
      VolumeInitializationRate: 200,
      Encrypted: true,
      KmsKeyId: key.arn,
      Tags: [{ Key: 'Name', Value: 'data' }],
    };
    expect(made).toMatchObject({ ...told, State: 'creating' });
    cloud.clock.advance(51.2 * SECOND);
    expect(await aws('ec2 describe-volumes --filters Name=tag:Name,Values=data')).toMatchObject({
      Volumes: [{ ...told, State: 'available', Attachments: [] }],
    });
    expect(await aws(`ec2 describe-volume-status --volume-ids ${volume?.id}`)).toMatchObject({
      VolumeStatuses: [
        {
          VolumeId: volume?.id,
          VolumeStatus: { Status: 'ok' },
          InitializationStatusDetails: {
            InitializationType: 'provisioned-rate',
            Progress: 50,
            EstimatedTimeToCompleteInSeconds: 52,
          },
        },
      ],
    });
  });

  test('reads zones, keys and what is on a snapshot', async () => {
    const { cloud, aws } = await cloudAndCli();
    const region = cloud.region('eu-west-1');
    const key = region.key({ state: 'PendingDeletion' });
    const sold = region.snapshot({ productCodes: [{ id: 'abc123', type: 'marketplace' }] });
    expect(await aws('ec2 describe-availability-zones --zone-names eu-west-1c')).toMatchObject({
      AvailabilityZones: [{ ZoneName: 'eu-west-1c', ZoneId: 'euw1-az3', State: 'available' }],
    });
    expect(await aws(`kms describe-key --key-id ${key.id}`)).toMatchObject({
      KeyMetadata: { Arn: key.arn, KeyState: 'PendingDeletion', Enabled: false },
    });
    const line = `ec2 describe-snapshot-attribute --attribute productCodes --snapshot-id ${sold.id}`;
    expect(await aws(line)).toMatchObject({
      SnapshotId: sold.id,
      ProductCodes: [{ ProductCodeId: 'abc123', ProductCodeType: 'marketplace' }],
    });
  });

  test.for([
    ['ec2 create-volume --availability-zone eu-west-1z --size 8', '(InvalidZone.NotFound)'],
    ['ec2 create-volume --availability-zone eu-west-1a --size 8 --dry-run', '(DryRunOperation)'],
    ['kms describe-key --key-id alias/mine', '(NotFoundException)'],
  ])('is refused %s with %s', async ([line, words]) => {
    const { aws } = await cloudAndCli();
    await expect(aws(line ?? '')).rejects.toThrow(words);
  });
});
