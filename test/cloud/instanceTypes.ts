import type { Place } from './world.ts';
import type { Instance } from './records.ts';
import { volumesOf } from './world.ts';

export interface InstanceType {
  /** Under a shared limit network interfaces count as well; an instance of ours has one. */
  readonly limitType: 'dedicated' | 'shared';
  readonly maximumEbsAttachments: number;
  readonly hypervisor: 'nitro' | 'xen';
  readonly nvme: 'required' | 'supported' | 'unsupported';
}

const NITRO = { hypervisor: 'nitro', nvme: 'required' } as const;
const SHARED: InstanceType = { limitType: 'shared', maximumEbsAttachments: 28, ...NITRO };
const DEDICATED: InstanceType = { limitType: 'dedicated', maximumEbsAttachments: 32, ...NITRO };
const XEN: InstanceType = {
  limitType: 'shared',
  maximumEbsAttachments: 40,
  hypervisor: 'xen',
  nvme: 'unsupported',
};

/**
 * A few types, with the limits that AWS publishes; a test may add others to its region, or change these there.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/volume_limits.html
 */
export const INSTANCE_TYPES: readonly (readonly [name: string, type: InstanceType])[] = [
  ['m4.large', XEN],
  ['m5.large', SHARED],
  ['m6i.large', SHARED],
  ['m7i.16xlarge', { ...DEDICATED, maximumEbsAttachments: 48 }],
  ['m7i.large', DEDICATED],
  ['r7i.48xlarge', { ...DEDICATED, maximumEbsAttachments: 128 }],
  ['t2.micro', XEN],
  ['t3.large', SHARED],
  ['t3.medium', SHARED],
  ['t3.micro', SHARED],
  ['t3.small', SHARED],
];

/** Whether one more volume fits; to an instance of a type that is not known here, any number does. */
export function hasRoom(place: Place, instance: Instance): boolean {
  const type = place.instanceTypes.get(instance.type);
  if (type === undefined) return true;
  const interfaces = type.limitType === 'shared' && type.hypervisor === 'nitro' ? 1 : 0;
  return volumesOf(place, instance).length + interfaces < type.maximumEbsAttachments;
}
