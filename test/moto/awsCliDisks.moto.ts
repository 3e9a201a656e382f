import { describe, expect, test } from 'vitest';

import { MINUTE } from '../cloud/clock.ts';
import { cloudAndCli, isMissing } from './awsCli.ts';

/** What a person types to give disks back by hand. */
describe.skipIf(isMissing)('the AWS CLI', () => {
  test('gives a data disk back to a server that it stops and starts', async () => {
    const { cloud, region, aws, server, data } = await serverWithData();
    const snapshot = region.snapshot({ of: data });
    await aws(`ec2 create-volume --availability-zone eu-west-1a --snapshot-id ${snapshot.id}`);
    const fresh = region.volumes().find(({ fromSnapshot }) => fromSnapshot === snapshot.id)?.id;
    cloud.clock.advance(MINUTE);
    await aws(`ec2 wait volume-available --volume-ids ${fresh}`);

    expect(await aws(`ec2 stop-instances --instance-ids ${server.id}`)).toEqual({
      StoppingInstances: [
        {
          InstanceId: server.id,
          CurrentState: { Code: 64, Name: 'stopping' },
          PreviousState: { Code: 16, Name: 'running' },
        },
      ],
    });
    cloud.clock.advance(MINUTE);
    await aws(`ec2 wait instance-stopped --instance-ids ${server.id}`);

    expect(await aws(`ec2 detach-volume --volume-id ${data.id}`)).toMatchObject({ State: 'detaching' });
    cloud.clock.advance(MINUTE);
    const attach = `ec2 attach-volume --volume-id ${fresh} --instance-id ${server.id} --device /dev/sdf`;
    expect(await aws(attach)).toMatchObject({ State: 'attaching', Device: '/dev/sdf' });
    cloud.clock.advance(MINUTE);
    await expect(aws(attach)).rejects.toThrow(
      `(VolumeInUse) when calling the AttachVolume operation: ${fresh} is already attached to an instance`,
    );

    expect(await aws(`ec2 start-instances --instance-ids ${server.id}`)).toMatchObject({
      StartingInstances: [{ CurrentState: { Name: 'pending' }, PreviousState: { Name: 'stopped' } }],
    });
    cloud.clock.advance(MINUTE);
    await aws(`ec2 wait instance-running --instance-ids ${server.id}`);
    const path = 'Reservations[].Instances[].BlockDeviceMappings[].[DeviceName,Ebs.VolumeId,Ebs.Status]';
    expect(await aws(`ec2 describe-instances --query ${path}`)).toContainEqual([
      '/dev/sdf',
      fresh,
      'attached',
    ]);
  });

  test('lets a disk go with its server', async () => {
    const { aws, server, data } = await serverWithData();
    const mapping = [{ DeviceName: '/dev/sdf', Ebs: { DeleteOnTermination: true } }];
    const line = `ec2 modify-instance-attribute --instance-id ${server.id}`;
    await aws(`${line} --block-device-mappings ${JSON.stringify(mapping)}`);
    expect(data.attachments[0]?.deleteOnTermination).toBe(true);
  });

  test('replaces the root disk of a running server by a snapshot', async () => {
    const { cloud, region, aws, server, root } = await serverWithData();
    const snapshot = region.snapshot({ of: root });
    const line = `ec2 create-replace-root-volume-task --instance-id ${server.id} --snapshot-id ${snapshot.id}`;
    const tags = 'ResourceType=replace-root-volume-task,Tags=[{Key=why,Value=restore}]';
    expect(await aws(`${line} --tag-specifications ${tags}`)).toMatchObject({
      ReplaceRootVolumeTask: { TaskState: 'pending', Tags: [{ Key: 'why', Value: 'restore' }] },
    });
    cloud.clock.advance(2 * MINUTE);
    const filter = `--filters Name=instance-id,Values=${server.id}`;
    expect(await aws(`ec2 describe-replace-root-volume-tasks ${filter}`)).toMatchObject({
      ReplaceRootVolumeTasks: [
        {
          TaskState: 'succeeded',
          SnapshotId: snapshot.id,
          InstanceId: server.id,
          DeleteReplacedRootVolume: false,
        },
      ],
    });
    const free = '--filters Name=status,Values=available --query Volumes[].VolumeId';
    expect(await aws(`ec2 describe-volumes ${free}`)).toEqual([root.id]);
  });

  test('reads what an instance type takes in volumes', async () => {
    const { aws } = await cloudAndCli();
    expect(await aws('ec2 describe-instance-types --instance-types t3.micro')).toMatchObject({
      InstanceTypes: [
        {
          InstanceType: 't3.micro',
          Hypervisor: 'nitro',
          EbsInfo: { NvmeSupport: 'required', MaximumEbsAttachments: 28, AttachmentLimitType: 'shared' },
        },
      ],
    });
  });
});

async function serverWithData() {
  const { cloud, aws } = await cloudAndCli();
  const region = cloud.region('eu-west-1');
  const server = region.instance();
  const root = region.volume({ attachedTo: server });
  return {
    cloud,
    region,
    aws,
    server,
    root,
    data: region.volume({ attachedTo: server, device: '/dev/sdf' }),
  };
}
