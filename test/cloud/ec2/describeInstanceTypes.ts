import { authorizeOnAll } from '../authorize.ts';
import type { InstanceType } from '../instanceTypes.ts';
import { pageOf } from '../paging.ts';
import { byId } from '../shelf.ts';
import { AwsError } from '../wire/errors.ts';
import { list, notEmulated } from '../wire/request.ts';
import type { Call } from '../wire/request.ts';
import type { Xml, XmlFields } from '../wire/xml.ts';
import type { World } from '../world.ts';

/**
 * What instance types take in volumes.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceTypes.html
 */
export function describeInstanceTypes(call: Call, world: World): XmlFields {
  authorizeOnAll(call, world);
  notEmulated(call.params, ['Filter', 'IncludeUnsupportedInRegion']);
  const { instanceTypes } = world.place(call.account, call.region);
  const asked = list(call.params, 'InstanceType');
  const unknown = asked.filter((name) => !instanceTypes.has(name));
  if (unknown.length > 0) {
    throw new AwsError(
      'InvalidInstanceType',
      `The following supplied instance types do not exist: [${unknown.join(', ')}]`,
    );
  }
  const records = [...instanceTypes]
    .map(([id, type]) => ({ id, type }))
    .filter(({ id }) => asked.length === 0 || asked.includes(id))
    .toSorted(byId);
  const page = pageOf(call, world, { records, matches: () => true, byIds: asked.length > 0 });
  return { instanceTypeSet: page.items.map(({ id, type }) => shapeOf(id, type)), nextToken: page.nextToken };
}

function shapeOf(instanceType: string, type: InstanceType): Xml {
  return {
    instanceType,
    currentGeneration: type.hypervisor === 'nitro',
    bareMetal: false,
    hypervisor: type.hypervisor,
    supportedRootDeviceTypes: ['ebs'],
    ebsInfo: {
      ebsOptimizedSupport: type.hypervisor === 'nitro' ? 'default' : 'supported',
      encryptionSupport: 'supported',
      nvmeSupport: type.nvme,
      maximumEbsAttachments: type.maximumEbsAttachments,
      attachmentLimitType: type.limitType,
    },
  };
}
