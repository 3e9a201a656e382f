import { describe, expect, test } from 'vitest';

import { messageOf, resultOf } from './callers.ts';
import { allowing, assume, HUB, HUB_ROOT, hubAndMember, MEMBER, trusting } from './hubAndMember.ts';
import type { TrustStatement } from './trust.ts';

describe('who may assume a role', () => {
  const ORGANIZATION = 'o-a1b2c3d4e5';

  test.for<[string, Partial<TrustStatement>, string]>([
    ['an account that is trusted', {}, 'ok'],
    ['an account that is trusted by its id', { Principal: { AWS: HUB } }, 'ok'],
    ['a role that is trusted', { Principal: { AWS: `arn:aws:iam::${HUB}:role/snapper/hub` } }, 'ok'],
    [
      'a session that is trusted',
      { Principal: { AWS: `arn:aws:sts::${HUB}:assumed-role/hub/snapper` } },
      'ok',
    ],
    ['one of several', { Principal: { AWS: ['333333333333', HUB_ROOT] } }, 'ok'],
    ['anybody', { Principal: '*' }, 'ok'],
    ['another account', { Principal: { AWS: '333333333333' } }, 'AccessDenied 403'],
    ['another role', { Principal: { AWS: `arn:aws:iam::${HUB}:role/hub` } }, 'AccessDenied 403'],
    ['another session', { Principal: { AWS: `arn:aws:sts::${HUB}:assumed-role/hub/x` } }, 'AccessDenied 403'],
    ['a service', { Principal: { Service: 'lambda.amazonaws.com' } }, 'AccessDenied 403'],
    ['nobody, by a denial', { Effect: 'Deny' }, 'AccessDenied 403'],
    ['somebody for another action', { Action: 'sts:TagSession' }, 'AccessDenied 403'],
    ['with an external id', { Condition: { StringEquals: { 'sts:ExternalId': 'secret/1' } } }, 'ok'],
    ['with one of its form', { Condition: { StringLike: { 'sts:ExternalId': 'secret/*' } } }, 'ok'],
    ['with another', { Condition: { StringEquals: { 'sts:ExternalId': 'Secret/1' } } }, 'AccessDenied 403'],
    ['the organization', { Condition: { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } } }, 'ok'],
    [
      'another organization',
      { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-x' } } },
      'AccessDenied 403',
    ],
    [
      'a role by condition',
      { Condition: { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${HUB}:role/snapper/*` } } },
      'ok',
    ],
  ])('%s', async ([, door, expected]) => {
    const { cloud, hub, role, lambda } = await hubAndMember(door);
    hub.organization = ORGANIZATION;
    expect(await resultOf(assume(cloud, role, { as: lambda, ExternalId: 'secret/1' }))).toBe(expected);
  });

  test.for([
    ['an external id', { StringEquals: { 'sts:ExternalId': 'secret/1' } }],
    ['an organization', { StringEquals: { 'aws:PrincipalOrgID': 'o-x' } }],
  ] as const)('a role that asks for %s refuses who has none', async ([, Condition]) => {
    const { cloud, role, lambda } = await hubAndMember({ Condition });
    expect(await resultOf(assume(cloud, role, { as: lambda }))).toBe('AccessDenied 403');
  });

  test('the refusal names the caller and the role, whether there is one or not', async () => {
    const { cloud, role, lambda } = await hubAndMember({ Principal: { AWS: '333333333333' } });
    const missing = { arn: `arn:aws:iam::${MEMBER}:role/missing` };
    expect(await messageOf(assume(cloud, role, { as: lambda }))).toBe(refusalOf(role.arn));
    expect(await messageOf(assume(cloud, missing, { as: lambda }))).toBe(refusalOf(missing.arn));
  });

  test("another account's trust is not enough where the caller's own policy says nothing", async () => {
    const { cloud, hubRole, hub, role, lambda } = await hubAndMember({
      Principal: { AWS: [HUB_ROOT, `arn:aws:iam::${HUB}:role/snapper/hub`] },
    });
    hubRole.policy = allowing('sts:AssumeRole', 'arn:aws:iam::*:role/other');
    hub.policy = [];
    expect(await resultOf(assume(cloud, role, { as: lambda }))).toBe('AccessDenied 403');
    expect(await resultOf(assume(cloud, role, { as: HUB }))).toBe('AccessDenied 403');
  });

  test("within an account, a trust that names the caller is enough unless the caller's policy denies it", async () => {
    const { cloud, member, role } = await hubAndMember();
    const denial = { Effect: 'Deny', Action: 'sts:*', Resource: '*' } as const;
    role.trust = trusting({ AWS: `arn:aws:iam::${MEMBER}:user/snapper` });
    const ask = () => resultOf(assume(cloud, role, { as: MEMBER }));
    member.policy = [];
    expect(await ask()).toBe('ok');
    member.policy = [denial];
    expect(await ask()).toBe('AccessDenied 403');
    member.policy = [];
    role.trust = trusting({ AWS: MEMBER });
    expect(await ask()).toBe('AccessDenied 403');
  });

  test('nobody, once the role is gone', async () => {
    const { cloud, role, lambda } = await hubAndMember();
    role.remove();
    expect(await resultOf(assume(cloud, role, { as: lambda }))).toBe('AccessDenied 403');
  });
});

test('a role that nobody could write for IAM is a bug of the test', async () => {
  const { member } = await hubAndMember();
  const wish = { name: 'x', policy: 'allow all' } as const;
  expect(() => member.addRole({ ...wish, trust: trusting({ AWS: 'arn:aws:iam::2:root' }) })).toThrow(
    'but not arn:aws:iam::2:root',
  );
  const Statement = { Effect: 'Allow', Principal: '*', Action: '*', Condition: { IpAddress: {} } } as const;
  expect(() => member.addRole({ ...wish, trust: { Statement } })).toThrow('IpAddress');
});

function refusalOf(arn: string): string {
  return `User: arn:aws:sts::${HUB}:assumed-role/hub/snapper is not authorized to perform: sts:AssumeRole on resource: ${arn}`;
}
