import { parseReplicate, placeText, type Replication } from '../grammar/replicate.ts';
import type { Instance, Volume } from '../inventory.ts';
import { keysOf } from '../keys.ts';
import type { Plan } from '../plan/plan.ts';
import type { Managed } from '../plan/survey.ts';
import { type Problem, type Sourced, type Tag, tagInForce, unreadable } from '../policy/policy.ts';
import type { Schedule } from '../policy/schedule.ts';
import type { Snapshot } from '../snapshot.ts';

/** A volume of which copies are kept in other places. */
export interface Asking extends Pick<Managed, 'keepAll' | 'proofHold'> {
  /** Where the volume is. */
  readonly region: string;
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
  /** The regions in which this deployment keeps copies. */
  readonly replicas: readonly string[];
}

/**
 * Reads the tag `<prefix>_replicate` of the managed volumes of a region. A tag on the volume overrides the same key on its
 * instance.
 *
 * A word that cannot be followed is a Problem, and the other words count all the same. The snapshots of the volume are
 * taken and deleted as without the tag.
 */
export function askedIn(
  { region, managed }: Pick<Plan, 'region' | 'managed'>,
  settings: ReplicateSettings,
): Asked {
  const each = managed.map((one) => askedBy(one, region, settings));
  return { asking: each.flatMap(({ asking }) => asking), problems: each.flatMap(({ problems }) => problems) };
}

function askedBy(
  { volume, instance, policies, snapshots, keepAll, proofHold }: Managed,
  region: string,
  settings: ReplicateSettings,
): Asked {
  const tag = tagInForce(keysOf(settings.prefix).replicate, volume, instance);
  const schedule = policies[0]?.schedule;
  if (tag === undefined || schedule === undefined) return { asking: [], problems: [] };
  const read = parseReplicate(tag.text);
  if (!read.ok) {
    const problems = unreadable(volume, tag.key, tag, read).map((one) => ({ ...one, meanwhile: NOT_COPIED }));
    return { asking: [], problems };
  }
  const faults = read.value.map((one) => ({ one, fault: faultOf(one, region, settings) }));
  const replications = faults.flatMap(({ one, fault }) => (fault === undefined ? one : []));
  const asking = { region, volume, instance, schedule, tag, replications, snapshots, keepAll, proofHold };
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

function faultOf(one: Replication, region: string, { replicas }: ReplicateSettings): string | undefined {
  const place = placeText(one);
  if (one.account !== undefined) {
    return `names ${place}, but copies are kept in the same account only; use a region alone, like ${replicas[0]}`;
  }
  if (one.region === region) {
    return `names ${region}, where the volume itself is; use another region`;
  }
  return replicas.includes(one.region)
    ? undefined
    : `names ${place}, but copies are kept only in ${replicas.join(', ')}; use one of these, or add ${place} to the setting replicas`;
}
