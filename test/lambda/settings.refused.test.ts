import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSettings, SettingsError } from '../../lambda/settings/settings.ts';

const topic = 'arn:aws:sns:eu-west-1:123456789012:reports';

function messageFor(event: unknown, env: Record<string, string> = {}): string {
  try {
    readSettings(event, env);
    return 'no error';
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.message;
  }
}

describe('a wrong value is named with its key and a value that would do', () => {
  test.for<[Record<string, unknown>, string]>([
    [
      { ec2_regions: [] },
      'ec2_regions must be a list of one or more regions, or "all", like ["us-east-1","eu-west-1"], but is []',
    ],
    [
      { ec2_regions: 'u' },
      'ec2_regions must be a list of one or more regions, or "all", like ["us-east-1","eu-west-1"], but is "u"',
    ],
    [
      { ec2_regions: 'US-EAST-1' },
      'ec2_regions must be a list of one or more regions, or "all", like ["us-east-1","eu-west-1"], but is "US-EAST-1"',
    ],
    [
      { ec2_regions: 7 },
      'ec2_regions must be a list of one or more regions, or "all", like ["us-east-1","eu-west-1"], but is 7',
    ],
    [
      { tag_prefix: 'a b' },
      'tag_prefix must be 1 to 64 letters, digits, "_", "." or "-", and not "snapshot_tool", like "autosnap", but is "a b"',
    ],
    [
      { tag_prefix: 'snapshot_tool' },
      'tag_prefix must be 1 to 64 letters, digits, "_", "." or "-", and not "snapshot_tool", like "autosnap", but is "snapshot_tool"',
    ],
    [
      { sns_arn: 'reports' },
      'sns_arn must be the ARN of a standard SNS topic, like "arn:aws:sns:eu-west-1:123456789012:reports", but is "reports"',
    ],
    [
      { sns_arn: `${topic}.fifo` },
      `sns_arn must be the ARN of a standard SNS topic, like "${topic}", but is "${topic}.fifo"`,
    ],
    [{ interval: 0 }, 'interval must be a whole number of seconds from 60 to 31536000, like 86400, but is 0'],
    [
      { interval: 'daily' },
      'interval must be a whole number of seconds from 60 to 31536000, like 86400, but is "daily"',
    ],
    [
      { interval: 1.5e3 + 0.5 },
      'interval must be a whole number of seconds from 60 to 31536000, like 86400, but is 1500.5',
    ],
    [
      { time_zone: 'Mars/Olympus' },
      'time_zone must be an IANA time zone, like "Europe/Berlin", but is "Mars/Olympus"',
    ],
    [{ time_zone: '+02:00' }, 'time_zone must be an IANA time zone, like "Europe/Berlin", but is "+02:00"'],
    [{ dry_run: 'maybe' }, 'dry_run must be true or false, like true, but is "maybe"'],
    [
      { default_frequency: 'daily', default_retain: '7' },
      'default_frequency must be a frequency, like "1", but is "daily"',
    ],
    [
      { default_frequency: '1', default_retain: '0' },
      'default_retain must be a retention, like "7", but is "0"',
    ],
    [
      { default_frequency: '1' },
      'default_frequency and default_retain must be given together, but default_retain is not; "7" would do',
    ],
    [{ max_deletes: -1 }, 'max_deletes must be a whole number from 0 to 1000000, like 100, but is -1'],
    [{ orphan_retain: '90' }, 'orphan_retain must be an age, like "90d", but is "90"'],
    [{ consistency: 'app' }, 'consistency must be "instance" or "volume", like "instance", but is "app"'],
    [
      { accounts: '22222222222' },
      'accounts must be a list of one or more account ids or role ARNs of one partition (aws, aws-cn, …), no account in two ways, like ["111122223333"], but is "22222222222"',
    ],
    [
      { accounts: ['222222222222', 'arn:aws:iam::222222222222:role/backup'] },
      'accounts must be a list of one or more account ids or role ARNs of one partition (aws, aws-cn, …), no account in two ways, like ["111122223333"], but is ["222222222222","arn:aws:iam::222222222222:role/backup"]',
    ],
    [
      { accounts: 'arn:aws:iam::222222222222:role/a arn:aws:iam::222222222222:role/b' },
      'accounts must be a list of one or more account ids or role ARNs of one partition (aws, aws-cn, …), no account in two ways, like ["111122223333"], but is "arn:aws:iam::222222222222:role/a arn:aws:iam::222222222222:role/b"',
    ],
    [
      { accounts: 'arn:asw:iam::222222222222:role/backup' },
      'accounts must be a list of one or more account ids or role ARNs of one partition (aws, aws-cn, …), no account in two ways, like ["111122223333"], but is "arn:asw:iam::222222222222:role/backup"',
    ],
    [
      { accounts: 'arn:aws:iam::222222222222:role/backup,arn:aws-cn:iam::333333333333:role/backup' },
      'accounts must be a list of one or more account ids or role ARNs of one partition (aws, aws-cn, …), no account in two ways, like ["111122223333"], but is "arn:aws:iam::222222222222:role/backup,arn:aws-cn:iam::333333333333:role/backup"',
    ],
    [
      { sns_arn: 'arn:asw:sns:eu-west-1:123456789012:reports' },
      'sns_arn must be the ARN of a standard SNS topic, like "arn:aws:sns:eu-west-1:123456789012:reports", but is "arn:asw:sns:eu-west-1:123456789012:reports"',
    ],
    [
      { role_name: 'ops/backup' },
      'role_name must be the name of an IAM role, without its path, like "aws-snapper-member", but is "ops/backup"',
    ],
    [
      { external_id: 'x' },
      'external_id must be 2 to 1224 letters, digits or "+=,.@:/-_", like "5f2c6a1e-snapshots", but is "x"',
    ],
    [
      { scheduled_time: 'today' },
      'scheduled_time must be an instant in ISO 8601 with its offset, like "2026-01-01T03:00:00Z", but is "today"',
    ],
  ])('C-45 %j', ([event, message]) => {
    expect(messageFor(event)).toBe(message);
  });
});

describe('a key that is nearly ours is refused: a dry run that is not spelt exactly would be a real one', () => {
  test.for([['dryRun'], ['dry-run'], ['DRY_RUN'], ['Dry_Run'], ['maxDeletes'], ['EC2Regions']] as const)(
    '%s',
    ([key]) => {
      expect(messageFor({ [key]: true })).toMatch(
        new RegExp(
          `^${key} \\(with the value true\\) is not a setting; [a-z0-9_]+ is, so give it that name$`,
        ),
      );
    },
  );

  test('the envelope of EventBridge has no such key', () => {
    const envelope = [
      'version',
      'id',
      'detail-type',
      'source',
      'account',
      'time',
      'region',
      'resources',
      'detail',
    ];
    expect(messageFor(Object.fromEntries(envelope.map((key) => [key, 'x'])))).toBe('no error');
  });
});

test('a deployment with prefixes refuses a run with another, whose copies its role could not delete', () => {
  expect(messageFor({ tag_prefix: 'other' }, { TAG_PREFIXES: 'autosnap,weekly' })).toBe(
    'tag_prefix must be one of this deployment\'s prefixes, like "autosnap", but is "other" (TAG_PREFIXES is "autosnap,weekly")',
  );
  expect(messageFor({ tag_prefix: 'weekly' }, { TAG_PREFIXES: 'autosnap,weekly' })).toBe('no error');
});

test('any event and environment give settings or a SettingsError', () => {
  const keys = `ec2_regions tag_prefix sns_arn interval time_zone dry_run default_retain __proto__ max_deletes
    orphan_retain consistency copy_tags scheduled_time schedule_name time accounts role_name external_id`;
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
