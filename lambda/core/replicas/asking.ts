import { parseReplicate, type Replication } from '../grammar/replicate.ts';
import type { Instance, Volume } from '../inventory.ts';
import { keysOf } from '../keys.ts';
import type { Plan } from '../plan/plan.ts';
import type { Managed } from '../plan/survey.ts';
import { type Problem, type Sourced, type Tag, tagInForce, unreadable } from '../policy/policy.ts';
import type { Schedule } from '../policy/schedule.ts';
import type { Snapshot } from '../snapshot.ts';
import { type Place, placeText } from '../text.ts';

/** A volume of which copies are kept in other places. */
export interface Asking extends Place, Pick<Managed, 'keepAll' | 'proofHold'> {
  readonly volume: Volume;
  readonly instance: Instance | undefined;
  /** A bare number counts the slots of this schedule. */
  readonly schedule: Sourced<Schedule>;
  readonly tag: Tag;
  readonly replications: readonly Replication[];
  /** Its own snapshots. */
  readonly snapshots: readonly Snapshot[];
}

/** What the tags of one region ask for in other places, and what is wrong with them. */
export interface Asked {
  readonly asking: readonly Asking[];
  readonly problems: readonly Problem[];
}

/** What it takes to read the tag. */
export interface ReplicateSettings {
  readonly prefix: string;
  /** The regions in which copies are kept; where a vault of another account keeps them, `222222222222@eu-central-1`. */
  readonly replicas: readonly string[];
  /** The account of the vault, where this run is the vault's; absent elsewhere. */
  readonly vaultAccount?: string | undefined;
}

type AskingRegion = Pick<Plan, 'account' | 'region' | 'managed'>;

/**
 * Reads the tag `<prefix>_replicate` of the managed volumes of a region. A tag on the volume overrides the same key on its
 * instance.
 *
 * A word that cannot be followed is a Problem, and the other words count all the same. The snapshots of the volume are
 * taken and deleted as without the tag. A vault follows the words that name its account, and leaves the others to others.
 */
export function askedIn(from: AskingRegion, settings: ReplicateSettings): Asked {
  const { prefix, vaultAccount } = settings;
  return askedOf(from, {
    prefix,
    isMeant: ({ account }) => vaultAccount === undefined || account === vaultAccount,
    faultOf: (one) => homeFault(one, from) ?? faultOf(one, from, settings),
  });
}

/** The same where each place can keep replicas, also one in another account. */
export function askedAnywhere(from: AskingRegion, prefix: string): Asked {
  return askedOf(from, { prefix, isMeant: () => true, faultOf: (one) => homeFault(one, from) });
}

/** Which words of a tag count, and what is wrong with one; undefined where it can be followed. */
interface Reading extends Pick<ReplicateSettings, 'prefix'> {
  readonly isMeant: (one: Replication) => boolean;
  readonly faultOf: (one: Replication) => string | undefined;
}

function askedOf(from: AskingRegion, reading: Reading): Asked {
  const each = from.managed.map((one) => askedBy(one, from, reading));
  return { asking: each.flatMap(({ asking }) => asking), problems: each.flatMap(({ problems }) => problems) };
}

function askedBy(
  { volume, instance, policies, snapshots, keepAll, proofHold }: Managed,
  { account, region }: AskingRegion,
  reading: Reading,
): Asked {
  const tag = tagInForce(keysOf(reading.prefix).replicate, volume, instance);
  const schedule = policies[0]?.schedule;
  if (tag === undefined || schedule === undefined) return { asking: [], problems: [] };
  const read = parseReplicate(tag.text);
  if (!read.ok) {
    const problems = unreadable(volume, tag.key, tag, read).map((one) => ({ ...one, meanwhile: NOT_COPIED }));
    return { asking: [], problems };
  }
  const meant = read.value.filter(reading.isMeant);
  const faults = meant.map((one) => ({ one, fault: reading.faultOf(one) }));
  const replications = faults.flatMap(({ one, fault }) => (fault === undefined ? one : []));
  const asking = {
    account,
    region,
    volume,
    instance,
    schedule,
    tag,
    replications,
    snapshots,
    keepAll,
    proofHold,
  };
  return {
    asking: replications.length === 0 ? [] : [asking],
    problems: faults.flatMap(({ fault }) =>
      fault === undefined
        ? []
        : {
            volumeId: volume.id,
            key: tag.key,
            value: tag.text,
            source: tag.source,
            remedy: fault,
            meanwhile: NOT_COPIED,
          },
    ),
  };
}

const NOT_COPIED = 'its snapshots are not copied there until then';

function homeFault(one: Replication, home: AskingRegion): string | undefined {
  return isAtHome(one, home) && one.region === home.region
    ? `names ${placeText(one)}, where the volume itself is; use another region`
    : undefined;
}

function isAtHome(one: Replication, { account }: AskingRegion): boolean {
  return one.account === undefined || one.account === account;
}

function faultOf(
  one: Replication,
  home: AskingRegion,
  { replicas, vaultAccount }: ReplicateSettings,
): string | undefined {
  const place = placeText(one);
  const kept = vaultAccount === undefined ? replicas : replicas.map((at) => `${vaultAccount}@${at}`);
  if (kept.includes(isAtHome(one, home) ? one.region : place) || kept.includes(place)) return undefined;
  const added = vaultAccount === undefined ? place : one.region;
  return `names ${place}, but copies are kept only in ${kept.join(', ')}; use one of these, or add ${added} to the setting replicas`;
}
