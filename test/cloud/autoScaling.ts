import { partitionOf } from './arns.ts';
import { authorizeOnAll } from './authorize.ts';
import type { AutoScalingGroup, LaunchConfiguration, Override, TemplateChoice } from './launchTemplates.ts';
import { pageOf } from './paging.ts';
import { byId } from './shelf.ts';
import { AwsError } from './wire/errors.ts';
import { list, notEmulated } from './wire/request.ts';
import type { Call } from './wire/request.ts';
import type { Xml, XmlFields } from './wire/xml.ts';
import type { World } from './world.ts';

/** What a group's instances would be launched by is one of three: a configuration, a template, or a mix. */
export function describeAutoScalingGroups(call: Call, world: World): XmlFields {
  authorizeOnAll(call, world);
  notEmulated(call.params, ['Filters']);
  const { autoScalingGroups } = world.place(call.account, call.region);
  const page = pageOfNamed(call, world, autoScalingGroups, 'AutoScalingGroupNames');
  return { AutoScalingGroups: page.items.map(groupShape), NextToken: page.nextToken };
}

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeLaunchConfigurations.html */
export function describeLaunchConfigurations(call: Call, world: World): XmlFields {
  authorizeOnAll(call, world);
  const { launchConfigurations } = world.place(call.account, call.region);
  const page = pageOfNamed(call, world, launchConfigurations, 'LaunchConfigurationNames');
  return { LaunchConfigurations: page.items.map(configurationShape), NextToken: page.nextToken };
}

/** A page holds 50 unless more are asked for, up to 100. Unknown names are left out. */
function pageOfNamed<T extends { readonly name: string }>(
  call: Call,
  world: World,
  records: ReadonlyMap<string, T>,
  parameter: string,
) {
  const names = list(call.params, `${parameter}.member`);
  const { MaxRecords: MaxResults = '50' } = call.params;
  if (!/^\d{1,3}$/.test(MaxResults) || Number(MaxResults) < 1 || Number(MaxResults) > 100) {
    throw new AwsError('ValidationError', `MaxRecords must be 1 to 100, but is ${MaxResults}`);
  }
  const params = { ...call.params, MaxResults };
  try {
    return pageOf({ ...call, params }, world, {
      records: [...records.values()].map((record) => ({ ...record, id: record.name })).toSorted(byId),
      matches: ({ name }) => names.length === 0 || names.includes(name),
      byIds: false,
      sizes: [1, 100],
    });
  } catch (error) {
    if (error instanceof AwsError) throw new AwsError('InvalidNextToken', error.message);
    throw error;
  }
}

function groupShape({ name, account, region, createdAt, launches }: AutoScalingGroup): Xml {
  return {
    AutoScalingGroupName: name,
    AutoScalingGroupARN: `arn:${partitionOf(region)}:autoscaling:${region}:${account}:autoScalingGroup:${name}:autoScalingGroupName/${name}`,
    ...(launches.kind === 'configuration' && { LaunchConfigurationName: launches.name }),
    ...(launches.kind === 'template' && { LaunchTemplate: choiceShape(launches) }),
    ...(launches.kind === 'mixed' && {
      MixedInstancesPolicy: {
        LaunchTemplate: {
          LaunchTemplateSpecification: choiceShape(launches),
          Overrides: launches.overrides.map(overrideShape),
        },
      },
    }),
    MinSize: 0,
    MaxSize: 1,
    DesiredCapacity: 1,
    DefaultCooldown: 300,
    AvailabilityZones: [`${region}a`],
    HealthCheckType: 'EC2',
    CreatedTime: createdAt,
  };
}

function choiceShape({ template, version }: TemplateChoice): Xml {
  return { LaunchTemplateId: template.id, LaunchTemplateName: template.name, Version: version };
}

function overrideShape({ instanceType, choice, imageId }: Override): Xml {
  return {
    InstanceType: instanceType,
    LaunchTemplateSpecification: choice && choiceShape(choice),
    ImageId: imageId,
  };
}

function configurationShape({ name, imageId, createdAt }: LaunchConfiguration): Xml {
  return {
    LaunchConfigurationName: name,
    ImageId: imageId,
    InstanceType: 't3.micro',
    CreatedTime: createdAt,
  };
}
