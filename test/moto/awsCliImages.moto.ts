import { describe, expect, test } from 'vitest';

import { HOUR, MINUTE } from '../cloud/clock.ts';
import { cloudAndCli, isMissing } from './awsCli.ts';

/** What a person types about images. */
describe.skipIf(isMissing)('the AWS CLI', () => {
  test('makes an image, launches a server from it and deregisters it', async () => {
    const { cloud, aws } = await cloudAndCli();
    const region = cloud.region('eu-west-1');
    const server = region.instance();
    const root = region.volume({ attachedTo: server });
    const tags =
      'ResourceType=image,Tags=[{Key=what,Value=image}] ResourceType=snapshot,Tags=[{Key=what,Value=disk}]';

    const line = `ec2 create-image --instance-id ${server.id} --name golden --no-reboot`;
    await aws(`${line} --tag-specifications ${tags}`);
    const [image] = region.images();
    const [snapshot] = cloud.snapshotsOf(root);
    cloud.clock.advance(HOUR);
    await aws(`ec2 wait image-available --image-ids ${image?.id}`);
    expect(await aws('ec2 describe-images --owners self --include-disabled')).toMatchObject({
      Images: [
        {
          ImageId: image?.id,
          Name: 'golden',
          State: 'available',
          SourceInstanceId: server.id,
          DeregistrationProtection: 'disabled',
          Tags: [{ Key: 'what', Value: 'image' }],
          BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: snapshot?.id } }],
        },
      ],
    });

    const place = `--subnet-id ${server.subnetId} --security-group-ids ${server.securityGroups[0]}`;
    await aws(`ec2 run-instances --image-id ${image?.id} --instance-type t3.micro ${place}`);
    cloud.clock.advance(MINUTE);
    const launched = region.instances().find(({ imageId }) => imageId === image?.id);
    await aws(`ec2 wait instance-running --instance-ids ${launched?.id}`);
    const path = 'Reservations[].Instances[].[SubnetId,SecurityGroups[0].GroupName,State.Name]';
    expect(await aws(`ec2 describe-instances --instance-ids ${launched?.id} --query ${path}`)).toEqual([
      [server.subnetId, 'default', 'running'],
    ]);

    await expect(aws(`ec2 delete-snapshot --snapshot-id ${snapshot?.id}`)).rejects.toThrow(
      '(InvalidSnapshot.InUse)',
    );
    const deregister = `ec2 deregister-image --image-id ${image?.id} --delete-associated-snapshots`;
    await aws(`ec2 enable-image-deregistration-protection --image-id ${image?.id}`);
    await expect(aws(deregister)).rejects.toThrow('(OperationNotPermitted)');
    await aws(`ec2 disable-image-deregistration-protection --image-id ${image?.id}`);
    expect(await aws(deregister)).toMatchObject({
      DeleteSnapshotResults: [{ SnapshotId: snapshot?.id, ReturnCode: 'success' }],
    });
    expect(await aws('ec2 describe-images --owners self')).toEqual({ Images: [] });
  });

  test('reads who may launch an image, and what launches it by its id', async () => {
    const { cloud, aws } = await cloudAndCli();
    const region = cloud.region('eu-west-1');
    const image = region.image({ snapshots: [], sharedWith: ['222222222222'] });
    const template = region.launchTemplate({ name: 'web', images: [image.id] });
    const overrides = [{ imageId: image.id }];
    region.autoScalingGroup('mixed', { kind: 'mixed', template, version: '$Default', overrides });
    region.launchConfiguration('old', image.id);

    const attribute = `ec2 describe-image-attribute --image-id ${image.id} --attribute launchPermission`;
    expect(await aws(attribute)).toMatchObject({ LaunchPermissions: [{ UserId: '222222222222' }] });
    expect(
      await aws('ec2 describe-launch-template-versions --versions $Latest $Default --resolve-alias'),
    ).toMatchObject({
      LaunchTemplateVersions: [
        { LaunchTemplateId: template.id, DefaultVersion: true, LaunchTemplateData: { ImageId: image.id } },
      ],
    });
    expect(await aws('autoscaling describe-auto-scaling-groups')).toMatchObject({
      AutoScalingGroups: [
        {
          AutoScalingGroupName: 'mixed',
          MixedInstancesPolicy: {
            LaunchTemplate: {
              LaunchTemplateSpecification: { LaunchTemplateId: template.id, Version: '$Default' },
              Overrides: [{ ImageId: image.id }],
            },
          },
        },
      ],
    });
    expect(await aws('autoscaling describe-launch-configurations')).toMatchObject({
      LaunchConfigurations: [{ LaunchConfigurationName: 'old', ImageId: image.id }],
    });
  });
});
