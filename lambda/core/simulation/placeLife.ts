import { parseReplicate } from '../grammar/replicate.ts';
import { rulesInWords } from '../grammar/inWords.ts';
import type { Inventory } from '../inventory.ts';
import { MARK } from '../keys.ts';
import { type Label, labelOf } from '../label.ts';
import type { CopyOne } from '../plan/creation.ts';
import type { ReplicaPlan } from '../plan/plan.ts';
import type { PlanSettings } from '../plan/planSettings.ts';
import type { Managed } from '../plan/survey.ts';
import { type PolicyInWords, policyInWords } from '../policy/policyInWords.ts';
import { planReplicas, type SourceRegion } from '../replicas/planReplicas.ts';
import { isReplica, type Replica, shelved } from '../replicas/shelf.ts';
import type { ReplicaSettings } from '../replicas/volumeAtPlace.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Place } from '../text.ts';
import { completed, isPending, type Start } from './life.ts';

/** A place where replicas are kept, that lives from run to run. */
export interface PlaceLife {
  readonly place: Place;
  readonly region: string;
  /** The replicas that are there before the next run. */
  readonly snapshots: readonly Replica[];
  /** What a run decides for the place. */
  plan(sources: readonly SourceRegion[], start: Start): ReplicaPlan;
  /** Does what a plan says. Gives what is there when the run has ended, as snapshots of the volumes; failed ones are none. */
  carryOut(plan: ReplicaPlan, start: Start): readonly Snapshot[];
}

/** All settings that decide what stays in a region and at its places. */
export type ReplicatedSettings = PlanSettings & ReplicaSettings;

/**
 * Opens the life of one place. A replica is pending when the run ends that began it, and complete when the next one begins.
 *
 * @param read The regions that were read. A place in one of them begins with the replicas there, and any other one with none.
 */
export function openPlace(place: Place, read: readonly Inventory[], settings: ReplicatedSettings): PlaceLife {
  const { region } = place;
  const here = place.account === undefined ? read.find((one) => one.region === region) : undefined;
  const holds = here?.holds ?? new Map<string, string>();
  const label = labelOf(
    { id: '', volumeId: '', described: 'as a replica', tags: { [MARK]: settings.prefix } },
    settings.prefix,
  );
  let snapshots = here?.snapshots.filter(isReplica) ?? [];
  let begun = 0;
  return {
    place,
    region,
    get snapshots() {
      return snapshots;
    },
    plan(sources, { now, followUp }) {
      return planReplicas({ ...place, snapshots, holds }, sources, { ...settings, followUp }, now);
    },
    carryOut({ creates, deletes }, { at }) {
      const gone = new Set(deletes.map(({ snapshotId }) => snapshotId));
      const made = creates
        .flatMap(({ volumeId, copies }) => copies.map((copy) => ({ volumeId, copy })))
        .map(({ volumeId, copy }, index) =>
          replicaFrom(copy, { id: newId(begun + index + 1), volumeId, startedAt: at.getTime(), label }),
        );
      begun += made.length;
      const there = snapshots.filter(({ id }) => !gone.has(id)).concat(made);
      snapshots = there.some(isPending) ? there.map(completed) : there;
      return there.filter(({ state }) => state !== 'error').map(shelved);
    },
  };
}

function newId(number: number): string {
  return `new-replica-${String(number).padStart(7, '0')}`;
}

function replicaFrom(
  { region, snapshotId, at, sizeGiB }: CopyOne,
  made: { readonly id: string; readonly volumeId: string; readonly startedAt: number; readonly label: Label },
): Replica {
  // Its description has no parts of a second.
  const lineage = { volumeId: made.volumeId, region, snapshotId, at: Math.floor(at / 1000) * 1000 };
  return { ...made, state: 'pending', tier: 'standard', sizeGiB, lineage };
}

/** The schedule of a volume, and what one place keeps of it. */
export function placeInWords(
  { policies }: Managed,
  { interval, replicaMin }: Pick<ReplicatedSettings, 'interval' | 'replicaMin'>,
): PolicyInWords {
  const [policy] = policies;
  if (policy === undefined) return { schedule: '', retention: '' };
  const read = parseReplicate(policy.retention.text);
  const rules = read.ok ? rulesInWords(read.value.flatMap(({ keep }) => keep)) : [];
  const floor = replicaMin === undefined ? [] : [`at least ${replicaMin} (replica_min)`];
  return {
    schedule: policyInWords(policy, interval).schedule,
    retention: [...rules, ...floor].join(', '),
  };
}
