import { before, dayText, iso, type Zone } from '../calendar.ts';
import { grouped } from '../grouped.ts';
import type { Instance, Inventory, Volume } from '../inventory.ts';
import { type AskedOverall, askedOverall } from '../policy/attachments.ts';
import { calledNow } from '../policy/called.ts';
import { proofsOf } from '../proof/ofVolume.ts';
import { isReplica } from '../replicas/shelf.ts';
import { isOurs, isRestorable, newestFirst, type Snapshot } from '../snapshot.ts';
import type { CoveredVolume, NewestOf, RegionCoverage, ReplicaHere, Standing } from './covered.ts';
import { openWholeHistories } from './known.ts';
import { daysOf, openLedger } from './ledger.ts';
import { type ObjectiveSettings, openObjectives } from './objective.ts';
import { paceOf } from './pace.ts';
import { hintOf, type Producer, PRODUCERS, producerOf } from './producers.ts';
import { sumsOf } from './sums.ts';
import { type LookBack, volumeLedger } from './volumeLedger.ts';
import { worstFirst } from './worstFirst.ts';

export interface CoverageSettings extends ObjectiveSettings {
  /** The zone in which days begin. */
  readonly zone: Zone;
  /** For how many days the ledger tells. */
  readonly days: number;
  /**
   * Whose snapshots the inventory has. With `ours` only the volumes that are ours to save are listed: those with an
   * objective that something asks for, or that have own snapshots. Nobody knows what saves the others.
   */
  readonly of: 'ours' | 'all producers';
  /** Whether a volume that lost its tags is held to the pace that it had, see `paceOf`. @default it has no objective */
  readonly keepsPace?: true | undefined;
}

/**
 * Says of every volume of a region what protects it, whether that is young enough, and what a restore could have given
 * back at every instant of the last days.
 *
 * The same inventory, settings and `now` always give the same answer. A volume that AWS is deleting is left out, and one
 * that was made only to prove a snapshot.
 */
export function regionCoverage(inventory: Inventory, settings: CoverageSettings, now: Date): RegionCoverage {
  const { account, region } = inventory;
  const from = before(now, { count: settings.days, unit: 'days' }, settings.zone);
  const days = daysOf(from, now, settings.zone);
  const lookAt = openLook(inventory, settings, {
    from: from.getTime(),
    until: now.getTime(),
    firstDay: dayText(days.first),
    ledgerOf: openLedger(days),
    wholeHistory: openWholeHistories(settings.zone),
  });
  const volumes = inventory.volumes
    .filter(({ state }) => state !== 'deleting' && state !== 'deleted')
    .map(lookAt)
    .filter(({ asked }) => asked !== 'proof')
    .filter((one) => settings.of === 'all producers' || isOursToSave(one))
    .toSorted(worstFirst);
  return {
    account,
    region,
    volumes,
    replicas: replicasIn(inventory),
    copies: inventory.snapshots.filter((one) => producerOf(one) === undefined && !isReplica(one)).length,
    sums: sumsOf(volumes),
  };
}

function isOursToSave({ objective, asked, producers }: CoveredVolume): boolean {
  if (objective === undefined) return false;
  return asked === 'scheduled' || asked === 'wrong tag' || (isUnasked(asked) && producers.length > 0);
}

/** Whether nothing asks, and no person said so. */
function isUnasked(asked: CoveredVolume['asked']): boolean {
  return asked === 'untagged' || asked === 'unseen';
}

function openLook(
  inventory: Inventory,
  settings: CoverageSettings,
  look: LookBack,
): (volume: Volume) => CoveredVolume {
  const { account, region } = inventory;
  const instances = new Map(inventory.instances.map((one) => [one.id, one]));
  const byVolume = grouped(counted(inventory, settings), ({ volumeId }) => volumeId);
  const objectiveOf = openObjectives(settings);
  return (volume) => {
    const asked = askedOverall(volume, instances, settings);
    const snapshots = (byVolume.get(volume.id) ?? []).toSorted(newestFirst);
    const { objective: written, problems } = objectiveOf(volume, attachedTo(volume, instances), asked);
    const objective = written ?? (settings.keepsPace && paceOf(asked, snapshots, settings.runHours));
    const producers = newestOfEach(snapshots, volume);
    const { policies } = asked;
    return {
      account,
      region,
      ...calledNow(volume, asked.instance, instances),
      sizeGiB: volume.sizeGiB,
      ...standingOf(volume, snapshots.find(isRestorable), objective?.hours, look.until),
      asked: whyAsked(asked),
      objective,
      producers,
      replicas: [],
      proof: proofsOf(snapshots.filter(isOurs)).proof,
      ledger: volumeLedger({ volume, snapshots, policies, objective: objective?.hours }, look),
      problems: [...asked.problems, ...problems],
    };
  };
}

/** The snapshots that can protect the volume whose id they have. */
function counted({ snapshots }: Inventory, { of }: CoverageSettings): readonly Snapshot[] {
  return snapshots.filter((one) => {
    const producer = producerOf(one);
    return of === 'ours' ? producer === 'ours' : producer !== undefined;
  });
}

function attachedTo({ instanceIds }: Volume, instances: ReadonlyMap<string, Instance>): Instance[] {
  const attached = instanceIds.toSorted().flatMap((id) => instances.get(id) ?? []);
  return attached.filter((one) => one.state !== 'terminated');
}

function whyAsked({ policies, problems, without }: AskedOverall): CoveredVolume['asked'] {
  if (problems.length > 0) return 'wrong tag';
  return policies.length > 0 ? 'scheduled' : (without ?? 'untagged');
}

const HOUR = 3_600_000;

function standingOf(
  { createdAt }: Volume,
  newest: Snapshot | undefined,
  objective: number | undefined,
  now: number,
): { readonly standing: Standing; readonly age: number | undefined } {
  const since = newest?.startedAt ?? createdAt;
  const age = since === undefined ? undefined : Math.max(0, now - since) / HOUR;
  if (objective === undefined)
    return { standing: newest === undefined ? 'unprotected' : 'no objective', age };
  return { standing: age !== undefined && age <= objective ? 'inside' : 'outside', age };
}

/** @param snapshots Newest first. */
function newestOfEach(snapshots: readonly Snapshot[], volume: Volume): NewestOf[] {
  const restorable = grouped(snapshots.filter(isRestorable), producerOf);
  const newest = PRODUCERS.flatMap((producer) => {
    const all = restorable.get(producer);
    return all === undefined ? [] : [{ producer, newest: all[0], count: all.length }];
  });
  return newest
    .toSorted((a, b) => newestFirst(a.newest, b.newest))
    .map((one) => newestOf(one.producer, one.newest, one.count, volume));
}

function newestOf(producer: Producer, newest: Snapshot, restorable: number, { tags }: Volume): NewestOf {
  const hint = hintOf(newest);
  // A tag that the volume has, too, was copied from there and says nothing of the snapshot.
  const isInherited = hint?.key !== undefined && hint.key in tags;
  return {
    producer,
    snapshotId: newest.id,
    at: iso(new Date(newest.startedAt)),
    restorable,
    hint: isInherited ? undefined : hint?.program,
  };
}

function replicasIn({ snapshots }: Inventory): ReplicaHere[] {
  const restorable = snapshots.filter(isReplica).filter(isRestorable);
  const ofEach = grouped(restorable, ({ lineage: { region, volumeId } }) => `${region} ${volumeId}`);
  return [...ofEach.values()].map((replicas) => {
    const { id, lineage } = replicas.reduce((a, b) => (b.lineage.at > a.lineage.at ? b : a));
    const { volumeId, region: volumeRegion, at } = lineage;
    return { volumeId, volumeRegion, snapshotId: id, at: iso(new Date(at)) };
  });
}
