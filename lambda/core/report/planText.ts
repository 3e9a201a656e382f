import { volumesOf } from '../plan/creation.ts';
import { isRestorable, oldestFirst, type Snapshot, standsFor } from '../snapshot.ts';
import { awayText, clockText, Zone } from '../calendar.ts';
import { counted, placeOf, visible } from '../text.ts';
import { waitingWords } from './lines.ts';
import { MOST_REGIONS } from './region.ts';
import { namesOf, somePlaces, titlesIn } from './titles.ts';
import { byServerAndDevice, type Called, calledNow, volumeTitle } from '../policy/called.ts';
import type { Plan } from '../plan/plan.ts';
import type { Managed } from '../plan/survey.ts';

/**
 * What would happen, a line each: `+` a snapshot to be taken, `-` a snapshot to be deleted, `=` a volume with
 * nothing to do, and a closing count. By the Name of the instance, then by device; what is deleted of a volume from
 * the oldest on, with its time. The reasons of a region stand in one column.
 *
 * @param now What a time that is to come is counted from.
 * @param zone By whose clocks the times of snapshots are told. @default UTC
 */
export function planText(plans: readonly Plan[], now: Date, zone: Zone = new Zone('UTC')): string {
  return [
    ...plans.flatMap((plan) =>
      isQuiet(plan) ? [] : [`Region ${placeOf(plan)}`, ...planLines(plan, { now, zone }), ''],
    ),
    ...quietLines(plans.filter(isQuiet)),
    closingCount(plans),
  ].join('\n');
}

function isQuiet({ managed, orphans }: Plan): boolean {
  return managed.length === 0 && orphans.length === 0;
}

function quietLines(quiet: readonly Plan[]): string[] {
  if (quiet.length === 0) return [];
  return [
    `${counted(quiet.length, 'region')} without tagged volumes: ${somePlaces(quiet, MOST_REGIONS)}`,
    '',
  ];
}

/** What a line is about, and what is said of it. */
type Line = readonly [about: string, says: string];

function planLines(plan: Plan, when: When): string[] {
  const { managed, orphans, creates, deletes } = plan;
  const title = titlesIn(
    namesOf(
      plan,
      orphans.map(({ volumeId }) => volumeId),
    ),
  );
  const taken = new Map(
    creates.flatMap((create) => {
      const together = create.kind === 'create set' ? `, in one set of ${create.volumeIds.length}` : '';
      return volumesOf(create).map((id) => [id, together] as const);
    }),
  );
  const going = new Map(deletes.map((one) => [one.snapshotId, one]));
  const lines = managed.toSorted(byPlace).flatMap((one) => volumeLines(one, { taken, going, ...when }));
  const orphaned = orphans.flatMap(({ volumeId, snapshots }) =>
    deletedLines(snapshots, going, when, ` of ${title(volumeId)}`),
  );
  const kept = orphans.flatMap(({ volumeId, why, snapshots }): Line[] => {
    const left = snapshots.filter(({ id }) => !going.has(id)).length;
    return left === 0
      ? []
      : [[`  = ${title(volumeId)}`, `${counted(left, 'snapshot')} kept, the volume is ${why}`]];
  });
  return inColumns([...lines, ...orphaned, ...kept]);
}

/** A name that is longer than this stands out of line, so that the others leave room for what is said. */
const WIDEST = 50;

function inColumns(lines: readonly Line[]): string[] {
  const shown = lines.map(([about, says]): Line => [visible(`${about}:`), visible(says)]);
  const widths = shown.map(([about]) => about.length).filter((width) => width <= WIDEST);
  const column = Math.max(0, ...widths);
  return shown.map(([about, says]) => `${about.padEnd(column)} ${says}`);
}

interface When {
  readonly now: Date;
  readonly zone: Zone;
}

type Going = ReadonlyMap<string, Plan['deletes'][number]>;

interface Planned extends When {
  readonly taken: ReadonlyMap<string, string>;
  readonly going: Going;
}

function deletedLines(
  snapshots: readonly Snapshot[],
  going: Going,
  { zone }: Pick<When, 'zone'>,
  of = '',
): Line[] {
  return snapshots.toSorted(oldestFirst).flatMap((one): Line[] => {
    const action = going.get(one.id);
    const time = `${clockText(standsFor(one), zone)} ${zone.name}`;
    return action === undefined ? [] : [[`  - ${one.id}${of}`, `${time}, ${action.because}`]];
  });
}

function volumeLines(one: Managed, { taken, going, now, zone }: Planned): Line[] {
  const { volume, due, snapshots } = one;
  const set = taken.get(volume.id);
  const stock = `${snapshots.filter(isRestorable).length} restorable now`;
  const title = volumeTitle(called(one));
  const first: Line =
    set === undefined
      ? [`  = ${title}`, `${waiting(one, now)}; ${stock}`]
      : [`  + ${title}`, `${due.because}${set}; ${stock}`];
  return [first, ...deletedLines(snapshots, going, { zone })];
}

function waiting(one: Managed, now: Date): string {
  const words = waitingWords(one);
  return one.due.isDue ? words : `${awayText(one.due.since, now)}: ${words}`;
}

function byPlace(a: Managed, b: Managed): number {
  return byServerAndDevice(called(a), called(b));
}

function called({ volume, instance }: Managed): Called {
  return calledNow(volume, instance);
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
