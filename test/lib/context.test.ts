import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, describe, expect, test } from 'vitest';
import { AwsSnapperStack, type AwsSnapperStackProps } from '../../lib/awsSnapperStack.ts';
import { readContext } from '../../lib/app/deployment.ts';
import { DEPLOYMENT_KEYS } from '../../lib/app/keys.ts';
import { underKeys } from '../../lib/app/values.ts';
import { readMemberContext } from '../../lib/app/member.ts';
import { readSourceContext } from '../../lib/app/source.ts';
import { env, newApp, removeOutput } from './deployment.ts';

afterAll(removeOutput);

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:reports';
const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/12345678-1234-1234-1234-123456789012';

const MEMBER = 'arn:aws:iam::333333333333:role/path/member';

/** Each key as `-c` gives it, as JSON may give it, and the prop that it sets. */
const KEYS: readonly [key: string, text: string, json: unknown, sets: AwsSnapperStackProps][] = [
  ['regions', 'eu-west-1, us-east-1', ['eu-west-1', 'us-east-1'], { regions: ['eu-west-1', 'us-east-1'] }],
  ['regions', 'eu-west-1', ['eu-west-1'], { regions: ['eu-west-1'] }],
  ['regions', 'all', ['all'], { regions: 'all' }],
  ['regions', 'all,!eu-south-1', ['all', '!eu-south-1'], { regions: ['all', '!eu-south-1'] }],
  ['tagPrefixes', 'autosnap,nightly', ['autosnap', 'nightly'], { tagPrefixes: ['autosnap', 'nightly'] }],
  ['tagPrefixes', '7', ['7'], { tagPrefixes: ['7'] }],
  ['jobName', 'Nightly, all', 'Nightly, all', { jobName: 'Nightly, all' }],
  ['notify', 'trouble', 'trouble', { notify: 'trouble' }],
  ['schedule', 'rate(1 hour)', 'rate(1 hour)', { schedule: 'rate(1 hour)' }],
  ['startDate', '2027-01-01T03:00:00Z', '2027-01-01T03:00:00Z', { startDate: '2027-01-01T03:00:00Z' }],
  ['followUp', '2h', '2h', { followUp: '2h' }],
  ['followUp', 'cron(0 5 * * ? *)', 'cron(0 5 * * ? *)', { followUp: 'cron(0 5 * * ? *)' }],
  ['followUp', 'false', false, { followUp: false }],
  [
    'allowOverrides',
    'interval, time_zone',
    ['interval', 'time_zone'],
    { allowOverrides: ['interval', 'time_zone'] },
  ],
  ['timeZone', 'Europe/Berlin', 'Europe/Berlin', { timeZone: 'Europe/Berlin' }],
  [
    'emails',
    'a@example.com b@example.com',
    ['a@example.com', 'b@example.com'],
    { emails: ['a@example.com', 'b@example.com'] },
  ],
  ['interval', '3600', 3600, { interval: 3600 }],
  ['dryRun', 'true', true, { dryRun: true }],
  ['dryRun', 'false', false, { dryRun: false }],
  ['maxDeletes', '0', 0, { maxDeletes: 0 }],
  ['orphanRetain', '90d', '90d', { orphanRetain: '90d' }],
  ['orphanRetain', '90d last:2y', '90d last:2y', { orphanRetain: '90d last:2y' }],
  ['consistency', 'volume', 'volume', { consistency: 'volume' }],
  ['consistency', 'instance', 'instance', { consistency: 'instance' }],
  ['copyTags', 'false', false, { copyTags: false }],
  ['copyTags', '*,!Secret*', ['*', '!Secret*'], { copyTags: '*,!Secret*' }],
  ['copyInstanceTags', 'CostCenter', ['CostCenter'], { copyInstanceTags: 'CostCenter' }],
  ['addTags', 'CostCenter=100,Team=a b', 'CostCenter=100,Team=a b', { addTags: 'CostCenter=100,Team=a b' }],
  ['addTags', '{"CostCenter":"100"}', { CostCenter: '100' }, { addTags: '{"CostCenter":"100"}' }],
  ['alarms', 'false', false, { alarms: false }],
  ['encryptionKeyArn', KEY, KEY, { encryptionKeyArn: KEY }],
  ['images', 'true', true, { images: true }],
  ['images', 'false', false, { images: false }],
  ['imageInUse', '90', 90, { imageInUse: 90 }],
  ['prove', '20', 20, { prove: 20 }],
  ['coverage', 'true', true, { coverage: true }],
  ['rpo', '26h', '26h', { rpo: '26h' }],
  ['proveBudget', '50000', 50_000, { proveBudget: 50_000 }],
  ['replicas', 'eu-central-1', ['eu-central-1'], { replicas: { regions: ['eu-central-1'] } }],
  [
    'replicas',
    'eu-central-1, eu-north-1',
    ['eu-central-1', 'eu-north-1'],
    { replicas: { regions: ['eu-central-1', 'eu-north-1'] } },
  ],
  [
    'replicas',
    '222222222222@eu-west-1',
    ['222222222222@eu-west-1'],
    { replicas: { regions: ['222222222222@eu-west-1'] } },
  ],
  ['memorySize', '1024', 1024, { memorySize: 1024 }],
  ['dashboard', 'true', true, { dashboard: true }],
  ['dashboard', 'false', false, { dashboard: false }],
  [
    'runbookUrl',
    'https://wiki.example.com/aws-snapper',
    'https://wiki.example.com/aws-snapper',
    { runbookUrl: 'https://wiki.example.com/aws-snapper' },
  ],
  ['logRetention', '365', 365, { logRetention: 365 }],
  ['reservedConcurrentExecutions', '1', 1, { reservedConcurrentExecutions: 1 }],
  ['accounts', '222222222222', '222222222222', { members: { accounts: ['222222222222'] } }],
  [
    'accounts',
    `222222222222, ${MEMBER}`,
    ['222222222222', MEMBER],
    { members: { accounts: ['222222222222', MEMBER] } },
  ],
  ['fanOut', 'false', false, {}],
];

function propsOf(context: Record<string, unknown>): AwsSnapperStackProps {
  return given(readContext(context).props);
}

function given(props: AwsSnapperStackProps): AwsSnapperStackProps {
  return Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined));
}

describe('a key sets its prop', () => {
  test.for(KEYS)('%s=%s, in JSON %j', ([key, text, json, sets]) => {
    expect(propsOf({ [key]: text })).toEqual(sets);
    expect(propsOf({ [key]: json })).toEqual(sets);
  });

  test('defaultFrequency and defaultRetain go together', () => {
    const both = { defaultFrequency: '6h', defaultRetain: '7' };
    expect(propsOf(both)).toEqual(both);
    expect(propsOf({ ...both, defaultRetain: 7 })).toEqual(both);
    expect(propsOf({ ...both, defaultFrequency: 1 })).toEqual({ ...both, defaultFrequency: '1' });
  });

  test.for<[key: string, text: string, json: unknown]>([
    ['roleName', 'snapper', 'snapper'],
    ['externalId', 'one-of-ours', 'one-of-ours'],
    ['organizationId', 'o-a1b2c3d4e5', 'o-a1b2c3d4e5'],
  ])('%s=%s goes with accounts', ([key, text, json]) => {
    expect(propsOf({ accounts: '222222222222', [key]: text })).toEqual({
      members: { accounts: ['222222222222'], [key]: json },
    });
    expect(refusalOf({ accounts: '222222222222', [key]: json })).toBe('no refusal');
  });

  test('fanOut=true goes with accounts, and has its limits by default', () => {
    const members = { accounts: ['222222222222'] };
    expect(propsOf({ ...members, fanOut: 'true' })).toEqual({ members, fanOut: {} });
    expect(refusalOf({ ...members, fanOut: true })).toBe('no refusal');
  });

  test.for<[key: string, text: string, json: unknown, prop: string, value: unknown]>([
    ['replicaKeys', 'eu-central-1=alias/a', 'eu-central-1=alias/a', 'keys', 'eu-central-1=alias/a'],
    [
      'replicaKeys',
      '{"eu-central-1":"alias/a"}',
      { 'eu-central-1': 'alias/a' },
      'keys',
      '{"eu-central-1":"alias/a"}',
    ],
    ['replicaMin', '7', 7, 'min', 7],
    ['replicaWindow', '20', 20, 'window', 20],
    ['replicaWithin', '90m', '90m', 'within', '90m'],
    ['replicaLock', '14d', '14d', 'lock', '14d'],
    ['replicaOrphanRetain', '1y last:3y', '1y last:3y', 'orphanRetain', '1y last:3y'],
  ])('%s=%s goes with replicas', ([key, text, json, prop, value]) => {
    for (const written of [text, json]) {
      const context = { replicas: 'eu-central-1', [key]: written };
      expect(propsOf(context)).toEqual({ replicas: { regions: ['eu-central-1'], [prop]: value } });
      expect(refusalOf(context)).toBe('no refusal');
    }
  });

  test('vault goes with replicas and replicaMin, and has what describes the roles of other accounts', () => {
    expect(propsOf(VAULT)).toEqual({
      vault: { accounts: ['111111111111'] },
      replicas: { regions: ['eu-west-1'], min: 7 },
    });
    const roles = { roleName: 'snapper', externalId: 'one-of-ours', organizationId: 'o-a1b2c3d4e5' };
    const vault = { ...VAULT, vault: '111111111111,333333333333', ...roles };
    expect(propsOf(vault).vault).toEqual({ accounts: ['111111111111', '333333333333'], ...roles });
    expect(propsOf(vault).members).toBeUndefined();
    expect(refusalOf(vault)).toBe('no refusal');
  });

  test.for(['maxConcurrency', 'runsPerShard'])('%s goes with fanOut', (key) => {
    const members = { accounts: ['222222222222'] };
    const fanOut = { ...members, fanOut: true };
    expect(propsOf({ ...fanOut, [key]: '10' })).toEqual({ members, fanOut: { [key]: 10 } });
    expect(refusalOf({ ...fanOut, [key]: 10 })).toBe('no refusal');
  });

  test('with an organisation, events may name the accounts', () => {
    const alone = { organizationId: 'o-a1b2c3d4e5' };
    expect(refusalOf({ ...alone, roleName: 'snapper', externalId: 'one-of-ours' })).toBe('no refusal');
    expect(refusalOf(alone)).toBe('no refusal');
  });

  test('member is for another template', () => {
    expect(propsOf({ member: 'false' })).toEqual({});
  });

  test('stackName names the stack', () => {
    expect(readContext({ stackName: 'Snapper-2' }).stackName).toBe('Snapper-2');
    expect(readContext({}).stackName).toBe('AwsSnapper');
  });

  test('topicArn and alarmTopicArn are existing topics, topicKeyArn is an existing key', () => {
    const alarmTopicArn = TOPIC.replace('reports', 'pager');
    const { stackName, props } = readContext({ topicArn: TOPIC, alarmTopicArn, topicKeyArn: KEY });
    const { snapper } = new AwsSnapperStack(newApp(), stackName, { ...props, env });
    expect([snapper.topic.topicArn, snapper.alarmTopic.topicArn]).toEqual([TOPIC, alarmTopicArn]);
    expect(JSON.stringify(Template.fromStack(Stack.of(snapper)).toJSON())).toContain(KEY);
  });

  test('encryptionKeyArn is a key of the stack’s region, and is named so where it is not', () => {
    const elsewhere = KEY.replace('eu-west-1', 'us-east-1');
    expect(refusalOf({ encryptionKeyArn: elsewhere })).toBe(
      `ConfigurationError: encryptionKeyArn must be in eu-west-1, the region of the stack, but is "${elsewhere}"`,
    );
    expect(refusalOf({ encryptionKeyArn: KEY })).toBe('no refusal');
  });

  test('nothing is set without a key, and null is no value', () => {
    expect(propsOf({})).toEqual({});
    expect(propsOf(Object.fromEntries(KEYS.map(([key]) => [key, null])))).toEqual({});
  });

  test('every key there is has a row here', () => {
    const [, list = ''] = /which are ([^;]*);/.exec(refusalOf({ nonsense: '1' })) ?? [];
    const tested = [
      ...KEYS.map(([key]) => key),
      'roleName',
      'externalId',
      'organizationId',
      'maxConcurrency',
      'runsPerShard',
      'replicaKeys',
      'replicaMin',
      'replicaWindow',
      'replicaWithin',
      'replicaLock',
      'replicaOrphanRetain',
      'vault',
      'defaultFrequency',
      'defaultRetain',
      'stackName',
      'topicArn',
      'alarmTopicArn',
      'topicKeyArn',
      'assetsBucket',
      'member',
      'source',
    ];
    expect(new Set(list.split(', '))).toEqual(new Set(tested));
  });
});

const VAULT = { vault: '111111111111', replicas: 'eu-west-1', replicaMin: 7 };

const ACCOUNTS = Array.from({ length: 1000 }, (_, index) => String(222_222_222_222 + index));

const WRONG: readonly [key: string, wrong: unknown, use: string][] = [
  ['stackName', '1st', 'AwsSnapper'],
  ['stackName', 'a b', 'AwsSnapper'],
  ['regions', 'mars', 'eu-west-1'],
  ['regions', 'all,eu-west-1', 'all'],
  ['regions', ',', 'eu-west-1'],
  ['regions', true, 'eu-west-1'],
  ['tagPrefixes', 'auto*', 'autosnap'],
  ['tagPrefixes', 'snapshot_tool', 'autosnap'],
  ['tagPrefixes', ',', 'autosnap'],
  ['tagPrefixes', 'autosnap,autosnap', 'autosnap'],
  ['jobName', ' ', 'Default'],
  ['jobName', 'x'.repeat(257), 'Default'],
  ['jobName', { first: 'x' }, 'Default'],
  ['schedule', 'daily', 'cron(0 3 * * ? *)'],
  ['schedule', 'cron(0 3 * * *)', 'cron(0 3 * * ? *)'],
  ['schedule', 'at(2027-01-01T03:00:00)', 'cron(0 3 * * ? *)'],
  ['followUp', '2 hours', '1h'],
  ['followUp', true, '1h'],
  ['followUp', 'cron(0 3 * * ? *)', '1h'],
  ['allowOverrides', 'timeZone', 'time_zone'],
  ['allowOverrides', 'interval,max-deletes', 'interval,max_deletes'],
  ['timeZone', 'Mars/Olympus', 'Europe/Berlin'],
  ['timeZone', '+02:00', 'Europe/Berlin'],
  ['emails', 'ops', 'ops@example.com'],
  ['emails', ',', 'ops@example.com'],
  ['topicArn', 'reports', 'arn:aws:sns:eu-west-1:123456789012:reports'],
  ['topicArn', `${TOPIC}.fifo`, 'arn:aws:sns:eu-west-1:123456789012:reports'],
  ['topicArn', KEY, 'arn:aws:sns:eu-west-1:123456789012:reports'],
  ['alarmTopicArn', 'pager', 'arn:aws:sns:eu-west-1:123456789012:reports'],
  ['topicKeyArn', 'alias/reports', 'arn:aws:kms:'],
  ['encryptionKeyArn', 'alias/ours', 'arn:aws:kms:'],
  ['alarms', 'off', 'true'],
  ['notify', 'failure', 'always'],
  ['interval', '1 day', '86400'],
  ['interval', '59', '86400'],
  ['interval', 1.5, '86400'],
  ['interval', '-1', '86400'],
  ['dryRun', 'yes', 'true'],
  ['dryRun', 1, 'true'],
  ['dryRun', '', 'true'],
  ['defaultFrequency', 'weekly', '1w'],
  ['defaultRetain', '7 days', 'within:7d'],
  ['maxDeletes', '-1', '100'],
  ['maxDeletes', '99999999', '100'],
  ['orphanRetain', '90 days', '90d'],
  ['consistency', 'both', 'instance'],
  ['copyTags', 'no', 'true'],
  ['copyInstanceTags', '!', 'CostCenter'],
  ['addTags', 'CostCenter', 'CostCenter=100'],
  ['addTags', 'autosnap_at=x,Team=a', 'Team=a'],
  ['images', 'yes', 'true'],
  ['imageInUse', '0', '30'],
  ['imageInUse', '30d', '30'],
  ['prove', '0', '20'],
  ['prove', 'true', '20'],
  ['proveBudget', '100', '100000'],
  ['replicas', 'all', 'eu-central-1'],
  ['replicas', 'Frankfurt', 'eu-central-1'],
  ['replicaKeys', 'alias/backup', 'eu-central-1=alias/backup'],
  ['replicaKeys', 'eu-central-1=backup', 'eu-central-1=alias/backup'],
  ['replicaMin', '0', '7'],
  ['replicaWindow', '21', '15'],
  ['replicaWithin', '100m', '105m'],
  ['replicaWithin', 'soon', '4h'],
  ['replicaLock', '14 days', '14d'],
  ['replicaLock', 'true', '14d'],
  ['replicaOrphanRetain', '90 days', '90d'],
  ['memorySize', '127', '512'],
  ['memorySize', 10_241, '512'],
  ['logRetention', '8', '90'],
  ['logRetention', 'ONE_WEEK', '90'],
  ['reservedConcurrentExecutions', '0', '1'],
  ['reservedConcurrentExecutions', '1.5', '1'],
  ['accounts', '2222', '222222222222'],
  ['accounts', 'prod', '222222222222'],
  ['accounts', `333333333333,${MEMBER}`, '222222222222'],
  ['accounts', 'arn:aws:iam::222222222222:user/member', '222222222222'],
  ['vault', 'prod', '111111111111'],
  ['vault', `333333333333,${MEMBER}`, '111111111111'],
  ['roleName', 'path/member', 'aws-snapper-member'],
  ['externalId', 'x', 'one-of-yours'],
  ['externalId', 'two words', 'one-of-yours'],
  ['organizationId', 'ou-a1b2-c3d4e5f6', 'o-a1b2c3d4e5'],
  ['fanOut', 'yes', 'true'],
  ['maxConcurrency', '0', '100'],
  ['maxConcurrency', '10001', '100'],
  ['runsPerShard', '0', '12'],
  ['runsPerShard', '97', '12'],
  ['assetsBucket', 's3://bucket', 'code-of-our-organisation'],
  ['member', 'yes', 'true'],
  ['source', 'yes', 'true'],
];

describe('a wrong value', () => {
  test.for(WRONG)('%s=%j is refused with the value and one to use', ([key, wrong, use]) => {
    const message = refusal(key, wrong);
    expect(message).toMatch(/^ConfigurationError: /);
    expect(message).toContain(shown(wrong));
    expect(message).toContain(use);
  });

  test('is refused under the name of its key, with how to give it', () => {
    const silent = WRONG.filter(([key, wrong]) => !refusal(key, wrong).includes(`give -c ${key}=`));
    expect(silent.map(([key, wrong]) => `${key}=${shown(wrong)}`)).toEqual([]);
  });

  test.for([
    ['defaultFrequency', '1.5'],
    ['defaultRetain', '0'],
    ['orphanRetain', '90'],
  ] as const)('%s=%s is refused without a value where each would be a guess', ([key, wrong]) => {
    expect(refusal(key, wrong)).toMatch(
      new RegExp(`^ConfigurationError: ${key} must be .*, but is "${wrong}"$`),
    );
  });

  test('accounts that the environment has no room for are refused with what has', () => {
    const many = { accounts: ACCOUNTS.slice(0, 300), organizationId: 'o-a1b2c3d4e5' };
    expect(refusalOf(many)).toMatch(
      /^ConfigurationError: accounts .*300 accounts.*fanOut.*; give -c fanOut=true,/,
    );
    expect(refusalOf({ ...many, accounts: ACCOUNTS.slice(0, 200) })).toBe('no refusal');
    expect(refusalOf({ ...many, accounts: ACCOUNTS, fanOut: true })).toBe('no refusal');
  });

  test('a run of many accounts without any is refused with some', () => {
    expect(refusalOf({ fanOut: true })).toBe(
      'ConfigurationError: accounts must be given beside fanOut, but is not given; give -c accounts=222222222222,333333333333, or the same under "context" in cdk.json',
    );
  });

  test.for<[change: Record<string, unknown>, message: string]>([
    [
      { replicas: null, replicaMin: null },
      'replicas must be given in a vault, but is not given; give -c replicas=eu-central-1, or the same under "context" in cdk.json',
    ],
    [
      { replicaMin: null },
      'replicaMin must be given in a vault, but is not given; give -c replicaMin=7, or the same under "context" in cdk.json',
    ],
    [
      { replicas: 'eu-west-1,222222222222@eu-west-2' },
      'replicas must name only regions in a vault, which keeps replicas in its own account, but is "eu-west-1,222222222222@eu-west-2"; give -c replicas=eu-west-1, or the same under "context" in cdk.json',
    ],
    [
      { roleName: 'a/b' },
      'roleName must be the name of an IAM role, without its path, but is "a/b"; give -c roleName=aws-snapper-member, or the same under "context" in cdk.json',
    ],
    ...Object.entries({
      accounts: '222222222222',
      images: true,
      prove: 20,
      orphanRetain: '90d',
    }).map(([key, value]): [Record<string, unknown>, string] => [
      { [key]: value },
      `${key} must be absent in a vault, which only keeps replicas of snapshots of other accounts, but is "${value}"; leave it out`,
    ]),
  ])('a vault with %j is refused in the words of a run', ([change, message]) => {
    expect(refusalOf({ ...VAULT, ...change })).toBe(`ConfigurationError: ${message}`);
  });

  test('a vault is one function', () => {
    expect(refusalOf({ ...VAULT, fanOut: true })).toMatch(
      /^ConfigurationError: fanOut must be absent in a vault, which only keeps replicas of snapshots of other accounts, but is \{\}; leave it out/,
    );
  });

  test('an override of any other setting is refused with those that there are, and nothing is proposed', () => {
    expect(refusalOf({ allowOverrides: 'interval,dry_run' })).toBe(
      'ConfigurationError: allowOverrides must name event keys among interval, time_zone, default_frequency, default_retain, max_deletes, orphan_retain, image_in_use, replica_lock, replica_min, replica_orphan_retain, but is "interval,dry_run"',
    );
  });

  test('fewer functions than shards at a time are refused', () => {
    const fanOut = { accounts: ACCOUNTS.slice(0, 2), fanOut: true };
    expect(refusalOf({ ...fanOut, reservedConcurrentExecutions: 99 })).toMatch(
      /^ConfigurationError: reservedConcurrentExecutions must be at least 100 .* is 99; give -c reservedConcurrentExecutions=100,/,
    );
    expect(refusalOf({ ...fanOut, reservedConcurrentExecutions: 8, maxConcurrency: 8 })).toBe('no refusal');
    expect(refusalOf({ reservedConcurrentExecutions: 1 })).toBe('no refusal');
  });

  test('more accounts than a policy can name are refused with what confines them too', () => {
    const refused = refusalOf({ accounts: ACCOUNTS.slice(0, 200) });
    expect(refused).toMatch(
      /^ConfigurationError: accounts .*200 accounts.*organizationId.*; give -c organizationId=o-a1b2c3d4e5, or /,
    );
    expect(refusalOf({ accounts: ACCOUNTS.slice(0, 100) })).toBe('no refusal');
  });

  test('prefixes that the environment has no room for are refused, with or without accounts', () => {
    const tagPrefixes = Array.from({ length: 60 }, (_, index) => `${'x'.repeat(61)}-${index}`).join(',');
    for (const others of [{}, { accounts: '222222222222', fanOut: true }]) {
      expect(refusalOf({ ...others, tagPrefixes })).toMatch(
        /^ConfigurationError: tagPrefixes .*4096 bytes.*60 prefixes.*a second deployment can have some.*…$/,
      );
    }
  });

  test.for([
    ['autosnap,autosnap_keep', 'not be tag keys of each other (autosnap_keep is one of autosnap)', undefined],
    ['nightly,a*', 'each be 1 to 64 letters', undefined],
    ['nightly,hourly,nightly', 'name one or more tag prefixes, each once', 'nightly,hourly'],
  ] as const)(
    'the prefixes %s: no list is proposed that lacks a right one',
    ([tagPrefixes, must, proposed]) => {
      const message = refusalOf({ tagPrefixes });
      expect(message).toContain(`tagPrefixes must ${must}`);
      expect(/-c tagPrefixes=([^\s]+), or/.exec(message)?.[1]).toBe(proposed);
    },
  );

  test('more prefixes than a policy can name are refused', () => {
    const tagPrefixes = Array.from({ length: 30 }, (_, index) => `prefix-${index}`).join(',');
    expect(refusalOf({ tagPrefixes })).toMatch(
      /^ConfigurationError: tagPrefixes .*30 prefixes make up to \d{5}; a shorter list, with a second deployment/,
    );
  });

  test.for<[key: string, value: string, give: string]>([
    ['roleName', 'snapper', '-c accounts=222222222222,333333333333'],
    ['externalId', 'ours', '-c accounts=222222222222,333333333333'],
    ['maxConcurrency', '10', '-c fanOut=true -c accounts=222222222222,333333333333'],
    ['runsPerShard', '4', '-c fanOut=true -c accounts=222222222222,333333333333'],
    ['proveBudget', '50000', '-c prove=20'],
    ['replicaKeys', 'eu-central-1=alias/backup', '-c replicas=eu-central-1'],
    ['replicaMin', '7', '-c replicas=eu-central-1'],
    ['replicaWindow', '15', '-c replicas=eu-central-1'],
    ['replicaWithin', '4h', '-c replicas=eu-central-1'],
    ['replicaLock', '14d', '-c replicas=eu-central-1'],
    ['replicaOrphanRetain', '1y', '-c replicas=eu-central-1'],
  ])('%s=%s that would do nothing is refused with what it goes with', ([key, value, give]) => {
    const alone = refusalOf({ [key]: value });
    expect(alone).toMatch(
      new RegExp(`^ConfigurationError: ${key} must be given together with .* is "?${value}"?;`),
    );
    expect(alone).toContain(`; give ${give}, or`);
  });

  test('the key of a region in which no replicas are kept is refused', () => {
    const replicaKeys = 'eu-centrl-1=alias/backup,eu-north-1=alias/backup';
    expect(refusalOf({ replicas: 'eu-central-1,eu-north-1', replicaKeys })).toBe(
      'ConfigurationError: replicaKeys must name only regions of replicas (eu-central-1, eu-north-1), but is "eu-centrl-1"',
    );
  });

  test('a limit of fanOut is refused where it is off, with the accounts that are given', () => {
    const off = refusalOf({ accounts: '222222222222', fanOut: false, maxConcurrency: 10 });
    expect(off).toContain('; give -c fanOut=true, or');
  });

  test.for<[key: string, rounded: unknown]>([
    ['externalId', Number('12345678901234567890')],
    ['externalId', Number('1.10')],
    ['accounts', 222_222_222_222],
    ['accounts', ['222222222222', Number('012345678901')]],
    ['roleName', 7],
    ['tagPrefixes', 7],
    ['jobName', 2024.1],
  ])('%s=%j, a number in JSON that may have lost digits, is refused for one in quotes', ([key, rounded]) => {
    const message = refusalOf({ accounts: ['333333333333'], [key]: rounded });
    expect(message).toMatch(new RegExp(`^ConfigurationError: ${key} must .*, in quotes, because `));
    expect(message).toContain(`but is ${JSON.stringify(rounded)}; give -c ${key}=`);
  });

  test('an empty or blank value of any key is refused, also among others', () => {
    const keys = Object.keys(DEPLOYMENT_KEYS);
    const blanks = ['', ' ', [], [''], ['x', ' '], [null], [{}]];
    const passed = keys.flatMap((key) =>
      blanks
        .map((blank) => ({ message: refusalOf({ [key]: blank }), value: JSON.stringify(blank) }))
        .filter(
          ({ message, value }) =>
            !message.startsWith(`ConfigurationError: ${key} must `) ||
            !message.includes(`but is ${value}; give -c ${key}=`),
        )
        .map(({ value }) => `${key}=${value}`),
    );
    expect(passed).toEqual([]);
  });

  test('among several addresses is named alone', () => {
    expect(refusalOf({ emails: 'ops@example.com,boss' })).toContain('"boss"');
  });

  test('half a default policy is refused with the other half', () => {
    expect(refusalOf({ defaultFrequency: '1' })).toContain('; give -c defaultRetain=7,');
    expect(refusalOf({ defaultRetain: '7' })).toContain('; give -c defaultFrequency=1,');
  });

  test('a default policy with one thing too many is refused with what is to be left out', () => {
    const twice = refusalOf({ defaultFrequency: '7@mon-fri', defaultRetain: '7' });
    expect(twice).toMatch(/^ConfigurationError: defaultRetain .*"7@mon-fri".*; leave it out$/);
  });
});

describe('the member role', () => {
  test.for([
    ['true', true],
    [true, true],
    ['false', false],
    [undefined, undefined],
  ] as const)('images=%s', ([value, images]) => {
    expect(readMemberContext({ member: true, images: value })?.props).toMatchObject({ images });
  });

  test('replicas are in the regions that the hub has', () => {
    expect(readMemberContext({ member: true, replicas: 'eu-central-1,eu-north-1' })?.props).toMatchObject({
      replicas: ['eu-central-1', 'eu-north-1'],
    });
    expect(readMemberContext({ member: true })?.props.replicas).toBeUndefined();
    const locked = { member: true, replicas: 'eu-central-1', replicaLock: '2w' };
    expect(readMemberContext(locked)?.props).toMatchObject({ replicaLock: '2w' });
    expect(() => readMemberContext({ ...locked, replicaLock: '2 weeks' })).toThrow(
      /^replicaLock must be days or weeks, like 14d or 2w: at most 365d, but is "2 weeks"; give -c replicaLock=2w,/,
    );
    expect(() => readMemberContext({ member: true, replicas: 'all' })).toThrow(
      /^replicas must be a list of one or more places, each a region or one of another account \(222222222222@eu-west-1\), but is "all"; give -c replicas=eu-central-1,/,
    );
  });

  test('refuses what is neither true nor false', () => {
    expect(() => readMemberContext({ member: true, images: 'yes' })).toThrow(
      /^images must be true or false, but is "yes"; give -c images=true/,
    );
  });
});

describe('the source role', () => {
  test('has what is given, and asks for the rest', () => {
    const roles = { roleName: 'snapper', externalId: 'one-of-ours', organizationId: 'o-a1b2c3d4e5' };
    expect(readSourceContext({ source: true, tagPrefixes: 'autosnap,nightly', ...roles })).toEqual({
      stackName: 'AwsSnapperSource',
      props: { tagPrefixes: ['autosnap', 'nightly'], ...roles },
    });
    expect(readSourceContext({ source: 'true', vaultRoleArn: MEMBER, stackName: 'Mine' })).toEqual({
      stackName: 'Mine',
      props: { vaultRoleArn: MEMBER },
    });
    expect(readSourceContext({ source: 'false' })).toBeUndefined();
  });

  test.for<[context: Record<string, unknown>, message: RegExp]>([
    [{ vaultRoleArn: 'admin' }, /^vaultRoleArn must be the ARN of the vault's role, but is "admin"; give/],
    [{ tagPrefixes: 'auto*' }, /^tagPrefixes must .*"auto\*"/],
    [
      { images: true },
      /^images must be absent beside source=true, which writes the source role and takes .*vaultRoleArn/,
    ],
    [{ hubRoleArn: MEMBER }, /^hubRoleArn must be absent beside source=true,/],
    [{ retention: '7' }, /"retention" .* is not one of ours/],
  ])('with %j is refused', ([context, message]) => {
    expect(() => readSourceContext({ source: true, ...context })).toThrow(message);
  });

  test('is not written beside the member role', () => {
    expect(() => readMemberContext({ member: true, source: true })).toThrow(
      /^source must be absent beside member=true,/,
    );
    expect(refusalOf({ vaultRoleArn: MEMBER })).toMatch(
      /^ConfigurationError: vaultRoleArn must be given together with source=true, .*; give -c source=true/,
    );
  });
});

describe('a key that is not ours', () => {
  test.for([
    ['retention', '7'],
    ['tag_prefix', 'autosnap'],
    ['Regions', 'all'],
    ['DRYRUN', 'true'],
    // As somebody writes it who is used to flags: ignored, it would deploy what deletes.
    ['dry-run', 'true'],
    ['max-deletes', '0'],
    ['toString', '1'],
  ] as const)('%s=%s is refused with the value, ours, and how to give one', ([key, value]) => {
    const message = refusalOf({ [key]: value });
    expect(message).toMatch(/^ConfigurationError: /);
    for (const one of [JSON.stringify(key), JSON.stringify(value), 'dryRun', '; give ']) {
      expect(message).toContain(one);
    }
  });

  test('but the member role’s is refused with what it goes with', () => {
    expect(refusalOf({ hubRoleArn: MEMBER })).toMatch(
      /^ConfigurationError: hubRoleArn must be given together with member=true, .*:role\/path\/member"; give -c member=true/,
    );
  });

  test('but a deployment’s is refused beside member=true', () => {
    expect(() => readMemberContext({ member: 'true', accounts: '222222222222' })).toThrow(
      /^accounts must be absent beside member=true, .*hubRoleArn.* but is "222222222222"; leave it out$/,
    );
    expect(() => readMemberContext({ member: 'true', retention: '7' })).toThrow(
      /"retention" .* is not one of ours/,
    );
  });

  test.for([
    ['tagPrefix', 'hourly', 'give -c tagPrefixes=hourly'],
    ['ec2_regions', 'eu-west-1', 'give -c regions=eu-west-1'],
    ['time_zone', 'Europe/Berlin', 'give -c timeZone=Europe/Berlin'],
    ['email', 'a@example.com', 'give -c emails=a@example.com'],
    ['max-deletes', '0', 'give -c maxDeletes=0'],
    ['retention', '7', 'give one of them'],
    ['colour', 'blue', 'give one of them'],
    ['region', { name: 'eu-west-1' }, 'give one of them'],
  ] as const)('%s is refused with the key that was meant, where it is plain', ([key, value, remedy]) => {
    expect(refusalOf({ [key]: value })).toMatch(new RegExp(`is not one of ours, .*; ${remedy}$`));
  });

  test.for([
    '@aws-cdk/core:target-partitions',
    'aws:cdk:enable-path-metadata',
    'availability-zones:account=123456789012:region=eu-west-1',
    'cdk-migrate',
  ])('%s is the CDK’s own and let pass', (key) => {
    expect(propsOf({ [key]: true })).toEqual({});
  });
});

/** A default policy is only looked at when it is whole. */
function refusal(key: string, wrong: unknown): string {
  return refusalOf({
    ...(key.startsWith('default') && { defaultFrequency: '1', defaultRetain: '7' }),
    ...(key === 'vault' && VAULT),
    ...(key.startsWith('replica') && { replicas: 'eu-central-1' }),
    [key]: wrong,
  });
}

/** Says no at the latest when the stack is made. */
function refusalOf(context: Readonly<Record<string, unknown>>): string {
  try {
    const { stackName, props } = readContext(context);
    underKeys(() => new AwsSnapperStack(newApp(), stackName, { ...props, env }));
    return 'no refusal';
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return `${error.name}: ${error.message}`;
  }
}

/** A value, or the part of it that a message has room for. */
function shown(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 100) : JSON.stringify(value);
}
