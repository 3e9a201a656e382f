import { Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { afterAll, describe, expect, test } from 'vitest';
import { KNOWN_REGIONS } from '../../lambda/core/grammar/regions.ts';
import { amount } from '../amounts.ts';
import type { AwsSnapperProps } from '../../lib/props/awsSnapperProps.ts';
import type { MembersProps } from '../../lib/props/members.ts';
import { MemberRole, type MemberRoleProps } from '../../lib/roles/memberRole.ts';
import { deployed } from './deployed.ts';
import { deployment, newApp, removeOutput } from './deployment.ts';

afterAll(removeOutput);

const LIMIT = 10_240;
const LONG_NAME = 'r'.repeat(64);

function ids(count: number): string[] {
  return Array.from({ length: count }, (_, index) => String(222_222_222_222 + index));
}

/** ARNs of roles with a path of 80 characters. */
function arns(count: number): string[] {
  return ids(count).map((id) => `arn:aws:iam::${id}:role/${'p'.repeat(78)}/member`);
}

function prefixes(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `prefix-${100 + index}`);
}

describe('a role whose policies are larger than IAM takes is refused with the size, the limit and what makes them smaller', () => {
  const organization =
    'an organizationId makes them smaller), but is ["222222222222",.*; use members.organizationId: "o-a1b2c3d4e5"$';
  const shorter =
    'a shorter list, with a second deployment for the others, makes them smaller), but is ["arn:aws:iam';

  test.for<[what: string, props: AwsSnapperProps, hint: string]>([
    [
      '100 accounts with a role of a long name',
      members({ accounts: ids(100), roleName: LONG_NAME }),
      organization,
    ],
    ['100 roles with a path', { ...members({ accounts: arns(100) }), fanOut: {} }, shorter],
    [
      '100 roles with a path, in an organisation',
      { ...members({ accounts: arns(100), organizationId: 'o-z9y8x7w6v5u4t3' }), fanOut: {} },
      shorter,
    ],
    [
      '30 prefixes',
      { tagPrefixes: prefixes(30) },
      'with a second deployment for the others, makes them smaller), but is ["prefix-100',
    ],
    [
      '10 prefixes with images',
      { tagPrefixes: prefixes(10), images: true },
      'with a second deployment for the others, makes them smaller), but is ["prefix-100',
    ],
    [
      '200 accounts and 30 prefixes',
      { ...members({ accounts: ids(200) }), tagPrefixes: prefixes(30) },
      organization,
    ],
    ['1000 accounts of a state machine', { ...members({ accounts: ids(1000) }), fanOut: {} }, organization],
  ])('%s', ([, props, hint]) => {
    const message = refusalOf(props);
    expect(message).toMatch(
      /^ConfigurationError: (members\.accounts|tagPrefixes) must .* 10240 characters .* make up to \d{5};/,
    );
    expect(message).toMatch(new RegExp(hint.replaceAll(/[()[\]]/g, String.raw`\$&`)));
  });

  test('the member role with too many prefixes', () => {
    expect(member(30)).toThrow(
      /^tagPrefixes must .*30 prefixes make up to \d{5}; a shorter list, with a second deployment/,
    );
    expect(member(20)).not.toThrow();
    expect(member(20, { images: true })).toThrow(/^tagPrefixes must .*20 prefixes make up to \d{5};/);
    expect(member(4, { images: true })).not.toThrow();
    expect(member(3, { images: true, replicas: ['eu-central-1', 'eu-north-1'] })).not.toThrow();
    expect(member(20, { replicas: [...KNOWN_REGIONS] })).toThrow(/^tagPrefixes must .*20 prefixes make up/);
  });
});

function members(given: MembersProps): AwsSnapperProps {
  return { members: given };
}

function member(count: number, given: Partial<MemberRoleProps> = {}) {
  return () =>
    new MemberRole(new Stack(newApp(), 'Member'), 'Role', {
      hubRoleArn: 'arn:aws:iam::111111111111:role/hub',
      externalId: 'one-of-ours',
      organizationId: 'o-a1b2c3d4e5',
      tagPrefixes: prefixes(count),
      ...given,
    });
}

describe('the most that is let pass fits, however long the names become, and is not far from the limit', () => {
  const CASES: readonly [what: string, propsOf: (count: number) => Props, refused: number][] = [
    ['prefixes', (count) => ({ tagPrefixes: prefixes(count) }), 40],
    ['accounts', (count) => members({ accounts: ids(count) }), 190],
    [
      'accounts with a role of a long name',
      (count) => members({ accounts: ids(count), roleName: LONG_NAME }),
      190,
    ],
    ['roles with a path', (count) => ({ ...members({ accounts: arns(count) }), fanOut: {} }), 190],
    ['accounts, with a key of the topic', withKey, 190],
    [
      'accounts, with replicas',
      (count) => ({ ...members({ accounts: ids(count) }), replicas: { regions: ['eu-central-1'] } }),
      190,
    ],
    ['accounts, with images', (count) => ({ ...members({ accounts: ids(count) }), images: true }), 190],
  ];

  test.for(CASES.slice(0, amount({ sample: 1, long: 7 })))('%s', ([, propsOf, refused]) => {
    const most = mostOf(propsOf, refused);
    expect(refusalOf(propsOf(most))).toBe('no refusal');
    expect(refusalOf(propsOf(most + 1))).toContain('make up to 10');
    const size = sizeOf(propsOf(most));
    expect(size).toBeLessThanOrEqual(LIMIT);
    expect(size).toBeGreaterThan(LIMIT - 1000);
  });
});

function withKey(count: number) {
  return (stack: Stack) => ({ ...members({ accounts: ids(count) }), topicKey: new Key(stack, 'Key') });
}

type Props = AwsSnapperProps | ((stack: Stack) => AwsSnapperProps);

/** Where nothing is known before CloudFormation fills it in. */
const unknown = { env: {} };

/** The largest count that is let pass, reckoned from what two that are not make. */
function mostOf(propsOf: (count: number) => Props, refused: number): number {
  const [size, next] = [refused, refused + 1].map((count) => {
    const [, made] = / make up to (\d+);/.exec(refusalOf(propsOf(count))) ?? [];
    return Number(made);
  });
  const each = Number(next) - Number(size);
  return refused - Math.ceil((Number(size) - LIMIT) / each);
}

/** The policies of the function's role as IAM gets them, in a stack of the longest name, in the partition of the longest. */
function sizeOf(props: Props): number {
  const place = { partition: 'aws-us-gov', account: '123456789012', region: 'ap-southeast-1' };
  const template = deployment(props, unknown).template();
  return deployed(template, place)
    .policiesOf('SnapperRole')
    .map(({ statements }) => JSON.stringify({ Statement: statements, Version: '2012-10-17' }))
    .join('')
    .replaceAll(/Snapper(Log|Reports|DeadLetters|FanOutBucket)/g, (id) => longNameOf(id)).length;
}

function longNameOf(id: string): string {
  return `${'S'.repeat(128)}-${id}0123ABCD-1A2B3C4D5E6F`;
}

function refusalOf(props: Props): string {
  try {
    deployment(props, unknown);
    return 'no refusal';
  } catch (error) {
    return String(error);
  }
}
