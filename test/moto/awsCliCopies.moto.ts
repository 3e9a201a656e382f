import { describe, expect, test } from 'vitest';

import { DAY, HOUR } from '../cloud/clock.ts';
import { cloudAndCli, isMissing } from './awsCli.ts';

describe.skipIf(isMissing)('the AWS CLI', () => {
  test('copies a snapshot into another region, and waits for it', async () => {
    const { cloud, aws } = await cloudAndCli();
    const source = cloud.region('eu-west-1').snapshot({ size: 20, encrypted: true });
    const there = cloud.region('eu-central-1');
    const key = there.key({ alias: 'alias/backup' });
    const line = `ec2 copy-snapshot --region eu-central-1 --source-region eu-west-1 --source-snapshot-id ${source.id}`;
    const more =
      '--encrypted --kms-key-id alias/backup --completion-duration-minutes 15 --description replica';
    const tags = '--tag-specifications ResourceType=snapshot,Tags=[{Key=of,Value=vol-1}]';
    const copied = await aws(`${line} ${more} ${tags}`);
    const [copy] = there.snapshots();
    expect(copied).toEqual({ SnapshotId: copy?.id, Tags: [{ Key: 'of', Value: 'vol-1' }] });
    cloud.clock.advance(HOUR);
    await aws(`ec2 wait snapshot-completed --region eu-central-1 --snapshot-ids ${copy?.id}`);
    expect(await aws('ec2 describe-snapshots --region eu-central-1 --owner-ids self')).toMatchObject({
      Snapshots: [
        {
          SnapshotId: copy?.id,
          State: 'completed',
          VolumeSize: 20,
          KmsKeyId: key.arn,
          TransferType: 'time-based',
          CompletionDurationMinutes: 15,
        },
      ],
    });
  });

  test('shares a snapshot with an account, and takes it back', async () => {
    const { cloud, aws } = await cloudAndCli();
    const snapshot = cloud.region('eu-west-1').snapshot();
    const line = `ec2 modify-snapshot-attribute --snapshot-id ${snapshot.id}`;
    await aws(`${line} --attribute createVolumePermission --operation-type add --user-ids 222222222222`);
    expect(snapshot.sharedWith).toEqual(['222222222222']);
    await aws(`${line} --create-volume-permission Remove=[{UserId=222222222222}]`);
    expect(snapshot.sharedWith).toEqual([]);
  });

  test('locks a snapshot, reads the lock and unlocks it', async () => {
    const { cloud, aws } = await cloudAndCli();
    const { id } = cloud.region('eu-west-1').snapshot();
    const lock = {
      SnapshotId: id,
      LockState: 'compliance-cooloff',
      LockDuration: 14,
      CoolOffPeriod: 2,
      LockExpiresOn: new Date(cloud.clock.now().getTime() + 14 * DAY).toISOString(),
    };
    const line = `ec2 lock-snapshot --snapshot-id ${id} --lock-mode compliance --lock-duration 14`;
    expect(await aws(`${line} --cool-off-period 2`)).toMatchObject(lock);
    expect(await aws('ec2 describe-locked-snapshots')).toMatchObject({ Snapshots: [lock] });
    await expect(aws(`ec2 delete-snapshot --snapshot-id ${id}`)).rejects.toThrow('(OperationNotPermitted)');
    expect(await aws(`ec2 unlock-snapshot --snapshot-id ${id}`)).toEqual({ SnapshotId: id });
    await aws(`ec2 delete-snapshot --snapshot-id ${id}`);
    expect(cloud.region('eu-west-1').snapshots()).toEqual([]);
  });
});
