import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { settingsOf } from '../../lambda/settings/flags.ts';
import { readSettings, SettingsError } from '../../lambda/settings/settings.ts';
import { envelope } from '../soak/hostile/events.ts';

const topic = 'arn:aws:sns:eu-west-1:123456789012:reports';

function messageFor(event: unknown, env: Record<string, string> = {}): string {
  return refusalOf(() => readSettings(event, env))?.message ?? 'no error';
}

function refusalOf(read: () => unknown): SettingsError | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error;
  }
}

describe('a wrong value is named with its key and a value to use', () => {
  test.for<[Record<string, unknown>, string]>([
    [
      { ec2_regions: [] },
      'ec2_regions must be a list of one or more regions, or "all", but is []; use ["us-east-1","eu-west-1"]',
    ],
    [
      { regions: true },
      'regions must be a list of one or more regions, or "all", but is true; use ["us-east-1","eu-west-1"]',
    ],
    [
      { ec2_regions: 'u' },
      'ec2_regions must be a list of one or more regions, or "all", but is "u"; use ["us-east-1","eu-west-1"]',
    ],
    [
      { ec2_regions: 'US-EAST-1' },
      'ec2_regions must be a list of one or more regions, or "all", but has "US-EAST-1"; did you mean us-east-1?',
    ],
    [
      { ec2_regions: '!eu-south-1' },
      'ec2_regions must be a list of one or more regions, or "all", but is "!eu-south-1"; use ["all","!eu-south-1"]',
    ],
    [
      { ec2_regions: ['eu-west-1', '!eu-south-1'] },
      'ec2_regions must be a list of one or more regions, or "all", but is ["eu-west-1","!eu-south-1"]; use ["eu-west-1"]',
    ],
    [
      { ec2_regions: 'All but eu-south-1 and -eu-west-1' },
      'ec2_regions must be a list of one or more regions, or "all", but is "All but eu-south-1 and -eu-west-1"; use ["all","!eu-south-1","!eu-west-1"]',
    ],
    [
      { ec2_regions: 'All but eu-south-1, -eu-west-1' },
      'ec2_regions must be a list of one or more regions, or "all", but is "All but eu-south-1, -eu-west-1"; use ["all","!eu-south-1","!eu-west-1"]',
    ],
    [
      { ec2_regions: 'all,!eu-*' },
      'ec2_regions must be a list of one or more regions, or "all", but is "all,!eu-*"; use ["all"]',
    ],
    [
      { ec2_regions: 'all,us-east-1' },
      'ec2_regions must be a list of one or more regions, or "all", but is "all,us-east-1"; use ["all"]',
    ],
    [
      { ec2_regions: 'us-east-1,!us-east-1' },
      'ec2_regions must be a list of one or more regions, or "all", but is "us-east-1,!us-east-1"; use ["all"]',
    ],
    [
      { ec2_regions: 'eu-west-1,us-east' },
      'ec2_regions must be a list of one or more regions, or "all", but has "us-east"; did you mean us-east-1 or us-east-2?',
    ],
    [
      { regions: 'eu-central-1 us-east-1 nowhere-1' },
      'regions must be a list of one or more regions, or "all", but has "nowhere-1"; correct it',
    ],
    [
      { regions: ['eu-wst1', 'us-east-1', 'Mars'] },
      'regions must be a list of one or more regions, or "all", but has "eu-wst1", "Mars"; did you mean eu-west-1?',
    ],
    [
      { accounts: '222222222222,33333333333' },
      'accounts must be a list of one or more account ids or role ARNs of one partition (aws, aws-cn, …), each account once, but has "33333333333"; correct it',
    ],
    [
      { regions: ['us-east-1', null, 7, {}] },
      'regions must be a list of one or more regions, or "all", but is ["us-east-1",null,7,{}]; use ["us-east-1"]',
    ],
    [
      { regions: [7, {}] },
      'regions must be a list of one or more regions, or "all", but is [7,{}]; use ["us-east-1","eu-west-1"]',
    ],
    [
      { regions: ['us-east-1', 'Mars', 7] },
      'regions must be a list of one or more regions, or "all", but has "Mars"; correct it',
    ],
    [
      { ec2_regions: 7 },
      'ec2_regions must be a list of one or more regions, or "all", but is 7; use ["us-east-1","eu-west-1"]',
    ],
    [
      { tag_prefix: 'a b' },
      'tag_prefix must be 1 to 64 letters, digits, "_", "." or "-", and not "snapshot_tool", but is "a b"; use "autosnap"',
    ],
    [
      { tag_prefix: 'snapshot_tool' },
      'tag_prefix must be 1 to 64 letters, digits, "_", "." or "-", and not "snapshot_tool", but is "snapshot_tool"; use "autosnap"',
    ],
    [
      { sns_arn: 'reports' },
      'sns_arn must be the ARN of a standard SNS topic, but is "reports"; use "arn:aws:sns:eu-west-1:123456789012:reports"',
    ],
    [
      { sns_arn: `${topic}.fifo` },
      `sns_arn must be the ARN of a standard SNS topic, but is "${topic}.fifo"; use "${topic}"`,
    ],
    [{ interval: 0 }, 'interval must be a whole number of seconds from 60 to 31536000, but is 0; use 86400'],
    [
      { interval: 'daily' },
      'interval must be a whole number of seconds from 60 to 31536000, but is "daily"; use 86400',
    ],
    [
      { interval: 1.5e3 + 0.5 },
      'interval must be a whole number of seconds from 60 to 31536000, but is 1500.5; use 86400',
    ],
    [
      { time_zone: 'Mars/Olympus' },
      'time_zone must be an IANA time zone, but is "Mars/Olympus"; use "Europe/Berlin"',
    ],
    [{ time_zone: '+02:00' }, 'time_zone must be an IANA time zone, but is "+02:00"; use "Europe/Berlin"'],
    [{ dry_run: 'maybe' }, 'dry_run must be true or false, but is "maybe"; use true'],
    [
      { default_frequency: 'daily', default_retain: '7' },
      'default_frequency must be a frequency (1, 6h, @mon-fri@8, nightly=7@2), but is "daily"; use "1d"',
    ],
    [
      { default_frequency: '1', default_retain: '0' },
      'default_retain must be a retention (7, daily:7 weekly:4, within:30d), but is "0"',
    ],
    [
      { default_frequency: '1' },
      'default_retain must be given beside default_frequency, but is not given; use "7"',
    ],
    [{ images: 'maybe' }, 'images must be true or false, but is "maybe"; use true'],
    [{ image_in_use: 0 }, 'image_in_use must be a whole number of days from 1 to 3650, but is 0; use 30'],
    [{ prove: 0 }, 'prove must be a whole number of snapshots from 1 to 10000, but is 0; use 20'],
    [
      { sample: 1e9 },
      'sample must be a whole number of snapshots from 1 to 10000, but is 1000000000; use 20',
    ],
    [
      { prove_budget: 247 },
      'prove_budget must be a whole number of blocks from 248 to 100000000, but is 247; use 100000',
    ],
    [
      { replicas: 'all' },
      'replicas must be a list of one or more places, each a region or one of another account (222222222222@eu-west-1), but is "all"; use ["eu-central-1"]',
    ],
    [
      { replicas: [] },
      'replicas must be a list of one or more places, each a region or one of another account (222222222222@eu-west-1), but is []; use ["eu-central-1"]',
    ],
    [
      { replicas: 'eu-central-1,eu-north' },
      'replicas must be a list of one or more places, each a region or one of another account (222222222222@eu-west-1), but has "eu-north"; did you mean eu-north-1?',
    ],
    [
      { replicas: 'eu-north-1,!eu-central-1' },
      'replicas must be a list of one or more places, each a region or one of another account (222222222222@eu-west-1), but has "!eu-central-1"; correct it',
    ],
    [
      { replicas: 'eu-central-1,222222222222@eu-north' },
      'replicas must be a list of one or more places, each a region or one of another account (222222222222@eu-west-1), but has "222222222222@eu-north"; did you mean 222222222222@eu-north-1?',
    ],
    ...['22222@eu-west-1', '222222222222@', '222222222222@all', '222222222222', '1@2@eu-west-1'].map(
      (replicas): [Record<string, unknown>, string] => [
        { replicas },
        `replicas must be a list of one or more places, each a region or one of another account (222222222222@eu-west-1), but is "${replicas}"; use ["eu-central-1"]`,
      ],
    ),
    ...[
      'alias/backup',
      'eu-central-1=backup',
      'eu-central-1=',
      'Frankfurt=alias/backup',
      'eu-central-1=alias/a,eu-central-1=alias/b',
      'eu-north-1=arn:aws:kms:eu-central-1:123456789012:alias/backup',
    ].map((replica_keys): [Record<string, unknown>, string] => [
      { replica_keys },
      `replica_keys must be pairs of a region and a KMS key of that region (alias/…, id or ARN), each region once, but is "${replica_keys}"; use "eu-central-1=alias/backup"`,
    ]),
    [
      { replica_keys: 'eu-central-1=alias/a,eu-north-1=b' },
      'replica_keys must be pairs of a region and a KMS key of that region (alias/…, id or ARN), each region once, but has "eu-north-1=b"; correct it',
    ],
    [
      { replica_keys: {} },
      'replica_keys must be pairs of a region and a KMS key of that region (alias/…, id or ARN), each region once, but is {}; use "eu-central-1=alias/backup"',
    ],
    [{ replica_min: 0 }, 'replica_min must be a whole number from 1 to 1000, but is 0; use 7'],
    [{ replica_window: 21 }, 'replica_window must be a whole number from 1 to 20, but is 21; use 15'],
    ...(
      [
        ['10m', '15m'],
        ['100m', '105m'],
        ['50m', '1h'],
        ['72h', '48h'],
        ['2 days', '48h'],
        ['1d', '24h'],
        ['4 Hours', '4h'],
        ['90 min', '90m'],
        ['4', '4h'],
        ['fast', '4h'],
      ] as const
    ).map(([replica_within, like]): [Record<string, unknown>, string] => [
      { replica_within },
      `replica_within must be a time from 15m to 48h in steps of 15 minutes, like 4h or 90m, but is "${replica_within}"; use "${like}"`,
    ]),
    ...(
      [
        ['14', '14d'],
        ['14 days', '14d'],
        ['2 Weeks', '2w'],
        ['014d', '14d'],
        ['0d', '14d'],
        ['-1d', '14d'],
        ['1.5d', '14d'],
        ['12h', '14d'],
        ['1y', '14d'],
        ['on', '14d'],
        ['', '14d'],
      ] as const
    ).map(([replica_lock, like]): [Record<string, unknown>, string] => [
      { replica_lock },
      `replica_lock must be days or weeks, like 14d or 2w: at most 365d, but is "${replica_lock}"; use "${like}"`,
    ]),
    ...['366d', '53w', '999w'].map((replica_lock): [Record<string, unknown>, string] => [
      { replica_lock },
      `replica_lock must be days or weeks, like 14d or 2w: at most 365d, but is "${replica_lock}"`,
    ]),
    [
      { replica_lock: 14 },
      'replica_lock must be days or weeks, like 14d or 2w: at most 365d, but is 14; use "14d"',
    ],
    [
      { replica_orphan_retain: '90 days' },
      'replica_orphan_retain must be an age (12h, 90d, 8w, 6m, 2y), or an age and "last:" with a longer one, but is "90 days"; use "90d"',
    ],
    [{ max_deletes: -1 }, 'max_deletes must be a whole number from 0 to 1000000, but is -1; use 100'],
    [
      { copy_tags: '' },
      'copy_tags must be true, false, or patterns of tag keys separated by commas, of which the last that matches decides, but is ""; use "*,!Secret*"',
    ],
    [
      { copy_tags: ['*', 'true'] },
      'copy_tags must be true, false, or patterns of tag keys separated by commas, of which the last that matches decides, but is ["*","true"]; use "*,!Secret*"',
    ],
    [
      { copy_tags: '*,!!x' },
      'copy_tags must be true, false, or patterns of tag keys separated by commas, of which the last that matches decides, but is "*,!!x"; use "*,!Secret*"',
    ],
    [
      { copy_tags: 7 },
      'copy_tags must be true, false, or patterns of tag keys separated by commas, of which the last that matches decides, but is 7; use "*,!Secret*"',
    ],
    [
      { add_tags: {} },
      'add_tags must be 1 to 20 tags, each key once and of at most 127 characters, not "aws:…", not "Name", each value of at most 256, but is {}; use "CostCenter=100,Team=data"',
    ],
    [
      { add_tags: 'CostCenter' },
      'add_tags must be 1 to 20 tags, each key once and of at most 127 characters, not "aws:…", not "Name", each value of at most 256, but is "CostCenter"; use "CostCenter=100,Team=data"',
    ],
    [
      { add_tags: 'a=1,a=2' },
      'add_tags must be 1 to 20 tags, each key once and of at most 127 characters, not "aws:…", not "Name", each value of at most 256, but is "a=1,a=2"; use "CostCenter=100,Team=data"',
    ],
    [
      { add_tags: { CostCenter: 100 } },
      'add_tags must be 1 to 20 tags, each key once and of at most 127 characters, not "aws:…", not "Name", each value of at most 256, but is {"CostCenter":100}; use "CostCenter=100,Team=data"',
    ],
    [
      { add_tags: 'AWS:x=1' },
      'add_tags must be 1 to 20 tags, each key once and of at most 127 characters, not "aws:…", not "Name", each value of at most 256, but is "AWS:x=1"; use "CostCenter=100,Team=data"',
    ],
    [
      { add_tags: { Name: 'x' } },
      'add_tags must be 1 to 20 tags, each key once and of at most 127 characters, not "aws:…", not "Name", each value of at most 256, but is {"Name":"x"}; use "CostCenter=100,Team=data"',
    ],
    [
      { add_tags: { ' ': 'x' } },
      'add_tags must be 1 to 20 tags, each key once and of at most 127 characters, not "aws:…", not "Name", each value of at most 256, but is {" ":"x"}; use "CostCenter=100,Team=data"',
    ],
    [
      { add_tags: '{"a":' },
      'add_tags must be 1 to 20 tags, each key once and of at most 127 characters, not "aws:…", not "Name", each value of at most 256, but is "{\\"a\\":"; use "CostCenter=100,Team=data"',
    ],
    [
      { add_tags: 'Team=a,Autosnap_keep=1' },
      'add_tags must have no key of this tool\'s own (snapshot_tool, autosnap, autosnap_…), but is "Team=a,Autosnap_keep=1"; use "Team=a"',
    ],
    [
      { default_frequency: '1', default_retain: ['daily:7', 'weekly:4'] },
      'default_retain must be a retention (7, daily:7 weekly:4, within:30d), but is ["daily:7","weekly:4"]',
    ],
    [
      { orphan_retain: '90' },
      'orphan_retain must be an age (12h, 90d, 8w, 6m, 2y), or an age and "last:" with a longer one, but is "90"',
    ],
    [
      { orphan_retain: '90 days' },
      'orphan_retain must be an age (12h, 90d, 8w, 6m, 2y), or an age and "last:" with a longer one, but is "90 days"; use "90d"',
    ],
    [
      { notify: 'failure' },
      'notify must be "always", "changes" or "trouble", but is "failure"; use "always"',
    ],
    [{ consistency: 'app' }, 'consistency must be "instance" or "volume", but is "app"; use "instance"'],
    [
      { accounts: '22222222222' },
      'accounts must be a list of one or more account ids or role ARNs of one partition (aws, aws-cn, …), each account once, but is "22222222222"; use ["222222222222","333333333333"]',
    ],
    [
      { accounts: ['222222222222', 'arn:aws:iam::222222222222:role/backup'] },
      'accounts must be a list of one or more account ids or role ARNs of one partition (aws, aws-cn, …), each account once, but is ["222222222222","arn:aws:iam::222222222222:role/backup"]; use ["222222222222","333333333333"]',
    ],
    [
      { accounts: 'arn:aws:iam::222222222222:role/a arn:aws:iam::222222222222:role/b' },
      'accounts must be a list of one or more account ids or role ARNs of one partition (aws, aws-cn, …), each account once, but is "arn:aws:iam::222222222222:role/a arn:aws:iam::222222222222:role/b"; use ["222222222222","333333333333"]',
    ],
    [
      { accounts: 'arn:asw:iam::222222222222:role/backup' },
      'accounts must be a list of one or more account ids or role ARNs of one partition (aws, aws-cn, …), each account once, but is "arn:asw:iam::222222222222:role/backup"; use ["222222222222","333333333333"]',
    ],
    [
      { accounts: 'arn:aws:iam::222222222222:role/backup,arn:aws-cn:iam::333333333333:role/backup' },
      'accounts must be a list of one or more account ids or role ARNs of one partition (aws, aws-cn, …), each account once, but is "arn:aws:iam::222222222222:role/backup,arn:aws-cn:iam::333333333333:role/backup"; use ["222222222222","333333333333"]',
    ],
    [
      { sns_arn: 'arn:asw:sns:eu-west-1:123456789012:reports' },
      'sns_arn must be the ARN of a standard SNS topic, but is "arn:asw:sns:eu-west-1:123456789012:reports"; use "arn:aws:sns:eu-west-1:123456789012:reports"',
    ],
    [
      { role_name: 'ops/backup' },
      'role_name must be the name of an IAM role, without its path, but is "ops/backup"; use "aws-snapper-member"',
    ],
    [
      { external_id: 'x' },
      'external_id must be 2 to 1224 letters, digits or "+=,.@:/-_", but is "x"; use "one-of-yours"',
    ],
    [
      { scheduled_time: 'today' },
      'scheduled_time must be an instant in ISO 8601 with its offset, but is "today"; use "2026-01-01T03:00:00Z"',
    ],
  ])('C-45 %j', ([event, message]) => {
    expect(messageFor(event)).toBe(message);
  });
});

describe('a vault', () => {
  const vault = { vault: '111111111111', replicas: 'eu-west-1', replica_min: 7 };

  test.for<[Record<string, unknown>, string]>([
    [
      { vault: '1111' },
      'vault must be a list of one or more account ids or role ARNs of one partition (aws, aws-cn, …), each account once, but is "1111"; use ["111111111111"]',
    ],
    [{ replicas: null }, 'replicas must be given in a vault, but is not given; use ["eu-central-1"]'],
    [{ replica_min: null }, 'replica_min must be given in a vault, but is not given; use 7'],
    [
      { replicas: 'eu-west-1,222222222222@eu-central-1' },
      'replicas must name only regions in a vault, which keeps replicas in its own account, but is "eu-west-1,222222222222@eu-central-1"; use ["eu-west-1"]',
    ],
    ...Object.entries({
      accounts: '333333333333',
      images: true,
      prove: 20,
      orphan_retain: '90d',
    }).map(([key, value]): [Record<string, unknown>, string] => [
      { [key]: value },
      `${key} must be absent in a vault, which only keeps replicas of snapshots of other accounts, but is ${JSON.stringify(value)}; leave it out`,
    ]),
  ])('with %j', ([change, message]) => {
    expect(messageFor({ ...vault, ...change })).toBe(message);
  });

  test('of a deployment takes no snapshots at the word of an event', () => {
    const env = { VAULT: '111111111111', REPLICAS: 'eu-west-1', REPLICA_MIN: '7' };
    expect(() => readSettings({ accounts: ['333333333333'] }, env)).toThrow(
      /^accounts must be absent in a vault,/,
    );
    expect(() => readSettings({}, { ...env, REPLICA_MIN: '' })).toThrow(
      /^environment variable REPLICA_MIN must be given in a vault,/,
    );
  });
});

describe('a key that is nearly ours is refused: a dry run that is not spelt exactly would be a real one', () => {
  test.for([
    ['dryRun'],
    ['dry-run'],
    ['DRY_RUN'],
    ['Dry_Run'],
    ['maxDeletes'],
    ['imageInUse'],
    ['proveBudget'],
    ['replicaKeys'],
    ['replicas.min'],
    ['SAMPLE'],
    ['EC2Regions'],
    ['dry.run'],
  ] as const)('%s', ([key]) => {
    expect(messageFor({ [key]: true })).toMatch(
      new RegExp(`^${key} \\(with the value true\\) is not a setting; use [a-z0-9_]+$`),
    );
  });

  test.for([
    ['tagPrefixes', 'tag_prefix'],
    ['tag_prefixes', 'tag_prefix'],
    ['prefix', 'tag_prefix'],
  ] as const)('%s would have worked with another prefix', ([key, like]) => {
    expect(messageFor({ [key]: 'hourly' })).toBe(
      `${key} (with the value "hourly") is not a setting; use ${like}`,
    );
  });

  test('the envelope of EventBridge has no such key', () => {
    expect(messageFor(Object.fromEntries(envelope.map((key) => [key, 'x'])))).toBe('no error');
  });
});

describe('a mistake is data, worded by the name that the person used, with what can stand there as it is', () => {
  test.for<[where: string, read: () => unknown, mistake: object]>([
    [
      'event',
      () => readSettings({ ec2_regions: 'Mars' }, { REGIONS: 'us-east-1' }),
      {
        key: 'regions',
        like: '["us-east-1","eu-west-1"]',
        message: expect.stringMatching(/^ec2_regions must/),
      },
    ],
    [
      'environment',
      () => readSettings({}, { EC2_REGIONS: 'Mars' }),
      {
        key: 'regions',
        like: 'us-east-1,eu-west-1',
        message: expect.stringMatching(/^environment variable EC2_REGIONS must/),
      },
    ],
    [
      'command line',
      () => settingsOf(['Mars'], {}, { EC2_REGIONS: 'us-east-1' }),
      { key: 'regions', like: 'us-east-1,eu-west-1', message: expect.stringMatching(/^regions must/) },
    ],
    [
      'U23 flag',
      () => settingsOf([], { timeZone: 'Mars' }, {}),
      {
        key: 'time_zone',
        by: { source: 'command line', name: '--time-zone' },
        like: 'Europe/Berlin',
        message: '--time-zone must be an IANA time zone, but is "Mars"; use Europe/Berlin',
      },
    ],
    [
      'U23 stray variable',
      () => settingsOf(['us-east-1'], { timeZone: 'Europe/Berlin' }, { INTERVAL: 'hourly' }),
      {
        key: 'interval',
        by: { source: 'environment', name: 'INTERVAL' },
        like: '86400',
        message:
          'environment variable INTERVAL must be a whole number of seconds from 60 to 31536000, but is "hourly"; use 86400',
      },
    ],
    [
      'U10 region that is nearly one',
      () => settingsOf(['eu-wst-1'], {}, {}),
      { key: 'regions', like: 'eu-west-1', message: '"eu-wst-1" is not a region; did you mean eu-west-1?' },
    ],
    [
      'U11 region among others',
      () => settingsOf(['eu-central-1', 'us-east-1', 'nowhere-1'], {}, {}),
      {
        key: 'regions',
        found: 'nowhere-1',
        message: 'regions must be a list of one or more regions, or "all", but has "nowhere-1"; correct it',
      },
    ],
    [
      'flag that a shell must be given in quotes',
      () => settingsOf([], { defaultFrequency: '1', defaultRetain: '30d daily:9' }, {}),
      { key: 'default_retain', like: expect.stringMatching(/^'.* .*'$/) },
    ],
    [
      'flag, beside a variable of the environment',
      () => settingsOf([], {}, { DEFAULT_RETAIN: '7' }),
      {
        code: 'missing',
        key: 'default_frequency',
        found: undefined,
        message:
          'environment variable DEFAULT_FREQUENCY must be given beside DEFAULT_RETAIN, but is not given; use 1',
      },
    ],
  ])('in %s', ([, read, mistake]) => {
    expect(refusalOf(read)).toMatchObject({ name: 'SettingsError', code: 'wrong-value', ...mistake });
  });

  test('by two names in one place it is refused, and in two places the event overrides the environment', () => {
    expect(messageFor({ job_name: 'a', schedule_name: 'b' })).toBe(
      'schedule_name must be absent beside job_name, which is the same setting, but is "b"; leave it out',
    );
    expect(readSettings({ schedule_name: 'b' }, { JOB_NAME: 'a' }).jobName).toBe('b');
    expect(readSettings({}, { SCHEDULE_NAME: 'b', JOB_NAME: "Jenkins's" }).jobName).toBe('b');
  });
});

test('a deployment with prefixes refuses a run with another, whose copies its role could not delete', () => {
  expect(messageFor({ tag_prefix: 'other' }, { TAG_PREFIXES: 'autosnap,weekly' })).toBe(
    'tag_prefix must be one of this deployment\'s prefixes (TAG_PREFIXES is "autosnap,weekly"), but is "other"; use "autosnap"',
  );
  expect(messageFor({ tag_prefix: 'weekly' }, { TAG_PREFIXES: 'autosnap,weekly' })).toBe('no error');
});

test('any event and environment give settings or a SettingsError', () => {
  const keys = `ec2_regions tag_prefix sns_arn interval time_zone dry_run default_retain __proto__ max_deletes
    orphan_retain notify consistency copy_tags copy_instance_tags add_tags scheduled_time job_name schedule_name regions time accounts role_name external_id`;
  const key = fc.constantFrom(...keys.split(/\s+/));
  const anything = fc.oneof(fc.anything(), fc.string({ unit: 'binary' }), fc.double());
  fc.assert(
    fc.property(
      fc.dictionary(key, anything),
      fc.dictionary(key, fc.string({ unit: 'binary' })),
      (event, env) => {
        const upper = Object.fromEntries(
          Object.entries(env).map(([name, value]) => [name.toUpperCase(), value]),
        );
        expect(() => messageFor(event, upper)).not.toThrow();
      },
    ),
    { numRuns: 500 },
  );
});
