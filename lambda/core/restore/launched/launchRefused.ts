import { said } from '../../text.ts';
import type { LaunchRefusalCode, Refusal } from '../restorePlan.ts';
import { launchLine, type LaunchOrder } from './launchOrder.ts';
import type { LaunchPlan } from './launchPlan.ts';
import type { ServerMeant } from './meant.ts';
import type { Surroundings } from './surroundings.ts';
import { valueWords } from './valueWords.ts';

/** How AWS refused a launch. */
export interface LaunchRefusal {
  readonly code: string;
  readonly message: string;
}

/** What a remedy is made of. */
export interface Refused {
  readonly order: LaunchOrder;
  readonly server: ServerMeant;
  readonly plan: LaunchPlan;
  readonly around: Pick<Surroundings, 'subnets'>;
}

/** What AWS said to a dry run, as a reason why nothing is launched. */
export function refusedLaunch(refusal: LaunchRefusal, refused: Refused): Refusal {
  const { remedy, like } = launchRemedy(refusal, refused);
  const { code } = rowOf(refusal);
  if (remedy !== undefined && isAboutPassing(refusal)) return { code, message: remedy, like };
  return {
    code,
    message: `AWS would not launch it: ${refusal.code}: ${toldBefore(remedy, said(refusal.message))}`,
    like,
  };
}

/** AWS ends its sentences with a full stop. */
function toldBefore(remedy: string | undefined, words: string): string {
  return remedy === undefined ? words : `${words.replace(/\.$/, '')}; ${remedy}`;
}

/** What helps after AWS refused a launch; no remedy where its own message has to do. */
export function launchRemedy(
  refusal: LaunchRefusal,
  refused: Refused,
): { readonly remedy?: string | undefined; readonly like?: string | undefined } {
  const { remedy } = rowOf(refusal);
  if (remedy === undefined) return {};
  const told = remedy(refused, refusal);
  return typeof told === 'string' ? { remedy: told } : told;
}

type Remedy = (
  refused: Refused,
  refusal: LaunchRefusal,
) => string | { readonly remedy: string; readonly like: string };

interface Row {
  readonly code: LaunchRefusalCode;
  readonly remedy?: Remedy;
}

function rowOf({ code, message }: LaunchRefusal): Row {
  if (/IAM Instance Profile/i.test(message)) return { code: 'profile-not-found', remedy: otherProfile };
  if (/^Invalid value .* for InstanceType/i.test(message)) return NO_SUCH_TYPE;
  if (/InstanceType|instance type/i.test(message) && /^(Invalid|Unsupported)/.test(code)) return TYPE;
  return (Object.hasOwn(ROWS, code) ? ROWS[code] : undefined) ?? { code: 'launch-refused' };
}

const NO_SUCH_TYPE: Row = { code: 'type-not-offered', remedy: otherType };
const TYPE: Row = { code: 'type-not-offered', remedy: elsewhere };
const SUBNET: Row = {
  code: 'subnet-not-found',
  remedy: () => 'name another subnet with --subnet',
};
const QUOTA: Remedy = () =>
  'a quota of the region is used up; raise it in Service Quotas, or use a smaller --type';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
const ROWS: Readonly<Record<string, Row>> = {
  UnauthorizedOperation: { code: 'not-allowed', remedy: missingRight },
  'InvalidSubnetID.NotFound': SUBNET,
  'InvalidSubnet.NotFound': SUBNET,
  'InvalidGroup.NotFound': {
    code: 'group-not-found',
    remedy: () => 'name other security groups with --security-groups',
  },
  'InvalidSecurityGroupID.NotFound': {
    code: 'group-not-found',
    remedy: () => 'name other security groups with --security-groups',
  },
  'InvalidKeyPair.NotFound': {
    code: 'key-pair-not-found',
    remedy: () => 'name another key pair with --key, or --no-key',
  },
  'InvalidAMIID.NotFound': { code: 'image-not-available', remedy: otherImage },
  'InvalidAMIID.Unavailable': { code: 'image-not-available', remedy: otherImage },
  'InvalidSnapshot.NotFound': { code: 'image-not-available', remedy: otherImage },
  Unsupported: TYPE,
  InsufficientInstanceCapacity: { code: 'launch-refused', remedy: elsewhere },
  InsufficientHostCapacity: { code: 'launch-refused', remedy: elsewhere },
  InsufficientFreeAddressesInSubnet: {
    code: 'launch-refused',
    remedy: () => 'the subnet has no free address; name another one with --subnet',
  },
  VcpuLimitExceeded: { code: 'launch-refused', remedy: QUOTA },
  InstanceLimitExceeded: { code: 'launch-refused', remedy: QUOTA },
  MaxIOPSLimitExceeded: { code: 'launch-refused', remedy: QUOTA },
  VolumeLimitExceeded: { code: 'launch-refused', remedy: QUOTA },
  IdempotentParameterMismatch: {
    code: 'launch-refused',
    remedy: ({ order, server }) => ({
      remedy:
        'the same command was given some minutes ago, and the image remembered other values then; look at what it launched, and add --again for another instance',
      like: launchLine(order, server.inventory, { again: true }),
    }),
  },
  OptInRequired: {
    code: 'launch-refused',
    remedy: () => 'the image has an AWS Marketplace code; subscribe to the product, then repeat the command',
  },
};

function otherProfile({ order, server }: Refused) {
  return {
    remedy: 'name another instance profile with --profile, or launch without one',
    like: launchLine({ ...order, wished: { ...order.wished, profile: false } }, server.inventory),
  };
}

function otherImage(): string {
  return 'the image can no longer be launched; choose another one with --at';
}

/** AWS has no type of that name, so no time and no other zone helps. */
function otherType({ order, server }: Refused) {
  if (order.wished.type === undefined) return 'name another instance type with --type';
  return {
    remedy: 'name another instance type with --type, or launch with the one that is remembered',
    like: launchLine({ ...order, wished: { ...order.wished, type: undefined } }, server.inventory),
  };
}

/** Another subnet of the same network, in another zone. */
function elsewhere({ plan, around: { subnets = [] } }: Refused): string {
  const own = subnets.find(({ id }) => id === plan.subnet.value);
  const others = subnets
    .filter(({ vpcId, zone }) => vpcId === own?.vpcId && zone !== own.zone)
    .map(({ id, zone }) => `${id} in ${zone}`);
  const named = others.length === 0 ? '' : `, like ${others.slice(0, 3).join(', ')}`;
  return `repeat the command later, or use another --type, or another zone by --subnet${named}`;
}

const PASSED = /iam:PassRole on resource: (arn:\S+?)[\s.,;]*(?:\s|$)/;

function isAboutPassing({ message }: Pick<LaunchRefusal, 'message'>): boolean {
  return /iam:PassRole/.test(message);
}

/** IAM lets a person hand a role to an instance only where they may pass it. */
function missingRight({ order, server, plan }: Refused, { message }: LaunchRefusal) {
  const rights = 'iam-restore-policy.json has the rights that a launch needs';
  const { value: profile } = plan.profile;
  if (profile === undefined) return rights;
  const without = launchLine({ ...order, wished: { ...order.wished, profile: false } }, server.inventory);
  const [, role] = PASSED.exec(message) ?? [];
  const what = `the role ${role === undefined ? '' : `${role} `}of the instance profile ${valueWords(profile)}`;
  if (isAboutPassing({ message }))
    return {
      remedy: `you lack iam:PassRole for ${what}; ask for it, or launch without a profile by --no-profile`,
      like: without,
    };
  return {
    remedy: `${rights}, but not iam:PassRole for ${what}; --no-profile launches without it`,
    like: without,
  };
}
