import { regionsNear } from '../core/grammar/regions.ts';
import { MARK } from '../core/keys.ts';
import { accountRows } from './accountRows.ts';
import { coverageRows } from './coverageRows.ts';
import { imageRows } from './imageRows.ts';
import { proofRows } from './proofRows.ts';
import { replicaRows } from './replicaRows.ts';
import type { Setting } from './setting.ts';
import * as shape from './shape.ts';
import { tagRows } from './tagRows.ts';

/**
 * Each setting once, by its event key.
 *
 * The reader, the flags and their help, the props, the context keys, the words of refusals and docs/settings.md
 * (`npm run tables`) are made of these rows.
 */
export const table = {
  regions: {
    aliases: ['ec2_regions'],
    name: 'regions',
    cli: { flags: '--region, --regions <regions>', of: 'looks' },
    prop: 'regions',
    kind: 'list',
    schema: shape.regions,
    must: 'be a list of one or more regions, or "all"',
    like: shape.SOME_REGIONS,
    mended: shape.mendedRegions,
    odd: shape.oddRegions,
    near: regionsNear,
    otherwise: "the SDK's region",
    words:
      'one or more regions, separated by commas or spaces; `all`: every region enabled for the account; `all,!eu-south-1`: all except that one',
  },
  tag_prefix: {
    name: 'prefix',
    cli: { flags: '--prefix, --tag-prefix <prefix>', of: 'every command' },
    prop: 'tagPrefixes',
    kind: 'list',
    schema: shape.prefix,
    must: `be 1 to 64 letters, digits, "_", "." or "-", and not "${MARK}"`,
    like: 'autosnap',
    fallback: 'autosnap',
    words: `how the keys of the tags begin, and the value of the mark on snapshots: 1 to 64 letters, digits, \`_\`, \`.\`, \`-\`; not \`${MARK}\``,
  },
  sns_arn: {
    name: 'snsArn',
    cli: { flags: '--sns-arn <arn>', of: 'runs' },
    kind: 'text',
    schema: shape.topicArn,
    must: 'be the ARN of a standard SNS topic',
    like: 'arn:aws:sns:eu-west-1:123456789012:reports',
    otherwise: 'none',
    words: 'SNS topic for the report; its region is the one in the ARN',
  },
  notify: {
    name: 'notify',
    cli: { flags: '--notify <when>', of: 'runs' },
    prop: 'notify',
    kind: 'text',
    schema: shape.notify,
    must: 'be "always", "changes" or "trouble"',
    like: 'always',
    fallback: 'always',
    words:
      'which reports are sent to the topic. `always`: all; `changes`: if the run created or deleted something, or if something is wrong; `trouble`: WARNING and FAILURE. The report of a follow-up is sent only if it says WARNING or FAILURE',
  },
  job_name: {
    aliases: ['schedule_name'],
    name: 'jobName',
    cli: { flags: '--name, --job-name <name>', of: 'runs' },
    prop: 'jobName',
    kind: 'text',
    schema: shape.jobName,
    must: `be a name of 1 to ${shape.LONGEST_NAME} characters`,
    like: 'Default',
    fallback: 'Default',
    words: "the job's name in the report",
  },
  interval: {
    name: 'interval',
    cli: { flags: '--interval <seconds>', of: 'every command' },
    prop: 'interval',
    kind: 'number',
    schema: shape.wholeNumber(60, shape.YEAR_SECONDS),
    must: `be a whole number of seconds from 60 to ${shape.YEAR_SECONDS}`,
    like: 86_400,
    fallback: 86_400,
    words: `length in seconds of the \`1\` in a tag without a letter (\`1\`, \`7\`): 60 to ${shape.YEAR_SECONDS}`,
  },
  time_zone: {
    name: 'timeZone',
    cli: { flags: '--time-zone <zone>', of: 'every command' },
    prop: 'timeZone',
    kind: 'text',
    schema: shape.timeZone,
    must: 'be an IANA time zone',
    like: 'Europe/Berlin',
    fallback: 'UTC',
    words: 'IANA time zone of the days and hours in tags',
  },
  scheduled_time: {
    name: 'scheduledTime',
    kind: 'text',
    schema: shape.instant,
    must: 'be an instant in ISO 8601 with its offset',
    like: '2026-01-01T03:00:00Z',
    otherwise: "the envelope's `time`",
    words:
      'the time that the run decides for. If it is more than 24 hours old or more than 5 minutes in the future, the clock decides',
  },
  follow_up: {
    name: 'followUp',
    kind: 'text',
    schema: shape.anAge,
    must: 'be an age',
    like: '1h',
    otherwise: "none; the follow-up's trigger sets it",
    words:
      'makes the run a follow-up: how long after the main run it comes. It decides for `scheduled_time` minus this',
  },
  dry_run: {
    name: 'dryRun',
    cli: { command: 'plan' },
    prop: 'dryRun',
    kind: 'flag',
    schema: shape.flag,
    must: 'be true or false',
    like: true,
    fallback: false,
    words: 'only plan and report; change nothing',
  },
  default_frequency: {
    name: 'defaultFrequency',
    cli: { flags: '--default-frequency <frequency>', of: 'every command' },
    prop: 'defaultFrequency',
    kind: 'written',
    schema: shape.frequency,
    must: 'be a frequency (1, 6h, @mon-fri@8, nightly=7@2)',
    like: '1',
    mended: shape.mendedFrequency,
    otherwise: 'none',
    words:
      'schedule for volumes that no tag covers, like `1` or `@sat`; needs a default retention, unless it has a count (`7@sat`)',
  },
  default_retain: {
    name: 'defaultRetain',
    cli: { flags: '--default-retain <retention>', of: 'every command' },
    prop: 'defaultRetain',
    kind: 'written',
    schema: shape.retention,
    must: 'be a retention (7, daily:7 weekly:4, within:30d)',
    like: '7',
    mended: shape.mendedRetention,
    otherwise: 'none',
    words: 'retention for volumes that no tag covers, like `7`; needs a default frequency that has no count',
  },
  max_deletes: {
    name: 'maxDeletes',
    cli: { flags: '--max-deletes <count>', of: 'runs' },
    prop: 'maxDeletes',
    kind: 'number',
    schema: shape.wholeNumber(0, shape.MOST_DELETES),
    must: `be a whole number from 0 to ${shape.MOST_DELETES}`,
    like: 100,
    otherwise: 'the brake',
    words:
      'the most snapshots that one run deletes in a region, oldest first; and the most images. The brake is then off',
  },
  orphan_retain: {
    name: 'orphanRetain',
    cli: { flags: '--orphan-retain <age>', of: 'runs' },
    prop: 'orphanRetain',
    kind: 'text',
    schema: shape.orphanRetain,
    must: 'be an age (12h, 90d, 8w, 6m, 2y), or an age and "last:" with a longer one',
    like: '90d',
    mended: shape.mendedOrphanRetain,
    otherwise: 'never',
    words:
      'deletes the snapshots of a volume that is gone, or the images of a server that is gone, when all of them are older than this (`12h`, `90d`, `8w`, `6m`, `2y`), except the last one; `90d last:2y` deletes the last one, too, when it is older than two years',
  },
  consistency: {
    name: 'consistency',
    cli: { flags: '--consistency <how>', of: 'runs' },
    prop: 'consistency',
    kind: 'text',
    schema: shape.consistency,
    must: 'be "instance" or "volume"',
    like: 'instance',
    fallback: 'instance',
    words:
      '`instance`: the due volumes of an instance are taken together, at one moment; `volume`: one by one',
  },
  ...tagRows,
  ...imageRows,
  ...proofRows,
  ...coverageRows,
  ...replicaRows,
  ...accountRows,
} as const satisfies Readonly<Record<string, Setting>>;

export type Table = typeof table;
export type Key = keyof Table;

/** The rows as what they have in common. */
export const settings: readonly (readonly [key: Key, setting: Setting])[] = Object.entries(table).map(
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- these are all the keys there are
  ([key, setting]) => [key as Key, setting],
);

/** All names of a setting in an event, the one to use first. */
export function namesOf(key: Key): readonly string[] {
  const { aliases = [], inEvents = [] }: Setting = table[key];
  return [key, ...aliases, ...inEvents];
}

const KEY_OF_NAME = new Map(settings.flatMap(([key]) => namesOf(key).map((name) => [name, key] as const)));

/** The setting that has this name in an event. */
export function keyNamed(name: string): Key | undefined {
  return KEY_OF_NAME.get(name);
}
