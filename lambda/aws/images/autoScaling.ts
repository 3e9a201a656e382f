import {
  AutoScalingClient,
  type AutoScalingGroup,
  type LaunchTemplateSpecification,
  paginateDescribeAutoScalingGroups,
  paginateDescribeLaunchConfigurations,
} from '@aws-sdk/client-auto-scaling';
import { reading, type Site } from '../clients.ts';
import { collected, detached } from '../pages.ts';

/** What Auto Scaling starts servers from. */
export interface AutoScaling {
  readonly groups: readonly Group[];
  readonly configurations: readonly LaunchConfiguration[];
}

interface Group {
  readonly name: string;
  readonly configuration?: string | undefined;
  readonly templates: readonly PinnedTemplate[];
  /** Ids of images that the group itself names, in place of those of a template. */
  readonly images: readonly string[];
}

/** A version of a launch template that a group names by its number. */
export interface PinnedTemplate {
  readonly id: string;
  readonly version: string;
}

interface LaunchConfiguration {
  readonly name: string;
  readonly image: string;
}

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeAutoScalingGroups.html */
const PAGE = { pageSize: 100 };

/**
 * Lists the groups of a region, and then its launch configurations: one that a group uses cannot be deleted between.
 *
 * This file is the only one that knows the client of Auto Scaling. It is imported where images are on, and only there.
 */
export async function readAutoScaling(site: Site): Promise<AutoScaling> {
  const client = new AutoScalingClient(reading(site));
  try {
    const groups = await collected(
      paginateDescribeAutoScalingGroups({ client, ...PAGE }, {}),
      ({ AutoScalingGroups = [] }) => AutoScalingGroups.map(group),
    );
    const configurations = await collected(
      paginateDescribeLaunchConfigurations({ client, ...PAGE }, {}),
      ({ LaunchConfigurations = [] }) =>
        LaunchConfigurations.map(({ LaunchConfigurationName = '', ImageId = '' }) => ({
          name: detached(LaunchConfigurationName),
          image: detached(ImageId),
        })),
    );
    return { groups, configurations };
  } finally {
    client.destroy();
  }
}

function group(one: AutoScalingGroup): Group {
  const { AutoScalingGroupName = '', LaunchConfigurationName, MixedInstancesPolicy } = one;
  const { LaunchTemplateSpecification: mixed, Overrides = [] } = MixedInstancesPolicy?.LaunchTemplate ?? {};
  const overriding = Overrides.map(({ LaunchTemplateSpecification: template }) => template);
  return {
    name: detached(AutoScalingGroupName),
    configuration: LaunchConfigurationName && detached(LaunchConfigurationName),
    templates: [one.LaunchTemplate, mixed, ...overriding].flatMap(pinned),
    images: Overrides.flatMap(({ ImageId }) => (ImageId ? [detached(ImageId)] : [])),
  };
}

/** `$Latest` and `$Default` are no numbers: they are among the versions that are listed of all templates. */
function pinned(template: LaunchTemplateSpecification | undefined): PinnedTemplate[] {
  const { LaunchTemplateId: id, Version: version = '' } = template ?? {};
  return id !== undefined && /^\d+$/.test(version) ? [{ id: detached(id), version: detached(version) }] : [];
}
