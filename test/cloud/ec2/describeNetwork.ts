import { authorizeOnAll } from '../authorize.ts';
import { filterOf } from '../filters.ts';
import type { Fields } from '../filters.ts';
import type { SecurityGroup, Subnet } from '../network.ts';
import { pageOf } from '../paging.ts';
import { byId } from '../shelf.ts';
import { notEmulated } from '../wire/request.ts';
import type { Call } from '../wire/request.ts';
import type { XmlFields } from '../wire/xml.ts';
import type { World } from '../world.ts';
import { tagSet } from './shapes.ts';

/** By filters, because nobody asks by ids. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSubnets.html */
export function describeSubnets(call: Call, world: World): XmlFields {
  authorizeOnAll(call, world);
  notEmulated(call.params, ['SubnetId.1']);
  const { network } = world.place(call.account, call.region);
  const page = pageOf(call, world, {
    records: [...network.subnets.values()].toSorted(byId),
    matches: filterOf(call.params, SUBNETS, ({ tags }) => tags),
    byIds: false,
  });
  return {
    subnetSet: page.items.map(({ id, account, vpcId, zone, freeAddresses, tags }) => ({
      subnetId: id,
      ownerId: account,
      state: 'available',
      vpcId,
      availabilityZone: zone,
      availableIpAddressCount: freeAddresses,
      tagSet: tagSet(tags),
    })),
    nextToken: page.nextToken,
  };
}

const SUBNETS: Fields<Subnet> = {
  'availability-zone': ({ zone }) => zone,
  'subnet-id': ({ id }) => id,
  'vpc-id': ({ vpcId }) => vpcId,
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroups.html */
export function describeSecurityGroups(call: Call, world: World): XmlFields {
  authorizeOnAll(call, world);
  notEmulated(call.params, ['GroupId.1', 'GroupName.1']);
  const { network } = world.place(call.account, call.region);
  const page = pageOf(call, world, {
    records: [...network.groups.values()].toSorted(byId),
    matches: filterOf(call.params, GROUPS, ({ tags }) => tags),
    byIds: false,
  });
  return {
    securityGroupInfo: page.items.map(({ id, account, vpcId, name, tags }) => ({
      groupId: id,
      groupName: name,
      groupDescription: name,
      ownerId: account,
      vpcId,
      tagSet: tagSet(tags),
    })),
    nextToken: page.nextToken,
  };
}

const GROUPS: Fields<SecurityGroup> = {
  'group-id': ({ id }) => id,
  'group-name': ({ name }) => name,
  'vpc-id': ({ vpcId }) => vpcId,
};

/** It has no pages. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeKeyPairs.html */
export function describeKeyPairs(call: Call, world: World): XmlFields {
  authorizeOnAll(call, world);
  notEmulated(call.params, ['IncludePublicKey', 'KeyName.1', 'KeyPairId.1']);
  const { network } = world.place(call.account, call.region);
  const matches = filterOf(call.params, { 'key-name': (name: string) => name });
  return { keySet: [...network.keyPairs].filter(matches).map((keyName) => ({ keyName, keyType: 'rsa' })) };
}
