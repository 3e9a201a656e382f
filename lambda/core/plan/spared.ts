import { clockText } from '../calendar.ts';
import { type Saved, SNAPSHOTS } from '../policy/saved.ts';
import type { Snapshot } from '../snapshot.ts';
import type { LimitBrake } from './brake.ts';
import type { Deletion, DeleteOne, Plan, Spared } from './plan.ts';
import type { PlanSettings } from './planSettings.ts';

/**
 * Takes deletions out of a plan: those over a limit, those that a second look at AWS spared, and those that
 * a person did not agree to. Each stays in the plan, as spared, with the reason.
 */

/** What is deleted, and what stays of the deletions that were wanted. */
export interface Limited {
  readonly deletes: readonly DeleteOne[];
  readonly spared: readonly Spared[];
  /** Absent where the limit spared nothing. */
  readonly brake: LimitBrake | undefined;
}

/** Keeps the deletions to what the settings allow in place of the brake: the first of them, in their order. */
export function limited(
  wanted: readonly DeleteOne[],
  { maxDeletes, isAfterLostRun }: Pick<PlanSettings, 'maxDeletes' | 'isAfterLostRun'>,
): Limited {
  const most = isAfterLostRun ? 0 : maxDeletes;
  if (most === undefined || wanted.length <= most) return { deletes: wanted, spared: [], brake: undefined };
  const scope = isAfterLostRun ? 'lost run' : 'max_deletes';
  const because = isAfterLostRun
    ? 'it is not known what the run before deleted'
    : `max_deletes is ${most}, and older ones are deleted first`;
  return {
    deletes: wanted.slice(0, most),
    spared: sparedFrom(wanted.slice(most), because),
    brake: { scope, wanted: wanted.length, of: most },
  };
}

/** Whether the settings replace the brake. */
export function hasLimit({ maxDeletes, isAfterLostRun }: PlanSettings): boolean {
  return isAfterLostRun === true || maxDeletes !== undefined;
}

/**
 * Spares everything where own snapshots were started after `now`: this run comes late, or repeats one that
 * died, and may not delete what that one would have deleted besides.
 */
export function withoutRepeat<Create>(
  plan: Plan<Create>,
  own: Iterable<Snapshot>,
  { zone, followUp, isContinued }: Pick<PlanSettings, 'zone' | 'followUp' | 'isContinued'>,
  now: Date,
): Plan<Create> {
  if (followUp !== undefined || isContinued === true || plan.deletes.length === 0) return plan;
  for (const { id, startedAt, copiedAt = startedAt } of own) {
    if (copiedAt <= now.getTime()) continue;
    const because = `${id} was started after ${clockText(now, zone)} ${zone.name}, so another run was here`;
    return sparing(plan, () => true, because, `Nothing is deleted: ${because}; the next one deletes`);
  }
  return plan;
}

type Deleting = Pick<Plan<unknown, Deletion>, 'deletes' | 'managed'>;

/** The vanished volumes that a plan deletes snapshots of: AWS is asked again for each of them. */
export function vanishedVolumes(plan: Deleting): string[] {
  return [...new Set(plan.deletes.filter(orphanedIn(plan)).map(({ volumeId }) => volumeId))];
}

/** What a deregistration left is deleted only of an instance that is managed, or gone. */
function orphanedIn({ managed }: Deleting): (one: Deletion) => boolean {
  const ids = new Set(managed.map(({ volume }) => volume.id));
  return ({ cause, volumeId }) => cause === 'orphaned' || (cause === 'left over' && !ids.has(volumeId));
}

/** Spares the snapshots of volumes that the listing left out, and that AWS knows when asked by id. */
export function withoutLivingVolumes<C, D extends Deletion>(
  plan: Plan<C, D>,
  living: ReadonlySet<string>,
  { of, one }: Saved = SNAPSHOTS,
): Plan<C, D> {
  if (living.size === 0) return plan;
  return sparing(
    plan,
    ({ volumeId }) => living.has(volumeId),
    `its ${of} was missing in the list, but is there when asked for by id`,
    `${[...living].join(', ')} missing in the list of ${of}s, but there when asked for by id: no ${one} of theirs is deleted`,
  );
}

/** Spares the snapshots of all vanished volumes, where AWS could not be asked for these by id. */
export function withoutVanishedVolumes<C, D extends Deletion>(
  plan: Plan<C, D>,
  failure: string,
  { of, one }: Saved = SNAPSHOTS,
): Plan<C, D> {
  return sparing(
    plan,
    orphanedIn(plan),
    `its ${of} could not be asked for by id (${failure})`,
    `${vanishedVolumes(plan).length} vanished ${of}s could not be asked for by id (${failure}): no ${one} of theirs is deleted`,
  );
}

/** Takes out what a second look found to be needed, as held. @param needed Why it stays, by id. */
export function withoutNeeded<C, D extends Deletion>(
  plan: Plan<C, D>,
  needed: ReadonlyMap<string, string>,
): Plan<C, D> {
  if (needed.size === 0) return plan;
  return {
    ...plan,
    deletes: plan.deletes.filter(({ snapshotId }) => !needed.has(snapshotId)),
    held: [
      ...plan.held,
      ...plan.deletes.flatMap(({ volumeId, snapshotId }) => {
        const because = needed.get(snapshotId);
        return because === undefined ? [] : { volumeId, snapshotId, because };
      }),
    ],
  };
}

/** Spares what was not shown to the person who agreed, because it expired since. */
export function onlyAgreed<C, D extends Deletion>(plan: Plan<C, D>, agreed: ReadonlySet<string>): Plan<C, D> {
  const isNew = ({ snapshotId }: Deletion): boolean => !agreed.has(snapshotId);
  const count = plan.deletes.filter(isNew).length;
  if (count === 0) return plan;
  return sparing(
    plan,
    isNew,
    'it was not among the deletions that a person agreed to',
    `Not deleted, because not among the deletions that you agreed to: ${count}; the next run plans them again`,
  );
}

function sparing<C, D extends Deletion>(
  plan: Plan<C, D>,
  isSpared: (one: Deletion) => boolean,
  because: string,
  note: string,
): Plan<C, D> {
  return {
    ...sparingEach(plan, (one) => (isSpared(one) ? because : undefined)),
    notes: [...plan.notes, note],
  };
}

/** Spares each deletion for which there is a reason. */
export function sparingEach<C, D extends Deletion>(
  plan: Plan<C, D>,
  reasonFor: (one: Deletion) => string | undefined,
): Plan<C, D> {
  const spared = plan.deletes.flatMap((one) => {
    const because = reasonFor(one);
    return because === undefined ? [] : sparedFrom([one], because);
  });
  return {
    ...plan,
    deletes: plan.deletes.filter((one) => reasonFor(one) === undefined),
    spared: [...plan.spared, ...spared],
  };
}

function sparedFrom(deletes: readonly Deletion[], because: string): Spared[] {
  return deletes.map(({ volumeId, snapshotId }) => ({ volumeId, snapshotId, because }));
}
