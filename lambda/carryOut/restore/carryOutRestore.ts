import type { Clock } from '../../clock.ts';
import { neverReached } from '../../core/neverReached.ts';
import type { RestoredVolume } from '../../core/restore/facts.ts';
import type { PlannedDisk, RestorePlan } from '../../core/restore/restorePlan.ts';
import type { Interruption } from '../interruption.ts';
import { attachVolumes } from './attachVolumes.ts';
import { type KnownIds, makeVolumes } from './makeVolumes.ts';
import type { DiskOutcome } from '../../core/restore/outcome.ts';
import type { End } from './reach.ts';
import type { Attachment, Restorer } from './restorer.ts';
import type { Restoring } from './restoring.ts';
import { showLoading } from './showLoading.ts';
import { notExchanged, takePlaces } from './takePlaces.ts';

/** With what, and for whom, a restore is carried out. */
export interface RestoreWatch {
  readonly restorer: Restorer;
  readonly clock: Clock;
  readonly prefix: string;
  /** When it is asked for, no call is sent any more. */
  readonly interruption?: Interruption | undefined;
  /** Shown a short line when something has changed. */
  readonly onProgress?: ((line: string) => void) | undefined;
}

/**
 * Makes the volumes of a plan, and puts them where the plan says. Deletes nothing.
 *
 * Each call follows a look at what is there, so the same plan can be carried out again after a death, and makes no
 * second volume. What goes wrong is an outcome. In place nothing is exchanged unless all volumes are available.
 */
export async function carryOutRestore(
  plan: RestorePlan,
  { restorer, clock, prefix, interruption, onProgress }: RestoreWatch,
): Promise<DiskOutcome[]> {
  const restoring: Restoring = {
    restorer,
    prefix,
    region: plan.region,
    waiting: { clock, interruption },
    tell: (line) => onProgress?.(line),
  };
  const known: KnownIds = new Map();
  const made = await makeVolumes(plan, restoring, known);
  const placed = await place(plan, made, restoring);
  const outcomes = plan.disks.map((disk) =>
    outcomeOf(disk, placed.get(disk) ?? { kind: 'interrupted' }, known.get(disk.snapshotId)),
  );
  const loading = plan.disks.flatMap((disk) =>
    disk.rate !== undefined && made.get(disk)?.kind === 'reached' ? (known.get(disk.snapshotId) ?? []) : [],
  );
  await showLoading(plan, loading, restoring);
  return outcomes;
}

/** Where a new volume ended. */
interface Placed {
  readonly attached?: { readonly instanceId: string; readonly device: string } | undefined;
}

type Ends<Value> = ReadonlyMap<PlannedDisk, End<Value>>;

async function place(
  plan: RestorePlan,
  made: Ends<RestoredVolume>,
  restoring: Restoring,
): Promise<Ends<Placed>> {
  const { mode } = plan;
  switch (mode.kind) {
    case 'beside':
      return new Map([...made].map(([disk, end]) => [disk, beside(end)]));
    case 'attach':
      return attached(plan, mode.instanceId, made, restoring);
    case 'in place':
      return inPlace(plan, mode.instanceId, made, restoring);
    default:
      return neverReached(mode);
  }
}

function beside(end: End<RestoredVolume>): End<Placed> {
  return end.kind === 'reached' ? { kind: 'reached', value: { attached: end.value.attached[0] } } : end;
}

/** Attaches what is available; one volume that failed stops no other. */
async function attached(
  plan: RestorePlan,
  instanceId: string,
  made: Ends<RestoredVolume>,
  restoring: Restoring,
): Promise<Ends<Placed>> {
  const places = placesOf(made, instanceId);
  const ends = await attachVolumes(
    [...places.values()],
    async () => restoring.restorer.made(plan.id),
    restoring,
    (count) => restoring.tell(`attached ${count} of ${plan.disks.length}`),
  );
  return new Map(
    [...made].map(([disk, end]): [PlannedDisk, End<Placed>] => {
      const at = places.get(disk);
      const where = at === undefined ? undefined : ends.get(at);
      return [disk, where === undefined ? beside(end) : placedAt(where)];
    }),
  );
}

/** All or nothing: half an exchange leaves a server whose disks are of several times. */
async function inPlace(
  plan: RestorePlan,
  instanceId: string,
  made: Ends<RestoredVolume>,
  restoring: Restoring,
): Promise<Ends<Placed>> {
  const failed = plan.disks.find((disk) => made.get(disk)?.kind === 'failed');
  if (failed !== undefined) {
    return new Map(
      [...made].map(([disk, end]) => [disk, end.kind === 'reached' ? notExchanged(failed) : end]),
    );
  }
  const ends = await takePlaces(plan, placesOf(made, instanceId), restoring);
  return new Map([...ends].map(([disk, end]) => [disk, placedAt(end)]));
}

function placedAt(end: End<Attachment>): End<Placed> {
  if (end.kind !== 'reached') return end;
  const { instanceId, device } = end.value;
  return { kind: 'reached', value: { attached: { instanceId, device } } };
}

/** Where the volumes go that are available. A disk without a device stays beside; the plan has refused it before. */
function placesOf(made: Ends<RestoredVolume>, instanceId: string): Map<PlannedDisk, Attachment> {
  return new Map(
    [...made].flatMap(([disk, end]): [PlannedDisk, Attachment][] => {
      const device = disk.replaces?.device ?? disk.device;
      return end.kind === 'reached' && device !== undefined
        ? [[disk, { volumeId: end.value.id, instanceId, device }]]
        : [];
    }),
  );
}

function outcomeOf({ snapshotId }: PlannedDisk, end: End<Placed>, volumeId: string | undefined): DiskOutcome {
  switch (end.kind) {
    case 'reached':
      return { snapshotId, status: 'done', volumeId: volumeId ?? '', ...end.value };
    case 'failed':
      return { snapshotId, status: 'failed', volumeId, code: end.code, message: end.message };
    case 'interrupted':
      return { snapshotId, status: 'interrupted', volumeId, message: end.message };
    default:
      return neverReached(end);
  }
}
