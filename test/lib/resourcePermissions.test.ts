import { Key } from 'aws-cdk-lib/aws-kms';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { Stack } from 'aws-cdk-lib';
import { afterAll, describe, expect, test } from 'vitest';
import { ALLOWED, type Deed, DENIED } from './deeds.ts';
import { deployed, type Policy } from './deployed.ts';
import { deployment, removeOutput } from './deployment.ts';
import { PROPS as FANNED_OUT } from './fannedOut.ts';
import { givenVpc } from './network.ts';
import { mutantsOf } from './mutants.ts';
import { judged, type Row, rows } from './rows.ts';
import { verdict } from './simulator.ts';

/** What the roles may do for a given network and key, and only where these are given. */

afterAll(removeOutput);

const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/Key';
const OTHER_KEY = KEY.replace('key/Key', 'key/Other');
const INTERFACE = 'arn:aws:ec2:eu-west-1:123456789012:network-interface/eni-1';
const SUBNET = 'arn:aws:ec2:eu-west-1:123456789012:subnet/subnet-1';

/** What a function calls by itself carries its ARN; what Lambda calls with the function's role does not. */
const BY_FUNCTION = {
  'lambda:SourceFunctionArn': 'arn:aws:lambda:eu-west-1:123456789012:function:SnapperFunction',
};

const asLambda = (call: string, on = '*'): Deed => ({ action: `ec2:${call}`, on });
const asFunction = (call: string, on = '*'): Deed => ({ ...asLambda(call, on), context: BY_FUNCTION });
const withKey = (call: string, on = KEY): Deed => ({ action: `kms:${call}`, on });

const OF_NETWORK: readonly Row[] = [
  ...rows('allowed', {
    'Lambda makes a network interface': asLambda('CreateNetworkInterface', INTERFACE),
    'Lambda makes it in a subnet': asLambda('CreateNetworkInterface', SUBNET),
    'Lambda looks at network interfaces': asLambda('DescribeNetworkInterfaces'),
    'Lambda looks at subnets': asLambda('DescribeSubnets'),
    'Lambda deletes a network interface': asLambda('DeleteNetworkInterface', INTERFACE),
    'Lambda gives it an address': asLambda('AssignPrivateIpAddresses', INTERFACE),
    'Lambda takes an address away': asLambda('UnassignPrivateIpAddresses', INTERFACE),
  }),
  ...rows('denied', {
    'the function makes a network interface': asFunction('CreateNetworkInterface', INTERFACE),
    'the function looks at network interfaces': asFunction('DescribeNetworkInterfaces'),
    'the function looks at subnets': asFunction('DescribeSubnets'),
    'the function deletes a network interface': asFunction('DeleteNetworkInterface', INTERFACE),
    'the function gives it an address': asFunction('AssignPrivateIpAddresses', INTERFACE),
    'the function takes an address away': asFunction('UnassignPrivateIpAddresses', INTERFACE),
    'Lambda attaches a network interface': asLambda('AttachNetworkInterface', INTERFACE),
    'Lambda opens a security group': asLambda(
      'AuthorizeSecurityGroupIngress',
      'arn:aws:ec2:eu-west-1:123456789012:security-group/sg-1',
    ),
    'Lambda deletes a subnet': asLambda('DeleteSubnet', SUBNET),
  }),
];

const OF_KEY: readonly Row[] = [
  ...rows('allowed', {
    'decrypt with the key': withKey('Decrypt'),
    'encrypt with a data key': withKey('GenerateDataKey'),
  }),
  ...rows('denied', {
    'decrypt with another key': withKey('Decrypt', OTHER_KEY),
    'encrypt with a data key of another': withKey('GenerateDataKey', OTHER_KEY),
    'change the policy of the key': withKey('PutKeyPolicy'),
    'delete the key': withKey('ScheduleKeyDeletion'),
    'disable the key': withKey('DisableKey'),
    'give the key away': withKey('CreateGrant'),
  }),
];

const WHOLE = { ...FANNED_OUT, prove: 20 };

function withBoth(stack: Stack) {
  return {
    encryptionKey: new Key(stack, 'Key'),
    vpc: givenVpc(stack),
    securityGroups: [SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0')],
  };
}

const off = deployed(deployment(WHOLE).template());
const on = deployed(deployment((stack) => ({ ...WHOLE, ...withBoth(stack) })).template());
const alone = deployed(deployment(withBoth).template()).policiesOf('SnapperRole');

const FUNCTIONS = ['SnapperRole', 'SnapperFanOutMergeRole', 'SnapperProverRole'];
const MACHINE = 'SnapperFanOutRunsRole';
const [TRIGGER = '', PROOFS = ''] = on.resources.flatMap(({ name }) =>
  /^SchedulerRoleForTarget\w{6}$/.test(name) ? [name] : [],
);

const saysTo = async (policies: readonly Policy[], table: readonly Row[]) =>
  Promise.all(table.map(async ([, what, deed]) => [await verdict(policies, deed), what]));

const saysOf = (table: readonly Row[]) => table.map(([is, what]) => [is, what]);
const allDenied = (table: readonly Row[]) => table.map(([, what]) => ['denied', what]);

describe('a network', () => {
  test.for(FUNCTIONS)(
    'lets Lambda make its interfaces by %s, and the function itself do nothing',
    async (role) => {
      expect(await saysTo(on.policiesOf(role), OF_NETWORK)).toEqual(saysOf(OF_NETWORK));
    },
  );

  test.for([MACHINE, TRIGGER, PROOFS])('is none of the business of %s', async (role) => {
    expect(await saysTo(on.policiesOf(role), OF_NETWORK)).toEqual(allDenied(OF_NETWORK));
  });

  test.for(FUNCTIONS)('that there is not gives %s no right', async (role) => {
    expect(await saysTo(off.policiesOf(role), OF_NETWORK)).toEqual(allDenied(OF_NETWORK));
  });
});

describe('a key', () => {
  test.for([...FUNCTIONS, MACHINE, TRIGGER, PROOFS])(
    'can be used by %s, and nothing else done with it',
    async (role) => {
      expect(await saysTo(on.policiesOf(role), OF_KEY)).toEqual(saysOf(OF_KEY));
    },
  );

  test.for([...FUNCTIONS, MACHINE])('that there is not gives %s no right', async (role) => {
    expect(await saysTo(off.policiesOf(role), OF_KEY)).toEqual(allDenied(OF_KEY));
  });
});

test('with both the function may do with snapshots what it may without, and no more', () => {
  const table = [...rows('allowed', ALLOWED), ...rows('denied', DENIED)];
  expect(judged(alone, table)).toEqual(saysOf(table));
});

describe('the tables notice', () => {
  const table = [...OF_NETWORK, ...OF_KEY];
  // What the CDK adds for senders to a queue is more than they need.
  const unused = ['without kms:Encrypt', 'without kms:ReEncrypt*'];
  const mutants = mutantsOf(alone).filter(
    ({ change }) => /^NetworkInterfaces|kms:/.test(change) && unused.every((one) => !change.endsWith(one)),
  );

  test.for(mutants.map((mutant) => [mutant.change, mutant] as const))('%s', async ([, { policies }]) => {
    expect(await saysTo(policies, table)).not.toEqual(saysOf(table));
  });
});
