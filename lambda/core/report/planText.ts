import { eachMade, volumesOf } from '../plan/creation.ts';
import { isRestorable, oldestFirst, type Snapshot, standsFor } from '../snapshot.ts';
import { awayText, clockText, Zone } from '../calendar.ts';
import { counted, placeOf, visible } from '../text.ts';
import { waitingWords } from './lines.ts';
import { MOST_REGIONS, type Plans } from './region.ts';
import { holdWords } from './unsoundLines.ts';
import { instanceNames, namesOf, somePlaces, titlesIn } from './titles.ts';
import { byServerAndDevice, type Called, calledNow, volumeTitle } from '../policy/called.ts';
import type { AnyPlan, ReplicaPlan } from '../plan/plan.ts';
import { IMAGES, REPLICAS, type Saved, SNAPSHOTS } from '../policy/saved.ts';
import type { Managed } from '../plan/survey.ts';

/**
 * What would happen, a line each: `+` a snapshot to be taken, `-` a snapshot to be deleted, `=` a volume with
 * nothing to do, and a closing count. By the Name of the instance, then by device; what is deleted of a volume from
 * the oldest on, with its time. The reasons of a region stand in one column. The lines of images and of replicas follow
 * those of the volumes of their region.
 *
 * @param now What a time that is to come is counted from.
 * @param zone By whose clocks the times of snapshots are told. @default UTC
 */
export function planText(plans: readonly Plans[], now: Date, zone: Zone = new Zone('UTC')): string {
  const quiet = plans.filter(isQuiet).map(({ plan }) => plan);
  return [
    ...plans.flatMap((each) =>
      isQuiet(each) ? [] : [`Region ${placeOf(each.plan)}`, ...regionLines(each, { now, zone }), ''],
    ),
    ...quietLines(quiet),
    closingCount(plans),
  ].join('\n');
}

function isQuiet({ plan, images, replicas }: Plans): boolean {
  return [plan, images, replicas].every((one) => one === undefined || isEmpty(one));
}

function isEmpty({ managed, orphans, deletes }: AnyPlan): boolean {
  return managed.length + orphans.length + deletes.length === 0;
}

function quietLines(quiet: readonly AnyPlan[]): string[] {
  if (quiet.length === 0) return [];
  return [
    `${counted(quiet.length, 'region')} without tagged volumes: ${somePlaces(quiet, MOST_REGIONS)}`,
    '',
  ];
}

/** What a line is about, and what is said of it. */
type Line = readonly [about: string, says: string];

function regionLines({ plan, images, replicas }: Plans, when: When): string[] {
  return inColumns([
    ...planLines(plan, { ...when, saved: SNAPSHOTS }),
    ...(images === undefined ? [] : planLines(images, { ...when, saved: IMAGES })),
    ...(replicas === undefined ? [] : planLines(replicas, { ...when, saved: REPLICAS })),
  ]);
}

function planLines(plan: AnyPlan & Partial<Pick<ReplicaPlan, 'waiting'>>, when: Telling): Line[] {
  const { managed, orphans, creates, deletes } = plan;
  const title = titleIn(plan, when.saved);
  const taken = new Map(
    creates.flatMap((create) => volumesOf(create).map((id) => [id, mannerOf(create)] as const)),
  );
  const going = new Map(deletes.map((one) => [one.snapshotId, one]));
  const waits = new Map((plan.waiting ?? []).map(({ volumeId, count }) => [volumeId, `; ${count} waiting`]));
  const held = new Map(plan.unsound.map((one) => [one.volumeId, `; ${holdWords(one)}`]));
  const lines = managed
    .toSorted(byPlace)
    .flatMap((one) => volumeLines(one, { taken, waits, going, held, ...when }));
  const orphaned = orphans.flatMap(({ volumeId, snapshots }) =>
    deletedLines(snapshots, going, when, ` of ${title(volumeId)}`),
  );
  const stays = (volumeId: string): string | undefined =>
    when.saved === REPLICAS ? plan.unmanaged.get(volumeId)?.because : undefined;
  const kept = orphans.flatMap(({ volumeId, why, snapshots }): Line[] => {
    const left = snapshots.filter(({ id }) => !going.has(id)).length;
    const { of, one } = when.saved;
    return left === 0
      ? []
      : [
          [
            `  = ${aboutOf(title(volumeId), when)}`,
            `${counted(left, one)} kept, ${stays(volumeId) ?? `the ${of} is ${why}`}${held.get(volumeId) ?? ''}`,
          ],
        ];
  });
  return [...lines, ...orphaned, ...leftOverLines(plan, title), ...kept, ...neededLines(plan, title, when)];
}

/** How a volume or an instance is taken, where a person should know it before. */
function mannerOf(create: AnyPlan['creates'][number]): string {
  if (create.kind === 'create set') return `, in one set of ${create.volumeIds.length}`;
  if (create.kind === 'copy some') return `; ${create.copies.length} to copy now`;
  return create.kind === 'create image' && create.manner === 'reboot'
    ? ', and AWS RESTARTS the instance'
    : '';
}

/** What a person calls what is planned for, by id. */
function titleIn(plan: AnyPlan, saved: Saved): (id: string) => string {
  const { orphans, deletes, held } = plan;
  const mentioned = saved === IMAGES ? [...orphans, ...deletes, ...held] : orphans;
  const names = namesOf(
    plan,
    mentioned.map(({ volumeId }) => volumeId),
  );
  return titlesIn(saved === IMAGES ? instanceNames(names) : names);
}

/** A volume is told by its title; where its replicas are meant, or the images of an instance, that is said. */
function aboutOf(title: string, { saved }: Pick<Telling, 'saved'>): string {
  return saved === SNAPSHOTS ? title : `${saved.one} of ${title}`;
}

/** Snapshots that a deregistration left are no images any more. */
function leftOverLines({ deletes }: AnyPlan, title: (id: string) => string): Line[] {
  return deletes
    .filter(({ cause }) => cause === 'left over')
    .map(({ snapshotId, volumeId, because }) => [`  - ${snapshotId} of ${title(volumeId)}`, because]);
}

/** The images that stay because something needs them. */
function neededLines({ held }: AnyPlan, title: (id: string) => string, { saved }: Telling): Line[] {
  if (saved !== IMAGES) return [];
  return held.map(({ snapshotId, volumeId, because }) => [
    `  = ${snapshotId} of ${title(volumeId)}`,
    because,
  ]);
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

interface Telling extends When {
  readonly saved: Saved;
}

type Going = ReadonlyMap<string, AnyPlan['deletes'][number]>;

interface Planned extends Telling {
  readonly taken: ReadonlyMap<string, string>;
  /** How many copies of a volume wait, by its id. */
  readonly waits: ReadonlyMap<string, string>;
  readonly going: Going;
  /** Why nothing of a volume is deleted, by its id. */
  readonly held: ReadonlyMap<string, string>;
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
    const name = action?.kind === 'delete image' ? ` (${action.name})` : '';
    return action === undefined ? [] : [[`  - ${one.id}${name}${of}`, `${time}, ${action.because}`]];
  });
}

function volumeLines(one: Managed, { taken, waits, going, held, now, zone, saved }: Planned): Line[] {
  const { volume, due, snapshots } = one;
  const set = taken.get(volume.id);
  const later = waits.get(volume.id) ?? '';
  const stock = `${snapshots.filter(isRestorable).length} restorable now${held.get(volume.id) ?? ''}`;
  const title = aboutOf(volumeTitle(called(one)), { saved });
  const first: Line =
    set === undefined
      ? [`  = ${title}`, `${saved === REPLICAS ? due.because : waiting(one, now)}${later}; ${stock}`]
      : [`  + ${title}`, `${due.because}${set}${later}; ${stock}`];
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

function closingCount(plans: readonly Plans[]): string {
  const images = plans.flatMap((one) => (one.images === undefined || isEmpty(one.images) ? [] : one.images));
  const ofImages = images.length === 0 ? '' : `; images: ${countsOf(images)}${leftOverCount(images)}`;
  const replicas = plans.flatMap(({ replicas: one }) => (one === undefined || isEmpty(one) ? [] : one));
  const ofReplicas = replicas.length === 0 ? '' : `; replicas: ${countsOf(replicas)}`;
  return `Plan: ${countsOf(plans.map(({ plan }) => plan))}${ofImages}${ofReplicas}.`;
}

function countsOf(plans: readonly AnyPlan[]): string {
  const creates = plans
    .flatMap((plan) => plan.creates)
    .reduce((sum, create) => sum + eachMade(create).length, 0);
  const deletes = plans.reduce((sum, plan) => sum + plan.deletes.length - leftOversIn(plan), 0);
  const snapshots = plans
    .flatMap((plan) => [...plan.managed, ...plan.orphans])
    .reduce((sum, one) => sum + one.snapshots.length, 0);
  return `${creates} to create, ${deletes} to delete, ${snapshots - deletes} to keep`;
}

function leftOverCount(plans: readonly AnyPlan[]): string {
  const count = plans.reduce((sum, plan) => sum + leftOversIn(plan), 0);
  return count === 0 ? '' : `; ${counted(count, 'left-over snapshot')} to delete`;
}

function leftOversIn({ deletes }: AnyPlan): number {
  return deletes.filter(({ cause }) => cause === 'left over').length;
}
