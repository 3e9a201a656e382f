import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { afterAll, describe, expect, test } from 'vitest';
import type { MemberRoleProps } from '../../lib/roles/memberRole.ts';
import type { AwsSnapperProps } from '../../lib/props/awsSnapperProps.ts';
import { ALLOWED, type Deed, DENIED } from './deeds.ts';
import { deployed, type Policy, type Trust } from './deployed.ts';
import { deployment, env, removeOutput } from './deployment.ts';
import { memberTemplate } from './memberTemplate.ts';
import { mutantsOfTrust } from './mutants.ts';
import { mayAssume, verdict } from './simulator.ts';

afterAll(removeOutput);

const OURS = 'o-a1b2c3d4e5';
const THEIRS = 'o-z9y8x7w6v5';
const HUB = 'arn:aws:iam::123456789012:role/SnapperRole';
const MEMBER = 'arn:aws:iam::222222222222:role/aws-snapper-member';

/** What a person answers to the questions of the template. */
const parameters = { HubRoleArn: HUB, ExternalId: 'one-of-ours', OrganizationId: OURS };

/** The role in one account. */
function memberIn(account: string, given: Partial<MemberRoleProps> = {}) {
  return deployed(memberTemplate(given), { partition: 'aws', region: 'eu-west-1', account, parameters });
}

function trustOf(member: ReturnType<typeof memberIn>): readonly Trust[] {
  return member.one('AWS::IAM::Role').AssumeRolePolicyDocument?.Statement ?? [];
}

const TRUST = trustOf(memberIn('222222222222'));

function hubPolicies(props: AwsSnapperProps): Policy[] {
  return deployed(deployment(props).template()).policiesOf('SnapperRole');
}

const BY_LIST = hubPolicies({ members: { accounts: ['222222222222', '444444444444'] } });
const BY_ORGANISATION = hubPolicies({
  members: { accounts: ['222222222222'], organizationId: OURS },
});

describe('member-role.json', () => {
  test('is what the app synthesises; `npm run member-role` writes it', () => {
    const file = readFileSync(join(import.meta.dirname, '../../member-role.json'), 'utf8');
    expect(JSON.parse(file)).toEqual(memberTemplate().toJSON());
  });

  test('asks for the hub, the external id and the organisation, and for no bootstrap', () => {
    const { Parameters, Rules, Metadata } = memberTemplate().toJSON();
    expect(Object.keys(Parameters)).toEqual(['HubRoleArn', 'ExternalId', 'OrganizationId']);
    expect([Rules, Metadata]).toEqual([undefined, undefined]);
    for (const one of Object.values<object>(Parameters)) expect(one).not.toHaveProperty('Default');
  });

  test('takes what was given as the answer, where nothing else is said', () => {
    const { Parameters } = memberTemplate({ hubRoleArn: HUB, organizationId: OURS }).toJSON();
    expect(Parameters).toMatchObject({ HubRoleArn: { Default: HUB }, OrganizationId: { Default: OURS } });
    expect(Parameters.ExternalId).not.toHaveProperty('Default');
  });

  test.for<[parameter: keyof typeof parameters, refused: string[]]>([
    [
      'HubRoleArn',
      ['*', '123456789012', 'arn:aws:iam::123456789012:root', 'arn:aws:iam::123456789012:user/one'],
    ],
    ['ExternalId', ['', 'x', '*', 'two words']],
    ['OrganizationId', ['', '*', 'o-*', '123456789012']],
  ])('%s cannot be answered with what would let others in', ([parameter, refused]) => {
    const { Parameters } = memberTemplate().toJSON();
    const pattern = new RegExp(Parameters[parameter].AllowedPattern);
    expect(pattern.test(parameters[parameter])).toBe(true);
    expect(refused.filter((answer) => pattern.test(answer))).toEqual([]);
  });

  test('makes one role, for an hour at a time, and nothing else', () => {
    const { resources, one } = memberIn('222222222222');
    expect(resources.map(({ type }) => type)).toEqual(['AWS::IAM::Role']);
    expect(one('AWS::IAM::Role')).toMatchObject({
      RoleName: 'aws-snapper-member',
      MaxSessionDuration: 3600,
    });
  });
});

type Row = readonly [is: 'allowed' | 'denied', who: string, asks: Partial<Parameters<typeof mayAssume>[0]>];

/** The hub as it should ask. */
const asking = {
  principal: HUB,
  role: MEMBER,
  policies: BY_LIST,
  context: { 'sts:ExternalId': 'one-of-ours', 'aws:PrincipalOrgID': OURS, 'aws:ResourceOrgID': OURS },
};

/** Somebody whose own account lets them become anybody. */
const everybody: Policy[] = [
  { name: 'Any', statements: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }] },
];

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html */
const DOOR: readonly Row[] = [
  ['allowed', 'the hub', {}],
  ['allowed', 'the hub by its organisation', { policies: BY_ORGANISATION }],
  ['denied', 'the hub without the external id', { context: without('sts:ExternalId') }],
  ['denied', 'the hub with another external id', { context: asked({ 'sts:ExternalId': 'one-of-theirs' }) }],
  [
    'denied',
    'the hub with an external id that begins alike',
    { context: asked({ 'sts:ExternalId': 'one-of-ours-2' }) },
  ],
  ['denied', 'the hub after it left the organisation', { context: asked({ 'aws:PrincipalOrgID': THEIRS }) }],
  ['denied', 'the hub in no organisation', { context: without('aws:PrincipalOrgID') }],
  [
    'denied',
    'another role of the hub’s account',
    { principal: HUB.replace('SnapperRole', 'Other'), policies: everybody },
  ],
  [
    'denied',
    'a user of the hub’s account',
    { principal: HUB.replace('role/SnapperRole', 'user/one'), policies: everybody },
  ],
  [
    'denied',
    'a role of the same name in another account',
    { principal: HUB.replace('123456789012', '999999999999'), policies: everybody },
  ],
  [
    'denied',
    'a stranger',
    {
      principal: 'arn:aws:iam::999999999999:role/Any',
      policies: everybody,
      context: asked({ 'aws:PrincipalOrgID': THEIRS }),
    },
  ],
];

describe('the member role lets in', () => {
  test.for(DOOR)('%s: %s', async ([is, , asks]) => {
    expect(await mayAssume({ ...asking, trust: TRUST, ...asks })).toBe(is);
  });
});

describe('the hub may become', () => {
  const open: Trust[] = [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }];

  test.for<Row>([
    [
      'allowed',
      'the member role of an account that is listed',
      { role: MEMBER.replace(/2{12}/, '444444444444') },
    ],
    [
      'denied',
      'the member role of an account that is not',
      { role: MEMBER.replace(/2{12}/, '333333333333') },
    ],
    [
      'denied',
      'another role of an account that is listed',
      { role: MEMBER.replace('aws-snapper-member', 'Admin') },
    ],
    ['denied', 'a role whose name begins alike', { role: `${MEMBER}2` }],
    ['denied', 'the member role of another path', { role: MEMBER.replace('role/', 'role/path/') }],
    [
      'allowed',
      'with an organisation, the member role of any account of it',
      { policies: BY_ORGANISATION, role: MEMBER.replace(/2{12}/, '333333333333') },
    ],
    [
      'denied',
      'with an organisation, the member role of an account outside',
      { policies: BY_ORGANISATION, context: asked({ 'aws:ResourceOrgID': THEIRS }) },
    ],
    [
      'denied',
      'with an organisation, another role',
      { policies: BY_ORGANISATION, role: MEMBER.replace('aws-snapper-member', 'Admin') },
    ],
  ])('%s: %s', async ([is, , asks]) => {
    expect(await mayAssume({ ...asking, trust: open, ...asks })).toBe(is);
  });

  test('a role that is named by its ARN, and its own account without any', () => {
    const named = hubPolicies({
      members: {
        accounts: ['123456789012', 'arn:aws:iam::333333333333:role/path/other'],
        roleName: 'snapper',
      },
    });
    expect(assumed(named)).toEqual(['arn:aws:iam::333333333333:role/path/other']);
    expect(assumed(hubPolicies({}))).toEqual([]);
    expect(assumed(hubPolicies({ members: { accounts: ['123456789012'] } }))).toEqual([]);
  });
});

describe('that a hub lacks an external id, which the member role asks for,', () => {
  const inOrganisation = { organizationId: OURS };
  const accounts = ['222222222222'];

  test.for<[is: string, warnings: number, props: AwsSnapperProps]>([
    ['a list', 1, { members: { accounts } }],
    ['an organisation', 1, { members: inOrganisation }],
    ['a state machine', 1, { members: { accounts }, fanOut: {} }],
    ['an external id', 0, { members: { accounts, externalId: 'one-of-ours' } }],
    ['an organisation and an external id', 0, { members: { ...inOrganisation, externalId: 'one-of-ours' } }],
    ['its own account alone', 0, { members: { accounts: [env.account] } }],
    ['no word about accounts', 0, {}],
  ])('%s: is told at synth %d times', ([, warnings, props]) => {
    const { stack } = deployment({ ...props, emails: ['ops@example.com'] });
    const told = Annotations.fromStack(stack).findWarning('*', Match.anyValue());
    const texts = told.map(({ entry }) => JSON.stringify(entry.data));
    expect(texts).toHaveLength(warnings);
    for (const text of texts) {
      expect(text).toMatch(/^"No externalId .*-c externalId=one-of-yours/);
      expect(text).toContain('[ack: aws-snapper:externalId]');
    }
  });
});

describe('the member role may do what the function may, but', () => {
  const policies = memberIn(env.account).policiesOf('MemberRole');

  test.for(Object.entries(ALLOWED).filter(([, deed]) => isAboutEc2(deed)))(
    'allowed: %s',
    async ([, deed]) => {
      expect(await verdict(policies, deed)).toBe('allowed');
    },
  );

  test.for([...Object.entries(DENIED), ...Object.entries(ALLOWED).filter(([, deed]) => !isAboutEc2(deed))])(
    'denied: %s',
    async ([, deed]) => {
      expect(await verdict(policies, deed)).toBe('denied');
    },
  );

  test('with two prefixes deletes what either marks', () => {
    const both = memberIn(env.account, { tagPrefixes: ['autosnap', 'nightly'] }).policiesOf('MemberRole');
    const deletable = both
      .flatMap(({ statements }) => statements)
      .filter(({ Action }) => Action === 'ec2:DeleteSnapshot')
      .map(({ Condition }) => Condition?.['StringEquals']);
    expect(deletable).toEqual([
      { 'aws:ResourceTag/snapshot_tool': 'autosnap' },
      { 'aws:ResourceTag/snapshot_tool': 'nightly' },
    ]);
  });
});

/** A table that stays green whatever becomes of the trust would prove nothing. */
describe('the table notices a trust that', () => {
  test.for(mutantsOfTrust(TRUST))('%s', async ([, trust]) => {
    for (const [is, , asks] of DOOR) if ((await mayAssume({ ...asking, trust, ...asks })) !== is) return;
    expect.fail('every row is as it was');
  });
});

function isAboutEc2({ action }: Deed): boolean {
  return action.startsWith('ec2:');
}

function asked(other: Readonly<Record<string, string>>): Record<string, string> {
  return { ...asking.context, ...other };
}

function without(key: string): Record<string, string> {
  return Object.fromEntries(Object.entries(asking.context).filter(([one]) => one !== key));
}

function assumed(policies: readonly Policy[]): string[] {
  return policies
    .flatMap(({ statements }) => statements)
    .filter(({ Action }) => Action === 'sts:AssumeRole')
    .flatMap(({ Resource }) => Resource);
}
