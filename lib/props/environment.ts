import type { Place } from '../../lambda/settings/place.ts';
import { SettingsError, settingsIn } from '../../lambda/settings/settings.ts';
import type { Setting } from '../../lambda/settings/setting.ts';
import { settings as rows, table, type Table } from '../../lambda/settings/table.ts';
import { ConfigurationError, type Remedy } from './configurationError.ts';
import type { CoverageSettings } from './coverage.ts';
import type { ImageSettings } from './images.ts';
import { refuseOddLists } from './lists.ts';
import type { MemberRoles, MembersProps } from './members.ts';
import type { ProofSettings } from './proof.ts';
import type { ReplicasProps } from './replicas.ts';
import type { VaultProps } from './vault.ts';

/** The settings of a run that a deployment can fix. The event of a run by hand overrides them. */
export interface SnapperSettings extends ImageSettings, ProofSettings, CoverageSettings {
  /**
   * The regions whose volumes are looked after, or `all` that are enabled for the account;
   * `['all', '!eu-south-1']` leaves some of them out.
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
  readonly tagPrefixes?: readonly string[] | undefined;

  /**
   * The job's name in the report.
   *
   * @default 'Default'
   */
  readonly jobName?: string | undefined;

  /**
   * Which reports go to the topic. `always`: all. `changes`: those of runs that created or deleted something, or on
   * which something is wrong. `trouble`: those that say WARNING or FAILURE, as of follow-ups in any case.
   *
   * @default 'always'
   */
  readonly notify?: 'always' | 'changes' | 'trouble' | undefined;

  /**
   * Length in seconds of the `1` in a frequency tag without a letter.
   *
   * @default 86400
   */
  readonly interval?: number | undefined;

  /**
   * The IANA time zone of the trigger, and of the days and hours in tags.
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
   * Snapshots to keep of volumes that no tag covers; with `defaultFrequency`.
   *
   * @default - untagged volumes are left alone
   */
  readonly defaultRetain?: string | undefined;

  /**
   * The most snapshots that one run deletes in a region, oldest first. The brake is then off.
   *
   * @default - the brake
   */
  readonly maxDeletes?: number | undefined;

  /**
   * Deletes the snapshots of a volume that is gone when all of them are older than this, like `90d`. The last one stays,
   * or with `90d last:2y` until it is older than two years.
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
   * Which of a volume's own tags go on its snapshots: all, none, or patterns of keys like `['*', '!Secret*']`,
   * of which the last that matches decides. `true` leaves out tags that tell a cluster to delete the snapshot.
   *
   * @default true
   */
  readonly copyTags?: boolean | string | readonly string[] | undefined;

  /**
   * Which of an instance's tags go on the snapshots of its volumes, written as `copyTags` is. A tag of the
   * volume with the same key overrides it.
   *
   * @default false
   */
  readonly copyInstanceTags?: boolean | string | readonly string[] | undefined;

  /**
   * Tags for every snapshot, at most 20, like `{ CostCenter: '100' }`. They override a volume's own.
   *
   * @default - none
   */
  readonly addTags?: Readonly<Record<string, string>> | string | undefined;

  /**
   * The accounts to work in, where it is not only that of the deployment.
   *
   * @default - only the account of the deployment
   */
  readonly members?: MembersProps | undefined;

  /**
   * Keeps replicas of snapshots in other regions, of volumes whose tags ask for it. The role gets the rights for it only then.
   *
   * @default - none are made
   */
  readonly replicas?: ReplicasProps | undefined;

  /**
   * Makes this account a vault: it keeps replicas of the snapshots of other accounts in the regions of `replicas`, and takes
   * no snapshots. Needs `replicas.min`.
   *
   * @default - an account that takes snapshots of its own volumes
   */
  readonly vault?: VaultProps | undefined;
}

type PropOf<Row> = Row extends { readonly prop: infer Prop } ? Prop : never;
type Nothing<Missing extends never> = Missing;

/**
 * Fails to compile where a setting of the table has a prop that is not written above.
 *
 * @internal
 */
export type MissingProps = Nothing<
  Exclude<
    PropOf<Table[keyof Table]>,
    | keyof SnapperSettings
    | `members.${keyof MemberRoles | 'accounts'}`
    | `replicas.${keyof ReplicasProps}`
    | `vault.${keyof VaultProps}`
  >
>;

export const DEFAULT_PREFIXES: readonly string[] = [table.tag_prefix.fallback];

/**
 * The environment of the function, which is where a deployment's settings live.
 *
 * @throws ConfigurationError where the function would refuse a value: at synth, not in every run.
 */
export function environmentOf(settings: SnapperSettings): Record<string, string> {
  const { tagPrefixes = DEFAULT_PREFIXES } = settings;
  refuseOddLists(tagPrefixes, settings);
  const [prefix = ''] = tagPrefixes;
  const given = textsOf(settings);
  for (const one of tagPrefixes) check(new Map([...given, ['tagPrefixes', one]]), settings);
  const variables = rows.flatMap(([key, { prop = '' }]) => {
    const text = given.get(prop);
    return text === undefined ? [] : [[key.toUpperCase(), text] as const];
  });
  return { ...Object.fromEntries(variables), TAG_PREFIX: prefix, TAG_PREFIXES: tagPrefixes.join(',') };
}

/** The given props by their paths, as the environment has them. */
function textsOf({ members, replicas, vault, ...settings }: SnapperSettings): Map<string, string> {
  const { accounts, ...roles } = vault ?? {};
  const given: Readonly<Record<string, unknown>> = {
    ...settings,
    ...grouped('members', { ...members, ...roles }),
    ...grouped('replicas', { ...replicas }),
    'vault.accounts': accounts,
  };
  return new Map(
    rows.flatMap(([, { prop = '' }]) => textOf(given[prop]).map((text) => [prop, text] as const)),
  );
}

function grouped(group: string, props: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(props).map(([prop, value]) => [`${group}.${prop}`, value]));
}

function textOf(value: unknown): string[] {
  if (Array.isArray(value)) return [value.join(',')];
  if (typeof value === 'object' && value !== null) return [JSON.stringify(value)];
  return ['string', 'number', 'boolean'].includes(typeof value) ? [String(value)] : [];
}

/** @throws ConfigurationError for what the function would refuse. */
function check(given: ReadonlyMap<string, string>, { vault }: SnapperSettings): void {
  const props: Place = {
    source: 'prop',
    namesOf: (key) => [rowOf(key)?.prop ?? key],
    valueOf: (prop) => given.get(prop),
    write: (value) => JSON.stringify(value),
  };
  try {
    settingsIn([props], []);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    throw asProp(error, vault === undefined ? 'members.' : 'vault.');
  }
}

function asProp(
  { code, key = '', found, must, like }: SettingsError,
  roles: 'members.' | 'vault.',
): ConfigurationError {
  const setting = rowOf(key);
  const named = setting?.prop ?? key;
  const prop = key === 'accounts' ? named : named.replace('members.', roles);
  if (like === undefined) return new ConfigurationError({ code, key: prop, found, must });
  const value: Remedy[string] = JSON.parse(like);
  const remedy = { [prop]: setting?.kind === 'list' ? [value].flat() : value };
  return new ConfigurationError({ code, key: prop, found, must, remedy });
}

function rowOf(key: string): Setting | undefined {
  return rows.find(([one]) => one === key)?.[1];
}
