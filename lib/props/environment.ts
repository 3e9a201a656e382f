import { ConfigurationError, type Remedy } from './configurationError.ts';
import { keysOf } from '../../lambda/core/ownership.ts';
import { readSettings, SettingsError } from '../../lambda/settings/settings.ts';

/** The settings of a run that a deployment can fix. The event of a manual run still goes before them. */
export interface SnapperSettings {
  /**
   * The regions whose volumes are looked after, or `all` that are enabled for the account.
   *
   * @default - the stack's region
   */
  readonly regions?: readonly string[] | 'all' | undefined;

  /**
   * The tag prefixes this deployment may use. The trigger uses the first; the others are for schedules of
   * your own on the same function. The role can delete only what these prefixes mark.
   *
   * @default ['autosnap']
   */
  readonly prefixes?: readonly string[] | undefined;

  /**
   * The job's name in the report.
   *
   * @default 'Default'
   */
  readonly jobName?: string | undefined;

  /**
   * Seconds that one unit of a bare frequency tag means.
   *
   * @default 86400
   */
  readonly interval?: number | undefined;

  /**
   * The IANA zone of the trigger and of the days in which copies are owed.
   *
   * @default 'UTC'
   */
  readonly timeZone?: string | undefined;

  /**
   * Only plan and report, change nothing.
   *
   * @default false
   */
  readonly dryRun?: boolean | undefined;

  /**
   * Frequency for volumes that no tag covers; with `defaultRetain`.
   *
   * @default - untagged volumes are left alone
   */
  readonly defaultFrequency?: string | undefined;

  /**
   * Copies to keep of volumes that no tag covers; with `defaultFrequency`.
   *
   * @default - untagged volumes are left alone
   */
  readonly defaultRetain?: string | undefined;

  /**
   * One run deletes at most so many snapshots in a region, oldest first. Replaces the brake.
   *
   * @default - the brake
   */
  readonly maxDeletes?: number | undefined;

  /**
   * When the copies of a volume that is gone may go, like `90d`; the last one always stays.
   *
   * @default - never
   */
  readonly orphanRetain?: string | undefined;

  /**
   * `instance`: the due volumes of one instance are one crash-consistent set. `volume`: one by one.
   *
   * @default 'instance'
   */
  readonly consistency?: 'instance' | 'volume' | undefined;

  /**
   * Copy the volume's own tags to its snapshots.
   *
   * @default true
   */
  readonly copyTags?: boolean | undefined;

  /**
   * The accounts to work in, each by its id or by the ARN of its member role. The deployment's own is one
   * of them only if it is listed.
   *
   * @default - only the account of the deployment
   */
  readonly accounts?: readonly string[] | undefined;

  /**
   * The name of the member role in each account that is listed by its id.
   *
   * @default 'aws-snapper-member'
   */
  readonly roleName?: string | undefined;

  /**
   * What the member roles ask for as `sts:ExternalId`.
   *
   * @default - none is sent
   */
  readonly externalId?: string | undefined;
}

export const DEFAULT_PREFIXES: readonly string[] = ['autosnap'];

/**
 * The environment of the function, which is where a deployment's settings live.
 *
 * @throws ConfigurationError where the function would refuse a value: at synth, not at three in the morning.
 */
export function environmentOf(settings: SnapperSettings): Record<string, string> {
  const { prefixes = DEFAULT_PREFIXES, regions } = settings;
  refuseOddLists(prefixes, settings);
  const given: Record<string, string | number | boolean | undefined> = {
    EC2_REGIONS: regions === undefined || regions === 'all' ? regions : regions.join(','),
    TAG_PREFIX: prefixes[0],
    TAG_PREFIXES: prefixes.join(','),
    SCHEDULE_NAME: settings.jobName,
    INTERVAL: settings.interval,
    TIME_ZONE: settings.timeZone,
    DRY_RUN: settings.dryRun,
    DEFAULT_FREQUENCY: settings.defaultFrequency,
    DEFAULT_RETAIN: settings.defaultRetain,
    MAX_DELETES: settings.maxDeletes,
    ORPHAN_RETAIN: settings.orphanRetain,
    CONSISTENCY: settings.consistency,
    COPY_TAGS: settings.copyTags,
    ACCOUNTS: settings.accounts?.join(','),
    ROLE_NAME: settings.roleName,
    EXTERNAL_ID: settings.externalId,
  };
  const environment = Object.fromEntries(
    Object.entries(given).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])),
  );
  for (const prefix of prefixes) check({ ...environment, TAG_PREFIX: prefix });
  return environment;
}

function refuseOddLists(prefixes: readonly string[], { regions, accounts }: SnapperSettings): void {
  if (accounts?.length === 0) {
    throw new ConfigurationError('accounts must name at least one account, like ["222222222222"], but is []');
  }
  if (regions?.length === 0) {
    throw new ConfigurationError(
      'regions must name at least one region, like ["eu-west-1"], or be "all", but is []',
    );
  }
  const taken = prefixes.find((prefix) =>
    prefixes.some((other) => other !== prefix && Object.values(keysOf(other)).includes(prefix)),
  );
  if (taken !== undefined) {
    throw new ConfigurationError(
      `prefixes must not be tag keys of each other, like ["autosnap","nightly"], but ${JSON.stringify(taken)} is one in ${prefixes.join(',')}`,
    );
  }
  if (prefixes.length === 0 || new Set(prefixes).size < prefixes.length) {
    throw new ConfigurationError(
      `prefixes must name one or more tag prefixes, each once, like ["autosnap"], but is ${JSON.stringify(prefixes)}`,
    );
  }
}

/** The props' names of the settings that have another one inside. */
const NAMES = new Map([
  ['ec2_regions', 'regions'],
  ['tag_prefix', 'prefixes'],
  ['schedule_name', 'jobName'],
  ['time_zone', 'timeZone'],
  ['dry_run', 'dryRun'],
  ['default_frequency', 'defaultFrequency'],
  ['default_retain', 'defaultRetain'],
  ['max_deletes', 'maxDeletes'],
  ['orphan_retain', 'orphanRetain'],
  ['copy_tags', 'copyTags'],
  ['role_name', 'roleName'],
  ['external_id', 'externalId'],
]);

function check(environment: Readonly<Record<string, string>>): void {
  try {
    // Each prefix is checked by itself: the list of all would be blamed for one of them.
    readSettings({}, { ...environment, TAG_PREFIXES: undefined });
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    throw new ConfigurationError(
      error.message.replaceAll(/\b[a-z0-9]+_[a-z]+\b/g, (key) => NAMES.get(key) ?? key),
      error.key === undefined ? otherHalf(environment) : undefined,
    );
  }
}

/** What a default policy lacks; nothing where it has one thing too many. */
function otherHalf(environment: Readonly<Record<string, string>>): Remedy[] {
  if (environment['DEFAULT_FREQUENCY'] === undefined) return [{ defaultFrequency: '1' }];
  return environment['DEFAULT_RETAIN'] === undefined ? [{ defaultRetain: '7' }] : [];
}
