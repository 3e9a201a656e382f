import { describe, expect, test } from 'vitest';
import { Zone } from '../../lambda/core/calendar.ts';
import { settingsOf } from '../../lambda/settings/flags.ts';
import { readSettings } from '../../lambda/settings/settings.ts';

const topic = 'arn:aws:sns:eu-west-1:123456789012:reports';

test('C-44 C-46 without an event and an environment every setting has its default', () => {
  expect(readSettings(undefined, {})).toEqual({
    regions: undefined,
    prefix: 'autosnap',
    snsArn: undefined,
    notify: 'always',
    jobName: 'Default',
    interval: 86_400,
    zone: new Zone('UTC'),
    dryRun: false,
    defaultPolicy: undefined,
    maxDeletes: undefined,
    orphanRetain: undefined,
    consistency: 'instance',
    copyTags: true,
    copyInstanceTags: false,
    addTags: undefined,
    images: false,
    imageInUse: 30,
    prove: undefined,
    proveBudget: 100_000,
    coverage: false,
    rpo: undefined,
    replicas: undefined,
    replicaKeys: undefined,
    replicaMin: undefined,
    replicaWindow: 15,
    replicaWithin: undefined,
    replicaLock: undefined,
    replicaOrphanRetain: undefined,
    scheduledTime: undefined,
    accounts: undefined,
    vault: undefined,
    roleName: 'aws-snapper-member',
    externalId: undefined,
    followUp: undefined,
  });
});

test.for([[null], [undefined], ['text'], [7], [true], [[]], [['us-east-1']]])(
  'C-46 an event that is no object (%j) works with the defaults',
  ([event]) => {
    expect(readSettings(event, {})).toEqual(readSettings({}, {}));
  },
);

test('C-44 the event overrides the environment and the environment the default, one by one', () => {
  const env = { COPY_TAGS: 'false', TAG_PREFIX: 'nightly' };
  expect(readSettings({ copy_tags: true, interval: 60 }, env)).toMatchObject({
    copyTags: true,
    interval: 60,
    prefix: 'nightly',
    jobName: 'Default',
  });
});

test('an empty environment variable and a null in the event mean "not given"', () => {
  expect(readSettings({ interval: null }, { TIME_ZONE: '', INTERVAL: '7200' })).toMatchObject({
    zone: new Zone('UTC'),
    interval: 7200,
  });
});

test('C-44 the envelope of EventBridge is ignored but for its time', () => {
  const envelope = {
    version: '0',
    id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa',
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: '123456789012',
    time: '2026-01-01T03:00:00Z',
    region: 'us-east-1',
    resources: [],
    detail: {},
  };
  expect(readSettings(envelope, {})).toEqual({
    ...readSettings({}, {}),
    scheduledTime: new Date('2026-01-01T03:00:00Z'),
  });
});

test('scheduled_time overrides the time of the envelope', () => {
  const event = { time: '2026-01-01T03:00:00Z', scheduled_time: '2026-01-02T03:00:00+01:00' };
  expect(readSettings(event, {}).scheduledTime).toEqual(new Date('2026-01-02T02:00:00Z'));
});

test('added tags are an object in an event', () => {
  expect(readSettings({ add_tags: { CostCenter: '100' } }, {}).addTags).toEqual({ CostCenter: '100' });
});

test('the flag of a switch has no value, and overrides the environment', () => {
  expect(settingsOf([], { images: true, imageInUse: '90' }, { IMAGES: 'false' })).toMatchObject({
    images: true,
    imageInUse: 90,
  });
});

test('how many are proved is `sample` in an event and a flag, and PROVE in the environment', () => {
  expect(readSettings({ sample: 5 }, { PROVE: '20', SAMPLE: 'of another program' })).toMatchObject({
    prove: 5,
  });
  expect(settingsOf([], { sample: '5' }, { PROVE: '20' })).toMatchObject({ prove: 5 });
  expect(() => settingsOf([], { sample: 'some' }, {})).toThrow(
    '--sample must be a whole number of snapshots from 1 to 10000, but is "some"; use 20',
  );
  expect(() => readSettings({ sample: 5, prove: 5 }, {})).toThrow(
    'sample must be absent beside prove, which is the same setting, but is 5; leave it out',
  );
});

test('keys of replicas are an object in an event', () => {
  const event = { replica_keys: { 'eu-central-1': 'alias/backup' } };
  expect(readSettings(event, {}).replicaKeys).toEqual({ 'eu-central-1': 'alias/backup' });
});

const KEY_ID = '12345678-1234-1234-1234-123456789012';
const KEY_ARN = `arn:aws:kms:eu-central-1:123456789012:key/${KEY_ID}`;
const ALIAS_ARN = 'arn:aws:kms:eu-north-1:123456789012:alias/backup';

function named(...names: string[]): object {
  return { kind: 'named', names };
}

function allBut(...without: string[]): object {
  return { kind: 'all', without };
}

describe('every setting of the table is read', () => {
  test.for<[Record<string, unknown>, object]>([
    [{ ec2_regions: 'us-east-1' }, { regions: named('us-east-1') }],
    [{ ec2_regions: 'us-east-1, eu-west-1  us-east-1' }, { regions: named('us-east-1', 'eu-west-1') }],
    [{ ec2_regions: ['us-gov-west-1', 'cn-north-1'] }, { regions: named('us-gov-west-1', 'cn-north-1') }],
    [{ ec2_regions: 'all' }, { regions: allBut() }],
    [{ ec2_regions: ['all'] }, { regions: allBut() }],
    [{ ec2_regions: 'all,!eu-south-1' }, { regions: allBut('eu-south-1') }],
    [
      { ec2_regions: 'all !eu-south-1, !af-south-1 !eu-south-1' },
      { regions: allBut('eu-south-1', 'af-south-1') },
    ],
    [{ ec2_regions: ['all', '!eu-south-1'] }, { regions: allBut('eu-south-1') }],
    [{ tag_prefix: 'my.Prefix_1-x' }, { prefix: 'my.Prefix_1-x' }],
    [{ sns_arn: topic }, { snsArn: topic }],
    [
      { sns_arn: 'arn:aws-us-gov:sns:us-gov-west-1:123456789012:r' },
      { snsArn: 'arn:aws-us-gov:sns:us-gov-west-1:123456789012:r' },
    ],
    [{ job_name: 'Hourly' }, { jobName: 'Hourly' }],
    [{ schedule_name: 'Hourly' }, { jobName: 'Hourly' }],
    [{ regions: 'us-east-1' }, { regions: named('us-east-1') }],
    [{ interval: 3600 }, { interval: 3600 }],
    [{ interval: '3600' }, { interval: 3600 }],
    [{ time_zone: 'Europe/Berlin' }, { zone: new Zone('Europe/Berlin') }],
    [{ dry_run: true }, { dryRun: true }],
    [{ dry_run: 'false' }, { dryRun: false }],
    [{ default_frequency: 1, default_retain: '7' }, { defaultPolicy: { frequency: '1', retain: '7' } }],
    [{ max_deletes: 0 }, { maxDeletes: 0 }],
    [{ notify: 'trouble' }, { notify: 'trouble' }],
    [{ orphan_retain: '90d' }, { orphanRetain: { count: 90, unit: 'days' } }],
    [
      { orphan_retain: '90d last:2y' },
      { orphanRetain: { count: 90, unit: 'days', last: { count: 2, unit: 'years' } } },
    ],
    [{ consistency: 'volume' }, { consistency: 'volume' }],
    [{ copy_tags: 'false' }, { copyTags: false }],
    [{ copy_tags: 'yes' }, { copyTags: true }],
    [{ copy_tags: ['*', '!cost center'] }, { copyTags: ['*', '!cost center'] }],
    [{ copy_tags: ' *, !Secret* ,' }, { copyTags: ['*', '!Secret*'] }],
    [{ copy_instance_tags: true }, { copyInstanceTags: true }],
    [{ copy_instance_tags: 'CostCenter' }, { copyInstanceTags: ['CostCenter'] }],
    [
      { add_tags: 'CostCenter=100, Team = a=b,Empty=' },
      { addTags: { CostCenter: '100', Team: 'a=b', Empty: '' } },
    ],
    [{ add_tags: '{"Team":"a, b"}' }, { addTags: { Team: 'a, b' } }],
    [{ add_tags: 'constructor=x' }, { addTags: { constructor: 'x' } }],
    [
      { accounts: '222222222222, 333333333333 222222222222' },
      { accounts: ['222222222222', '333333333333'], roleName: 'aws-snapper-member' },
    ],
    [
      { accounts: ['arn:aws-cn:iam::222222222222:role/ops/backup'], role_name: 'backup' },
      { accounts: ['arn:aws-cn:iam::222222222222:role/ops/backup'], roleName: 'backup' },
    ],
    ...['aws', 'aws-cn', 'aws-us-gov', 'aws-iso', 'aws-iso-b', 'aws-iso-e', 'aws-eusc'].map(
      (partition): [Record<string, unknown>, Record<string, unknown>] => [
        {
          accounts: `arn:${partition}:iam::222222222222:role/a 333333333333`,
          sns_arn: `arn:${partition}:sns:any-place-1:222222222222:reports`,
        },
        {
          accounts: [`arn:${partition}:iam::222222222222:role/a`, '333333333333'],
          snsArn: `arn:${partition}:sns:any-place-1:222222222222:reports`,
        },
      ],
    ),
    [{ images: true }, { images: true }],
    [{ images: 'false' }, { images: false }],
    [{ image_in_use: 90 }, { imageInUse: 90 }],
    [{ prove: 20 }, { prove: 20 }],
    [{ prove_budget: 248 }, { proveBudget: 248 }],
    [{ replicas: 'eu-central-1' }, { replicas: ['eu-central-1'] }],
    [
      { replicas: ['eu-central-1', 'eu-north-1', 'eu-central-1'] },
      { replicas: ['eu-central-1', 'eu-north-1'] },
    ],
    [
      { replicas: 'eu-central-1, 222222222222@eu-west-1 222222222222@eu-west-1' },
      { replicas: ['eu-central-1', '222222222222@eu-west-1'] },
    ],
    [{ replica_keys: 'eu-central-1=alias/backup' }, { replicaKeys: { 'eu-central-1': 'alias/backup' } }],
    [
      { replica_keys: `eu-central-1=${KEY_ID}, eu-north-1=mrk-1234567890abcdef1234567890abcdef` },
      { replicaKeys: { 'eu-central-1': KEY_ID, 'eu-north-1': 'mrk-1234567890abcdef1234567890abcdef' } },
    ],
    [
      { replica_keys: `eu-central-1=${KEY_ARN} eu-north-1=${ALIAS_ARN}` },
      { replicaKeys: { 'eu-central-1': KEY_ARN, 'eu-north-1': ALIAS_ARN } },
    ],
    [{ replica_keys: '{"eu-north-1":"alias/a"}' }, { replicaKeys: { 'eu-north-1': 'alias/a' } }],
    [{ replica_min: 7 }, { replicaMin: 7 }],
    [{ replica_window: '20' }, { replicaWindow: 20 }],
    [{ replica_within: '15m' }, { replicaWithin: 15 }],
    [{ replica_within: '90m' }, { replicaWithin: 90 }],
    [{ replica_within: '48h' }, { replicaWithin: 2880 }],
    [{ replica_lock: '1d' }, { replicaLock: 1 }],
    [{ replica_lock: ' 2w ' }, { replicaLock: 14 }],
    [{ replica_lock: '365d' }, { replicaLock: 365 }],
    [
      { replica_orphan_retain: '1y last:3y' },
      { replicaOrphanRetain: { count: 1, unit: 'years', last: { count: 3, unit: 'years' } } },
    ],
    [
      { vault: '111111111111 333333333333', replicas: 'eu-west-1', replica_min: 7 },
      { vault: ['111111111111', '333333333333'], replicas: ['eu-west-1'], replicaMin: 7 },
    ],
    [
      { vault: '111111111111', replicas: 'eu-west-1', replica_min: 7, images: false },
      { vault: ['111111111111'], images: false },
    ],
    [{ external_id: 'the-one' }, { externalId: 'the-one' }],
  ])('%j', ([event, expected]) => {
    expect(readSettings(event, {})).toMatchObject(expected);
    const env = Object.fromEntries(
      Object.entries(event).map(([key, value]) => [key.toUpperCase(), String(value)]),
    );
    expect(readSettings({}, env)).toMatchObject(expected);
  });
});
