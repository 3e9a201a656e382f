import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { afterAll, describe, expect, test } from 'vitest';
import { readMemberContext } from '../../lib/app/member.ts';
import type { AwsSnapperProps } from '../../lib/props/awsSnapperProps.ts';
import { readSettings } from '../../lambda/settings/settings.ts';
import { deployed, type Policy, type Properties, type Trust } from './deployed.ts';
import { deployment, env, removeOutput } from './deployment.ts';
import { memberTemplate } from './memberTemplate.ts';
import { mutantsOfTrust } from './mutants.ts';
import { mayAssume } from './simulator.ts';

afterAll(removeOutput);

const ACCOUNTS = ['222222222222', 'arn:aws:iam::333333333333:role/path/member'];
const MEMBERS = { accounts: ACCOUNTS, externalId: 'one-of-ours' };
const OURS = 'o-a1b2c3d4e5';
const HUB = 'arn:aws:iam::123456789012:role/SnapperRole';
const PROVER = 'arn:aws:iam::123456789012:role/SnapperProverRole';
const MEMBER = 'arn:aws:iam::222222222222:role/aws-snapper-member-prover';
const LAMBDA = 'arn:aws:lambda:eu-west-1:123456789012:function:SnapperProverFunction';

const made = (props: AwsSnapperProps) => deployed(deployment(props).template());
const plain = made({});
const proving = made({ prove: 20, timeZone: 'Europe/Berlin' });

describe('without prove', () => {
  test('there is no prover, and nothing that is deployed may read a block', () => {
    expect(plain.all('AWS::Lambda::Function')).toHaveLength(1);
    expect(JSON.stringify(plain.resources)).not.toMatch(/ebs:|prover/i);
  });

  test('nor does a budget stand alone', () => {
    expect(() => made({ proveBudget: 50_000 })).toThrow(
      'proveBudget must be given together with prove, but is 50000; use prove: 20',
    );
  });
});

describe('a prover', () => {
  const [fn, queue, log] = [
    of(proving, 'SnapperProverFunction'),
    of(proving, 'SnapperProverDeadLetters'),
    of(proving, 'SnapperProverLog'),
  ];

  test('is a function of its own, with a log and a queue of its own', () => {
    expect(fn).toMatchObject({
      Handler: 'index.handler',
      MemorySize: 256,
      Timeout: 900,
      Role: PROVER,
      Environment: { Variables: { PROVE: '20', TAG_PREFIXES: 'autosnap', TIME_ZONE: 'Europe/Berlin' } },
    });
    expect(fn.Environment?.Variables).not.toHaveProperty('SNS_ARN');
    expect(log).toMatchObject({ RetentionInDays: 90 });
    expect(queue).toMatchObject({ MessageRetentionPeriod: 1_209_600 });
  });

  test('comes at noon on the clock of the deployment, whenever the runs are', () => {
    const often = made({ prove: 20, schedule: 'rate(1 hour)', tagPrefixes: ['autosnap', 'nightly'] });
    for (const [one, zone] of [
      [proving, 'Europe/Berlin'],
      [often, 'UTC'],
    ] as const) {
      expect(of(one, 'SnapperProverTrigger')).toMatchObject({
        ScheduleExpression: 'cron(0 12 * * ? *)',
        ScheduleExpressionTimezone: zone,
        Target: { Arn: LAMBDA, Input: '{}' },
      });
    }
  });

  test('reads the same settings as the runs, which know that snapshots are proved', () => {
    const { Variables: runs = {} } = of(proving, 'SnapperFunction').Environment ?? {};
    const { SNS_ARN: _, ...others } = runs;
    expect(fn.Environment?.Variables).toEqual(others);
    expect(readSettings({ sample: 5 }, others)).toMatchObject({ prove: 5, proveBudget: 100_000 });
    expect(
      readSettings(
        {},
        made({ prove: 7, proveBudget: 248 }).all('AWS::Lambda::Function')[0]?.Environment?.Variables ?? {},
      ),
    ).toMatchObject({ prove: 7, proveBudget: 248 });
  });

  test('changes nothing of the role of the runs, which may read no block', () => {
    expect(proving.policiesOf('SnapperRole')).toEqual(plain.policiesOf('SnapperRole'));
    expect(actionsOf(proving.policiesOf('SnapperRole')).filter((one) => /^(ebs|kms):/.test(one))).toEqual([]);
  });

  test('has alarms that tell their topic when they begin and end, two of them for each prefix', () => {
    const both = made({ prove: 20, tagPrefixes: ['autosnap', 'nightly'] });
    const alarms = both.all('AWS::CloudWatch::Alarm').filter(isOfProver);
    expect(alarms.map(({ MetricName, Dimensions }) => [MetricName, valueOf(Dimensions, 'Prefix')])).toEqual([
      ['Errors', undefined],
      ['ApproximateNumberOfMessagesVisible', undefined],
      ['UnsoundVolumes', 'autosnap'],
      ['SnapshotsNotProved', 'autosnap'],
      ['UnsoundVolumes', 'nightly'],
      ['SnapshotsNotProved', 'nightly'],
    ]);
    for (const one of alarms) {
      expect(one).toMatchObject({ AlarmActions: [TOPIC], OKActions: [TOPIC], TreatMissingData: 'ignore' });
    }
  });

  test('is known by the outputs of its stack', () => {
    expect(proving.outputs['Prove']).toContain('--function-name SnapperProverFunction');
    expect(proving.outputs).not.toHaveProperty('ProverRoleArn');
    expect(made({ prove: 20, members: MEMBERS }).outputs['ProverRoleArn']).toBe(PROVER);
    expect(plain.outputs).not.toHaveProperty('Prove');
  });
});

describe('the prover of a hub', () => {
  const listed = made({ prove: 20, members: MEMBERS });
  const fanned = made({ prove: 20, members: MEMBERS, fanOut: {} });
  const organised = made({ prove: 20, members: { ...MEMBERS, organizationId: OURS } });

  test('is one function with and without fanOut, which has the accounts from where there is room', () => {
    expect(of(listed, 'SnapperProverFunction').Environment?.Variables['ACCOUNTS']).toBe(ACCOUNTS.join(','));
    expect(of(listed, 'SnapperProverTrigger').Target?.Input).toBe('{}');
    expect(of(fanned, 'SnapperProverFunction').Environment?.Variables).not.toHaveProperty('ACCOUNTS');
    const input: unknown = JSON.parse(of(fanned, 'SnapperProverTrigger').Target?.Input ?? '');
    expect(input).toEqual({ accounts: ACCOUNTS });
    expect(readSettings(input, {}).accounts).toEqual(ACCOUNTS);
  });

  test('may assume the roles beside the member roles, and not these; the runs may not assume those', () => {
    const beside = [MEMBER, 'arn:aws:iam::333333333333:role/path/member-prover'];
    expect(assumed(listed.policiesOf('SnapperProverRole'))).toEqual(beside);
    expect(assumed(fanned.policiesOf('SnapperProverRole'))).toEqual(beside);
    expect(assumed(listed.policiesOf('SnapperRole'))).toEqual(
      beside.map((role) => role.replace('-prover', '')),
    );
    expect(assumed(organised.policiesOf('SnapperProverRole'))).toEqual([
      'arn:aws:iam::*:role/aws-snapper-member-prover',
      'arn:aws:iam::333333333333:role/path/member-prover',
    ]);
    expect(assumed(proving.policiesOf('SnapperProverRole'))).toEqual([]);
  });

  test.for<[key: string, members: AwsSnapperProps['members']]>([
    ['members.roleName', { accounts: ['222222222222'], roleName: 'r'.repeat(58) }],
    ['members.accounts', { accounts: [`arn:aws:iam::333333333333:role/path/${'r'.repeat(58)}`] }],
  ])('a name in %s that has no room for -prover is refused', ([key, members]) => {
    expect(() => made({ prove: 20, members })).toThrow(`${key} must have a name of at most 57 characters`);
    expect(() => made({ members })).not.toThrow();
  });

  test.for<[prove: number, told: unknown[]]>([
    [403, []],
    [
      404,
      [expect.stringMatching(/^Of the 404 snapshots .* at most 403 are proved.* Use proveBudget 100192/)],
    ],
  ])(
    'of %i snapshots a day is warned of at synth where the budget is too small for them',
    ([prove, told]) => {
      const { stack } = deployment({ prove, emails: ['ops@example.com'] });
      const warnings = Annotations.fromStack(stack).findWarning('*', Match.anyValue());
      expect(warnings.map(({ entry }) => entry.data)).toEqual(told);
    },
  );

  test('is warned of no other thing at synth', () => {
    const { stack } = deployment({ prove: 20, emails: ['ops@example.com'] });
    expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
  });
});

describe('the role of a prover in a member account', () => {
  const parameters = {
    HubRoleArn: HUB,
    ProverRoleArn: PROVER,
    ExternalId: 'one-of-ours',
    OrganizationId: OURS,
  };
  const member = deployed(memberTemplate({ prove: true }), {
    ...env,
    partition: 'aws',
    account: '222222222222',
    parameters,
  });
  const trust = of(member, 'MemberProverRole').AssumeRolePolicyDocument?.Statement ?? [];
  const context = { 'sts:ExternalId': 'one-of-ours', 'aws:PrincipalOrgID': OURS };
  const anybody: Policy[] = [
    { name: 'Any', statements: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }] },
  ];
  const asking = { principal: PROVER, role: MEMBER, policies: anybody, trust, context };
  const DOOR: readonly ['allowed' | 'denied', who: string, asks: Partial<typeof asking>][] = [
    ['allowed', 'the prover of the hub', {}],
    ['denied', 'the function of the hub that takes snapshots', { principal: HUB }],
    ['denied', 'another role of the hub', { principal: `${PROVER}2` }],
    ['denied', 'a role of the same name elsewhere', { principal: PROVER.replace(/1234\d+/, '999999999999') }],
    ['denied', 'the prover without an external id', { context: { ...context, 'sts:ExternalId': '' } }],
    ['denied', 'the prover with another one', { context: { ...context, 'sts:ExternalId': 'one-of-theirs' } }],
    [
      'denied',
      'the prover of another organisation',
      { context: { ...context, 'aws:PrincipalOrgID': 'o-z9y8x7w6v5' } },
    ],
  ];

  test.for(DOOR)('%s to assume it: %s', async ([is, , asks]) => {
    expect(await mayAssume({ ...asking, ...asks })).toBe(is);
  });

  test.for(mutantsOfTrust(trust))('a trust is noticed that %s', async ([, changed]) => {
    for (const [is, , asks] of DOOR) {
      if ((await mayAssume({ ...asking, trust: changed, ...asks })) !== is) return;
    }
    expect.fail('every row is as it was');
  });

  test('lets in nobody whom the member role lets in, which stays as it was', () => {
    const before = deployed(memberTemplate(), {
      ...env,
      partition: 'aws',
      account: '222222222222',
      parameters,
    });
    expect(of(member, 'MemberRole')).toEqual(of(before, 'MemberRole'));
    expect(before.resources).toHaveLength(1);
    expect(member.resources.map(({ properties }) => properties['RoleName'])).toEqual([
      'aws-snapper-member',
      'aws-snapper-member-prover',
    ]);
    expect(trustees(trust)).toEqual([PROVER]);
  });

  test.for<[given: Record<string, unknown>, prove: boolean | undefined]>([
    [{ prove: 'true' }, true],
    [{ prove: '20' }, true],
    [{ prove: 20 }, true],
    [{ prove: 'false' }, false],
    [{}, undefined],
  ])('%j with member=true', ([given, prove]) => {
    expect(readMemberContext({ member: 'true', ...given })?.props.prove).toBe(prove);
  });

  test.for(['yes', '0', ''])('prove=%j with member=true is refused', (prove) => {
    expect(() => readMemberContext({ member: 'true', prove })).toThrow('give -c prove=true');
  });
});

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:SnapperReports';

function of({ resources }: ReturnType<typeof deployed>, name: string): Properties {
  const found = resources.find((one) => one.name === name);
  if (found === undefined)
    throw new Error(`there is no ${name}, but ${resources.map((one) => one.name).join()}`);
  return found.properties;
}

function isOfProver({ Dimensions }: Properties): boolean {
  return Dimensions?.some(({ Value }) => Value.startsWith('SnapperProver')) === true;
}

function valueOf(dimensions: Properties['Dimensions'], name: string): string | undefined {
  return dimensions?.find(({ Name }) => Name === name)?.Value;
}

function actionsOf(policies: readonly Policy[]): string[] {
  return policies.flatMap(({ statements }) => statements.flatMap(({ Action }) => Action));
}

function assumed(policies: readonly Policy[]): string[] {
  return policies
    .flatMap(({ statements }) => statements)
    .filter(({ Action }) => Action === 'sts:AssumeRole')
    .flatMap(({ Resource }) => Resource);
}

function trustees(trust: readonly Trust[]): string[] {
  return trust.map(({ Principal }) => JSON.parse(JSON.stringify(Principal)).AWS);
}
