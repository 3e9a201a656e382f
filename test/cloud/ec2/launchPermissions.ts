import { arnOf } from '../arns.ts';
import type { Wish } from '../authorize.ts';
import { resourceTags } from '../iam.ts';
import type { Context } from '../iam.ts';
import type { Call } from '../wire/request.ts';
import { onImage, onNew } from './iamResources.ts';
import type { LaunchPlan } from './launchPlan.ts';

/**
 * All that a launch has to be allowed: what it makes, what it uses, and to hand a role to the instance.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
export function launchWishes(call: Call, plan: LaunchPlan): Wish[] {
  const { image, type, subnet, groups, profile, keyName, tags } = plan;
  const action = 'ec2:RunInstances';
  const zone: Context = { 'ec2:availabilityzone': subnet.zone };
  const vpc = arnOf({ ...subnet, kind: 'vpc', id: subnet.vpcId });
  const inVpc: Context = { 'ec2:vpc': vpc };
  const subnetArn = arnOf({ ...subnet, kind: 'subnet' });
  const instance: Context = {
    ...zone,
    'ec2:instancetype': type,
    'ec2:rootdevicetype': 'ebs',
    'ec2:tenancy': 'default',
    ...(profile && { 'ec2:instanceprofile': profile.arn }),
  };
  const { region, account } = call;
  return [
    onImage(call, image),
    ...onNew(call, 'instance', tags('instance'), instance),
    ...onNew(call, 'network-interface', tags('network-interface'), {
      ...zone,
      ...inVpc,
      'ec2:subnet': subnetArn,
    }),
    {
      action,
      resource: subnetArn,
      context: { ...resourceTags(subnet.tags), ...zone, ...inVpc, 'ec2:subnetid': subnet.id },
    },
    ...groups.map((group): Wish => {
      const context = { ...resourceTags(group.tags), ...inVpc, 'ec2:securitygroupid': group.id };
      return { action, resource: arnOf({ ...group, kind: 'security-group' }), context };
    }),
    ...image.devices.flatMap((device) =>
      onNew(call, 'volume', tags('volume'), {
        ...zone,
        'ec2:parentsnapshot': arnOf(device.snapshot),
        'ec2:volumesize': String(device.size),
        'ec2:volumetype': device.type,
      }),
    ),
    ...(keyName === undefined
      ? []
      : [{ action, resource: arnOf({ kind: 'key-pair', id: keyName, region, account }) }]),
    ...(profile ? [passing(profile.role)] : []),
  ];
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html */
function passing(role: string): Wish {
  return { action: 'iam:PassRole', resource: role, context: { 'iam:passedtoservice': 'ec2.amazonaws.com' } };
}
