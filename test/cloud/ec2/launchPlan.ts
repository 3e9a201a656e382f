import type { InstanceProfile, SecurityGroup, Subnet } from '../network.ts';
import { defaultGroup, defaultSubnet } from '../network.ts';
import type { Image, Tags } from '../records.ts';
import { tagsByType } from '../tagRules.ts';
import { AwsError } from '../wire/errors.ts';
import { list } from '../wire/request.ts';
import type { Call, Params } from '../wire/request.ts';
import type { Place, World } from '../world.ts';
import { namedImage } from './imageLookup.ts';
import { combination, invalid } from './volumeRules.ts';

/** What a launch asks for, once the request was read and before anybody was asked for permission. */
export interface LaunchPlan {
  readonly image: Image;
  readonly type: string;
  readonly subnet: Subnet;
  readonly groups: readonly SecurityGroup[];
  readonly profile: InstanceProfile | undefined;
  readonly keyName: string | undefined;
  readonly tags: (type: 'instance' | 'volume' | 'network-interface') => Tags;
}

export function launchPlanOf(call: Call, world: World): LaunchPlan {
  const { params } = call;
  const place = world.place(call.account, call.region);
  checkCounts(params);
  const image = namedImage(call, world);
  const subnet = subnetOf(params, world, place);
  return {
    image,
    type: typeOf(params, place),
    subnet,
    groups: groupsOf(params, world, place, subnet),
    profile: profileOf(call, world),
    keyName: keyNameOf(params, place),
    tags: tagsByType(params, ['instance', 'volume', 'network-interface']),
  };
}

function checkCounts({ MinCount, MaxCount }: Params): void {
  if (MinCount === undefined || MaxCount === undefined)
    throw new AwsError('MissingParameter', 'The request must contain the parameters MinCount and MaxCount');
  if (MinCount === '1' && MaxCount === '1') return;
  throw new AwsError('UnsupportedOperation', 'The embedded cloud launches one instance at a time');
}

/** AWS would take m1.small where none is given; we ask for one, since nobody wants that. */
function typeOf({ InstanceType: type }: Params, { instanceTypes }: Place): string {
  if (type === undefined) throw new AwsError('MissingParameter', 'The embedded cloud needs an InstanceType');
  if (instanceTypes.has(type)) return type;
  throw invalid(`Invalid value '${type}' for InstanceType.`);
}

function subnetOf({ SubnetId: id }: Params, world: World, place: Place): Subnet {
  if (id === undefined) return defaultSubnet(world, place, `${place.region}a`);
  const subnet = place.network.subnets.get(id);
  if (subnet) return subnet;
  throw new AwsError('InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`);
}

function groupsOf(params: Params, world: World, place: Place, { id, vpcId }: Subnet): SecurityGroup[] {
  const ids = list(params, 'SecurityGroupId');
  if (ids.length === 0) return [defaultGroup(world, place, vpcId)];
  return ids.map((groupId) => {
    const group = place.network.groups.get(groupId);
    if (!group) throw new AwsError('InvalidGroup.NotFound', `The security group '${groupId}' does not exist`);
    if (group.vpcId === vpcId) return group;
    throw new AwsError(
      'InvalidParameter',
      `Security group ${groupId} and subnet ${id} belong to different networks.`,
    );
  });
}

function profileOf({ params, account }: Call, world: World): InstanceProfile | undefined {
  const { 'IamInstanceProfile.Arn': arn, 'IamInstanceProfile.Name': name } = params;
  if (arn === undefined && name === undefined) return undefined;
  if (arn !== undefined && name !== undefined)
    throw combination('The parameter iamInstanceProfile.name may not be used with iamInstanceProfile.arn');
  const profiles = [...world.account(account).instanceProfiles.values()];
  const profile = profiles.find((one) => one.arn === arn || one.name === name);
  if (profile) return profile;
  const what = arn === undefined ? 'name' : 'arn';
  throw invalid(
    `Value (${arn ?? name}) for parameter iamInstanceProfile.${what} is invalid. Invalid IAM Instance Profile ${what}`,
  );
}

function keyNameOf({ KeyName: name }: Params, { network }: Place): string | undefined {
  if (name === undefined || network.keyPairs.has(name)) return name;
  throw new AwsError('InvalidKeyPair.NotFound', `The key pair '${name}' does not exist`);
}
