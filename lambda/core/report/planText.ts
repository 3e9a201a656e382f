import { volumesOf } from '../plan/creation.ts';
import { isRestorable } from '../snapshot.ts';
import { titleOf } from '../inventory.ts';
import { counted, placeOf, visible } from '../text.ts';
import { waitingWords } from './lines.ts';
import type { Plan } from '../plan/plan.ts';
import type { Managed } from '../plan/survey.ts';

/**
 * What would happen, a line each: `+` a snapshot to be taken, `-` a snapshot to be deleted, `=` a volume with
 * nothing to do, and a closing count.
 */
export function planText(plans: readonly Plan[]): string {
  return [
    ...plans.flatMap((plan) => [`Region ${placeOf(plan)}`, ...planLines(plan), '']),
    closingCount(plans),
  ].join('\n');
}

function planLines({ managed, orphans, creates, deletes }: Plan): string[] {
  const taken = new Map(
    creates.flatMap((create) => {
      const together = create.kind === 'create set' ? `, in one set of ${create.volumeIds.length}` : '';
      return volumesOf(create).map((id) => [id, together] as const);
    }),
  );
  const going = new Map(deletes.map((one) => [one.snapshotId, one]));
  const lines = managed.flatMap((one) => volumeLines(one, taken, going));
  const orphaned = deletes
    .filter(({ cause }) => cause === 'orphaned')
    .map((one) => deleteLine(one, one.volumeId));
  const kept = orphans.flatMap(({ volumeId, why, snapshots }) => {
    const left = snapshots.filter(({ id }) => !going.has(id)).length;
    return left === 0
      ? []
      : [`  = ${volumeId}: ${counted(left, 'copy', 'copies')} kept, the volume is ${why}`];
  });
  return [...lines, ...orphaned, ...kept].map(visible);
}

function volumeLines(
  one: Managed,
  taken: ReadonlyMap<string, string>,
  deletes: ReadonlyMap<string, Plan['deletes'][number]>,
): string[] {
  const { volume, due, snapshots } = one;
  const set = taken.get(volume.id);
  const going = snapshots.flatMap(({ id }) => deletes.get(id) ?? []);
  const restorable = snapshots.filter(isRestorable).length;
  const stock = `${counted(restorable, 'restorable copy', 'restorable copies')} now`;
  const first =
    set === undefined
      ? `  = ${titleOf(volume)}: ${waitingWords(one)}; ${stock}`
      : `  + ${titleOf(volume)}: ${due.because}${set}; ${stock}`;
  return [first, ...going.map((expired) => deleteLine(expired, titleOf(volume)))];
}

function deleteLine({ snapshotId, because }: Plan['deletes'][number], volume: string): string {
  return `  - ${snapshotId} of ${volume}: ${because}`;
}

function closingCount(plans: readonly Plan[]): string {
  const creates = plans
    .flatMap((plan) => plan.creates)
    .reduce((sum, create) => sum + volumesOf(create).length, 0);
  const deletes = plans.reduce((sum, plan) => sum + plan.deletes.length, 0);
  const snapshots = plans
    .flatMap((plan) => [...plan.managed, ...plan.orphans])
    .reduce((sum, one) => sum + one.snapshots.length, 0);
  return `Plan: ${creates} to create, ${deletes} to delete, ${snapshots - deletes} to keep.`;
}
