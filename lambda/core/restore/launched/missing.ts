import { shellWord } from '../../text.ts';
import type { Refusal } from '../restorePlan.ts';
import { launchLine, type LaunchOrder, type LaunchWishes } from './launchOrder.ts';
import type { LaunchPlan } from './launchPlan.ts';
import type { ServerMeant } from './meant.ts';
import type { Subnet, Surroundings } from './surroundings.ts';
import { valueWords } from './valueWords.ts';

/** What a plan is compared with. */
interface Around {
  readonly order: LaunchOrder;
  readonly server: ServerMeant;
  readonly around: Surroundings;
}

/** What a launch needs and is gone, each with the flag that overrides it. Nothing is refused that nobody could look up. */
export function missingOf(plan: LaunchPlan, given: Around): Refusal[] {
  return [
    ...subnetGone(plan, given),
    ...groupsGone(plan, given),
    ...otherNetwork(plan, given),
    ...keyPairGone(plan, given),
    ...keysUnusable(plan, given),
  ];
}

function lineWith(wished: Partial<LaunchWishes>, { order, server }: Around): string {
  return launchLine({ ...order, wished: { ...order.wished, ...wished } }, server.inventory);
}

const MOST_TOLD = 5;

function subnetGone({ subnet, groups }: LaunchPlan, given: Around): Refusal[] {
  const { subnets, groups: known = [] } = given.around;
  if (subnet.value === undefined || subnets === undefined || subnets.some(({ id }) => id === subnet.value))
    return [];
  const vpcs = new Set(known.filter(({ id }) => groups.value?.includes(id)).map(({ vpcId }) => vpcId));
  const near = subnets.filter(({ vpcId }) => vpcs.has(vpcId));
  const [first] = near;
  const where = first === undefined ? '' : ` (${first.vpcId} of its security groups has ${listed(near)})`;
  return [
    {
      code: 'subnet-not-found',
      message: `the subnet ${valueWords(subnet.value)} does not exist in ${given.server.inventory.region}; name another one with --subnet${where}`,
      like: first && lineWith({ subnet: first.id }, given),
    },
  ];
}

function listed(subnets: readonly Subnet[]): string {
  const words = subnets.slice(0, MOST_TOLD).map(({ id, zone }) => `${id} in ${zone}`);
  return [...words, ...(subnets.length > MOST_TOLD ? [`${subnets.length - MOST_TOLD} more`] : [])].join(', ');
}

function groupsGone({ groups }: LaunchPlan, given: Around): Refusal[] {
  const { groups: known } = given.around;
  if (groups.value === undefined || known === undefined) return [];
  const there = groups.value.filter((one) => known.some(({ id }) => id === one));
  const gone = groups.value.filter((one) => !there.includes(one));
  if (gone.length === 0) return [];
  const [it, does] = gone.length === 1 ? ['the security group', 'does'] : ['the security groups', 'do'];
  return [
    {
      code: 'group-not-found',
      message: `${it} ${gone.map(valueWords).join(', ')} ${does} not exist in ${given.server.inventory.region}; name others with --security-groups${there.length === 0 ? '' : ' (the rest exist, but the new instance then has fewer rules)'}`,
      like: there.length === 0 ? groupsLine(given, given.around.subnets) : lineWith({ groups: there }, given),
    },
  ];
}

/** The command that lists groups to choose from; undefined where the network is not known. */
function groupsLine({ order, server }: Around, subnets: Surroundings['subnets']): string | undefined {
  const wished = order.wished.subnet;
  const vpcId = subnets?.find(({ id }) => id === wished)?.vpcId;
  const filter = vpcId === undefined ? '' : ` --filters Name=vpc-id,Values=${shellWord(vpcId)}`;
  return `aws ec2 describe-security-groups --region ${server.inventory.region}${filter} --output table --query 'SecurityGroups[].[GroupId,GroupName,VpcId]'`;
}

/** AWS puts an instance into one network, and its groups must be of it. */
function otherNetwork({ subnet, groups }: LaunchPlan, given: Around): Refusal[] {
  const { subnets, groups: known } = given.around;
  const vpcId = subnets?.find(({ id }) => id === subnet.value)?.vpcId;
  const others = (groups.value ?? []).filter((one) =>
    known?.some((group) => group.id === one && group.vpcId !== vpcId),
  );
  if (vpcId === undefined || others.length === 0) return [];
  return [
    {
      code: 'wrong-network',
      message: `the subnet ${subnet.value} is in ${vpcId}, and ${others.join(', ')} in another network; name groups of ${vpcId} with --security-groups`,
      like: groupsLine(
        { ...given, order: { ...given.order, wished: { ...given.order.wished, subnet: subnet.value } } },
        subnets,
      ),
    },
  ];
}

function keyPairGone({ key }: LaunchPlan, given: Around): Refusal[] {
  const { keyPairs } = given.around;
  if (key.value === undefined || keyPairs === undefined || keyPairs.includes(key.value)) return [];
  return [
    {
      code: 'key-pair-not-found',
      message: `the key pair ${valueWords(key.value)} does not exist in ${given.server.inventory.region}; name another one with --key, or --no-key (keys that are on the disk still work)`,
      like: lineWith({ key: false }, given),
    },
  ];
}

function keysUnusable({ image }: LaunchPlan, { around }: Around): Refusal[] {
  return [...around.unusableKeys].map(([key, because]) => ({
    code: 'key-not-usable',
    message: `the key ${key} of a disk of ${image.imageId} cannot be used: ${because}`,
  }));
}
