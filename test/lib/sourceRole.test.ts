import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { afterAll, describe, expect, test } from 'vitest';
import type { SnapperSettings } from '../../lib/props/environment.ts';
import { deployed, type Policy, type Trust } from './deployed.ts';
import { deployment, env, removeOutput } from './deployment.ts';
import { sourceTemplate } from './memberTemplate.ts';
import { mutantsOfTrust } from './mutants.ts';
import { mayAssume } from './simulator.ts';
import { SOURCES } from './vaultDeeds.ts';

afterAll(removeOutput);

const OURS = 'o-a1b2c3d4e5';
/** The vault's function, in the account of `env`. */
const VAULT_ROLE = 'arn:aws:iam::123456789012:role/SnapperRole';
const [SOURCE = ''] = SOURCES;
const SOURCE_ROLE = `arn:aws:iam::${SOURCE}:role/aws-snapper-member-source`;

const parameters = { VaultRoleArn: VAULT_ROLE, ExternalId: 'one-of-ours', OrganizationId: OURS };
const place = { partition: 'aws', region: 'eu-west-1', account: SOURCE, parameters };

type Vault = NonNullable<SnapperSettings['vault']>;

function vaultOf(vault: Partial<Vault> = {}, account = env.account) {
  const props = {
    vault: { accounts: SOURCES, externalId: 'one-of-ours', ...vault },
    replicas: { regions: ['eu-central-1'], min: 7 },
    emails: ['ops@example.com'],
  };
  return deployment(props, { env: { ...env, account } });
}

const BY_LIST = deployed(vaultOf().template());
const BY_ORGANISATION = deployed(vaultOf({ organizationId: OURS }).template());

describe('source-role.json', () => {
  test('is what the app synthesises; `npm run source-role` writes it', () => {
    const file = readFileSync(join(import.meta.dirname, '../../source-role.json'), 'utf8');
    expect(JSON.parse(file)).toEqual(sourceTemplate().toJSON());
  });

  test('asks for the vault, the external id and the organisation, and for no bootstrap', () => {
    const { Parameters, Rules, Metadata } = sourceTemplate().toJSON();
    expect(Object.keys(Parameters)).toEqual(['VaultRoleArn', 'ExternalId', 'OrganizationId']);
    expect([Rules, Metadata]).toEqual([undefined, undefined]);
    for (const one of Object.values<object>(Parameters)) expect(one).not.toHaveProperty('Default');
  });

  test.for<[parameter: keyof typeof parameters, refused: string[]]>([
    [
      'VaultRoleArn',
      ['*', '123456789012', 'arn:aws:iam::123456789012:root', 'arn:aws:iam::*:role/SnapperRole'],
    ],
    ['ExternalId', ['', 'x', '*', 'two words']],
    ['OrganizationId', ['', '*', 'o-*', '123456789012']],
  ])('%s cannot be answered with what would let others in', ([parameter, refused]) => {
    const { Parameters } = sourceTemplate().toJSON();
    const pattern = new RegExp(Parameters[parameter].AllowedPattern);
    expect(pattern.test(parameters[parameter])).toBe(true);
    expect(refused.filter((answer) => pattern.test(answer))).toEqual([]);
  });

  test('makes one role, for an hour at a time, and nothing else', () => {
    const { resources, one } = deployed(sourceTemplate(), place);
    expect(resources.map(({ type }) => type)).toEqual(['AWS::IAM::Role']);
    expect(one('AWS::IAM::Role')).toMatchObject({
      RoleName: 'aws-snapper-member-source',
      MaxSessionDuration: 3600,
    });
  });

  test('shares with the account of the role that it lets in', () => {
    const shared = deployed(sourceTemplate(), place)
      .policiesOf('SourceRole')
      .flatMap(({ statements }) => statements)
      .flatMap(({ Condition }) => Object.entries(Condition?.['ForAllValues:StringEquals'] ?? {}));
    expect(shared).toEqual([
      ['ec2:Add/userId', ['123456789012']],
      ['ec2:Remove/userId', ['123456789012']],
    ]);
  });

  test('with two prefixes shares what either marks', () => {
    const both = deployed(sourceTemplate({ tagPrefixes: ['autosnap', 'nightly'] }), place);
    expect(JSON.stringify(both.policiesOf('SourceRole'))).toContain(
      '"aws:ResourceTag/snapshot_tool":["autosnap","nightly"]',
    );
  });
});

type Row = readonly [is: 'allowed' | 'denied', who: string, asks: Partial<Parameters<typeof mayAssume>[0]>];

/** The vault as it should ask. */
const asking = {
  principal: VAULT_ROLE,
  role: SOURCE_ROLE,
  policies: BY_LIST.policiesOf('SnapperRole'),
  context: { 'sts:ExternalId': 'one-of-ours', 'aws:PrincipalOrgID': OURS, 'aws:ResourceOrgID': OURS },
};

const TRUST =
  deployed(sourceTemplate(), place).one('AWS::IAM::Role').AssumeRolePolicyDocument?.Statement ?? [];

/** Somebody whose own account lets them become anybody. */
const everybody: Policy[] = [
  { name: 'Any', statements: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }] },
];

const DOOR: readonly Row[] = [
  ['allowed', 'the vault', {}],
  ['allowed', 'the vault by its organisation', { policies: BY_ORGANISATION.policiesOf('SnapperRole') }],
  ['denied', 'the vault without the external id', { context: asked({ 'sts:ExternalId': undefined }) }],
  ['denied', 'the vault with another external id', { context: asked({ 'sts:ExternalId': 'one-of-theirs' }) }],
  [
    'denied',
    'the vault in another organisation',
    { context: asked({ 'aws:PrincipalOrgID': 'o-z9y8x7w6v5' }) },
  ],
  ['denied', 'the vault in no organisation', { context: asked({ 'aws:PrincipalOrgID': undefined }) }],
  [
    'denied',
    'another role of the vault’s account',
    { principal: VAULT_ROLE.replace('SnapperRole', 'Other'), policies: everybody },
  ],
  [
    'denied',
    'a role of the same name in another account',
    { principal: VAULT_ROLE.replace('123456789012', '999999999999'), policies: everybody },
  ],
  [
    'denied',
    'the function of the source itself',
    { principal: VAULT_ROLE.replace('123456789012', SOURCE), policies: everybody },
  ],
];

describe('the source role lets in', () => {
  test.for(DOOR)('%s: %s', async ([is, , asks]) => {
    expect(await mayAssume({ ...asking, trust: TRUST, ...asks })).toBe(is);
  });
});

/** A table that stays green whatever becomes of the trust would prove nothing. */
describe('the table notices a trust that', () => {
  test.for(mutantsOfTrust(TRUST))('%s', async ([, trust]) => {
    for (const [is, , asks] of DOOR) if ((await mayAssume({ ...asking, trust, ...asks })) !== is) return;
    expect.fail('every row is as it was');
  });
});

describe('a vault reaches', () => {
  test.for<[is: string, vault: Partial<Vault>, roles: string[]]>([
    [
      'the source roles of the accounts that it names',
      {},
      SOURCES.map((account) => `arn:aws:iam::${account}:role/aws-snapper-member-source`),
    ],
    [
      'those of another name',
      { accounts: [SOURCE], roleName: 'snapper' },
      [`arn:aws:iam::${SOURCE}:role/snapper-source`],
    ],
    [
      'a role by its ARN, as it is',
      { accounts: ['arn:aws:iam::333333333333:role/path/reader'] },
      ['arn:aws:iam::333333333333:role/path/reader'],
    ],
    [
      'with an organisation, that of any account',
      { organizationId: OURS },
      ['arn:aws:iam::*:role/aws-snapper-member-source'],
    ],
  ])('%s', ([, vault, roles]) => {
    const policies = deployed(vaultOf(vault).template()).policiesOf('SnapperRole');
    const assumed = policies
      .flatMap(({ statements }) => statements)
      .filter(({ Action }) => Action === 'sts:AssumeRole')
      .flatMap(({ Resource }) => Resource);
    expect(assumed).toEqual(roles);
  });

  test('with an organisation, copies only what the accounts own that it names', () => {
    const text = JSON.stringify(BY_ORGANISATION.policiesOf('SnapperRole'));
    expect(text).toContain(`"ec2:Owner":${JSON.stringify(SOURCES)}`);
  });
});

/** Whoever took over a source: its roles, its keys, and all that an administrator has. */
describe('nobody outside the vault’s account', () => {
  const trusts: readonly Trust[] = BY_LIST.all('AWS::IAM::Role').flatMap(
    ({ AssumeRolePolicyDocument }) => AssumeRolePolicyDocument?.Statement ?? [],
  );

  test.for([
    SOURCE_ROLE,
    `arn:aws:iam::${SOURCE}:role/SnapperRole`,
    `arn:aws:iam::${SOURCE}:role/aws-snapper-member`,
    `arn:aws:iam::${SOURCE}:role/Admin`,
    `arn:aws:iam::${SOURCE}:user/admin`,
  ])('can become a role of the vault, as %s', async (principal) => {
    const asks = { ...asking, principal, role: VAULT_ROLE, policies: everybody };
    expect(trusts.length).toBeGreaterThan(0);
    for (const one of trusts) expect(await mayAssume({ ...asks, trust: [one] })).toBe('denied');
  });

  test('is named by any policy of what the vault has: only services of AWS are, and refusals', () => {
    const statements = BY_LIST.resources.flatMap(({ properties: { PolicyDocument, Queues, Topics } }) =>
      Queues === undefined && Topics === undefined ? [] : (PolicyDocument?.Statement ?? []),
    );
    const named = [...trusts, ...statements].filter(({ Effect }) => Effect === 'Allow');
    const principals = named.flatMap(({ Principal }) => Object.keys(Object(Principal)));
    expect(new Set(principals)).toEqual(new Set(['Service']));
    expect(BY_LIST.resources.map(({ type }) => type)).not.toContain('AWS::Lambda::Permission');
  });
});

describe('at synth', () => {
  test('the warning to a vault without an external id names source-role.json', () => {
    expect(told('one-of-ours')).toEqual([]);
    expect(told(undefined)).toEqual([
      expect.stringMatching(/^"No externalId .*source-role\.json.*the prop vault\.externalId/),
    ]);
  });

  test.for<[Partial<Vault>, string]>([
    [{ accounts: [] }, 'vault.accounts must name at least one account, but is []; use ["111111111111"]'],
    [
      { accounts: ['222222222222', '123456789012'] },
      'vault.accounts must name other accounts than that of the vault itself (123456789012), but is ["222222222222","123456789012"]; use ["222222222222"]',
    ],
    [
      { accounts: ['123456789012'] },
      'vault.accounts must name other accounts than that of the vault itself (123456789012), but is ["123456789012"]',
    ],
    [
      { roleName: 'x'.repeat(58) },
      `vault.roleName must have a name of at most 57 characters where a vault keeps replicas, because the role of the source has the same name and -source, but is "${'x'.repeat(58)}"; use "${'x'.repeat(57)}"`,
    ],
    [
      { organizationId: 'o-1' },
      'vault.organizationId must be the id of an organisation, but is "o-1"; use "o-a1b2c3d4e5"',
    ],
    [
      { externalId: 'x' },
      'vault.externalId must be 2 to 1224 letters, digits or "+=,.@:/-_", but is "x"; use "one-of-yours"',
    ],
  ])('a vault with %j is refused', ([vault, message]) => {
    expect(() => vaultOf(vault)).toThrow(message);
  });

  test('more sources than a policy has room for are refused with their organisation, or a second vault', () => {
    const accounts = Array.from({ length: 400 }, (_, index) => String(222_222_222_222 + index));
    expect(() => vaultOf({ accounts: accounts.slice(0, 150) })).toThrow(
      /^vault\.accounts must leave the policies .*150 accounts.*; use vault\.organizationId: "o-a1b2c3d4e5"$/,
    );
    expect(() => vaultOf({ accounts: accounts.slice(0, 150), organizationId: OURS })).not.toThrow();
    expect(() => vaultOf({ accounts, organizationId: OURS })).toThrow(
      /^vault\.accounts must fit into the 4096 bytes .*a second vault can have some of them/,
    );
  });
});

function told(externalId: string | undefined): string[] {
  return Annotations.fromStack(vaultOf({ externalId }).stack)
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => JSON.stringify(entry.data));
}

function asked(other: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const all: Record<string, string | undefined> = { ...asking.context, ...other };
  return Object.fromEntries(Object.entries(all).flatMap(([key, value]) => (value ? [[key, value]] : [])));
}
