import { type CopySome, type CreateOne, type CreateSet, eachMade } from '../plan/creation.ts';
import { type Brake, brakeFor } from '../plan/brake.ts';
import { neverReached } from '../neverReached.ts';
import { grouped } from '../grouped.ts';
import { counted, inQuotes, placeOf } from '../text.ts';
import type { Plan } from '../plan/plan.ts';
import type { Unsound } from '../plan/unsound.ts';
import type { Problem } from '../policy/policy.ts';
import { brakeText } from './brakeText.ts';
import { SNAPSHOTS } from '../policy/saved.ts';
import { deletionLine, type SnapshotLine } from './lines.ts';
import { namesIn, titlesIn } from './titles.ts';
import { holdWords } from './unsoundLines.ts';

/** What the first run would do, so also what a change of tags would delete. */
export interface FirstRun {
  /** How many snapshots it would take. */
  readonly creates: number;
  readonly deletes: readonly SnapshotLine[];
  /** What is held back, in words. */
  readonly brakes: readonly string[];
  /** Volumes of which nothing is deleted, because a proof of them is bad; absent where there are none. */
  readonly unsound?: readonly Unsound[] | undefined;
  /** Tags that cannot be read; their volumes are left alone. */
  readonly problems: readonly Problem[];
}

/** A plan of snapshots, of images as snapshots, or of replicas. */
type SomePlan = Plan<CreateOne | CreateSet | CopySome>;

/**
 * What a plan creates and deletes of some volumes. Without names: of all.
 *
 * @param saved What it is a plan of. @default snapshots of volumes
 */
export function firstRunOf(plan: SomePlan, volumeIds?: ReadonlySet<string>, saved = SNAPSHOTS): FirstRun {
  const isMeant = (volumeId: string): boolean => volumeIds?.has(volumeId) ?? true;
  const title = titlesIn(namesIn(plan, {}));
  const unsound = plan.unsound.filter(({ volumeId }) => isMeant(volumeId));
  return {
    creates: plan.creates.flatMap(eachMade).filter(isMeant).length,
    deletes: plan.deletes.filter(({ volumeId }) => isMeant(volumeId)).map(deletionLine),
    brakes: plan.brakes
      .filter((one) => volumeIds === undefined || holdsBack(one, plan, isMeant))
      .map((one) => brakeText(one, { place: placeOf(plan), title, saved })),
    unsound: unsound.length === 0 ? undefined : unsound,
    problems: plan.problems.filter(({ volumeId }) => isMeant(volumeId)),
  };
}

/** Whether a brake keeps snapshots of one of the volumes that are meant. */
function holdsBack(
  one: Brake,
  { brakes, managed, spared }: SomePlan,
  isMeant: (volumeId: string) => boolean,
): boolean {
  switch (one.scope) {
    case 'volume':
    case 'span':
      return isMeant(one.volumeId);
    case 'region':
      return managed.some((each) => isMeant(each.volume.id) && brakeFor(each, brakes) === one);
    case 'max_deletes':
    case 'lost run':
      return spared.some(({ volumeId }) => isMeant(volumeId));
    default:
      return neverReached(one);
  }
}

/**
 * The first run, a line each: `-` a snapshot to be deleted, and what is held back.
 *
 * @param title How a volume is told; by its id where that says enough.
 * @param saved What is spoken of. @default snapshots of volumes
 */
export function firstRunLines(
  { creates, deletes, brakes, unsound = [], problems }: FirstRun,
  title: (volumeId: string) => string = (volumeId) => volumeId,
  saved = SNAPSHOTS,
): string[] {
  return [
    `First run: ${creates} to create, ${deletes.length} to delete.`,
    ...brakes.map((brake) => `  ${brake}`),
    ...unsound.map((one) => `  HELD: ${title(one.volumeId)}: ${holdWords(one)}`),
    ...deletes.map(
      ({ snapshotId, volumeId, because }) => `  - ${snapshotId} of ${title(volumeId)}: ${because}`,
    ),
    ...faultsIn(problems).map(
      ({ tag, from, remedy, volumeIds }) =>
        `  ! ${someOf(volumeIds.map(title), saved)}: ${tag}${from === undefined ? '' : ` (from ${from})`} ${remedy}`,
    ),
  ];
}

/** One thing to correct, and all volumes that it stops. */
export interface Fault {
  /** The key with each value that was found: `autosnap_retain = "7", "30"`. */
  readonly tag: string;
  /** The instances whose tags are meant; absent where they are tags of the volumes. */
  readonly from?: string | undefined;
  readonly remedy: string;
  readonly volumeIds: readonly string[];
}

/**
 * Equal faults as one: a tag of an instance stops all its volumes, and a fleet repeats on each volume what one
 * was given. What does not come from reading a value is the same fault for any value: `--frequency` contradicts all
 * the tags beside it in the same way.
 */
export function faultsIn(problems: readonly Problem[]): Fault[] {
  const equal = grouped(problems, ({ volumeId, key, value, source, place, remedy }) =>
    JSON.stringify([key, remedy, place === undefined ? [] : [value, source === volumeId ? 'own' : source]]),
  );
  return [...equal.values()].map((all) => {
    const [{ key, remedy }] = all;
    const values = unique(all.flatMap(({ value }) => (value === undefined ? [] : inQuotes(value))));
    const from = unique(all.flatMap(({ volumeId, source }) => (source === volumeId ? [] : source)));
    return {
      tag: values.length === 0 ? key : `${key} = ${some(values)}`,
      from: from.length === 0 ? undefined : some(from),
      remedy,
      volumeIds: unique(all.map(({ volumeId }) => volumeId)),
    };
  });
}

/** As many of some volumes, values or instances are named. */
const MOST_NAMED = 3;

/** The first of some volumes: `vol-1; vol-2; vol-3 and 2 more volumes`. */
export function someOf(titles: readonly string[], saved = SNAPSHOTS): string {
  const more = titles.length - MOST_NAMED;
  const named = titles.slice(0, MOST_NAMED).join('; ');
  return more > 0 ? `${named} and ${counted(more, `more ${saved.of}`)}` : named;
}

function some(words: readonly string[]): string {
  const more = words.length - MOST_NAMED;
  return `${words.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function unique(words: readonly string[]): string[] {
  return [...new Set(words)];
}
