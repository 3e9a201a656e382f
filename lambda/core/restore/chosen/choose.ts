import { clockText, iso } from '../../calendar.ts';
import { idOf, volumesMeant } from '../../find/find.ts';
import { commandText } from '../../grammar/commandText.ts';
import { disksIn, type RememberedDisk, shortId } from '../../plan/disks.ts';
import { isOurs, newestFirst } from '../../snapshot.ts';
import { canBeChosen, type Choice, usableOf } from './choice.ts';
import { DEVICE } from '../device.ts';
import {
  diskWords,
  instantOf,
  instanceOf,
  type Known,
  takenTogether,
  type TakenTogether,
  whyIncomplete,
  whyUnusable,
} from './moments.ts';
import {
  allUnusable,
  noCompleteSet,
  nothing,
  notOurs,
  timeForSnapshot,
  tornSince,
  unusable,
} from './notChosen.ts';
import type { LeftDisk, Moment, Refusal } from '../restorePlan.ts';
import type { Source } from '../source.ts';

/** The snapshots that are restored. */
export interface Chosen {
  readonly moment: Moment;
  readonly members: readonly ChosenSnapshot[];
  readonly left: readonly LeftDisk[];
  readonly notes: readonly string[];
}

export interface ChosenSnapshot {
  readonly source: Source;
  /** As the snapshot remembers it; absent where it does not. */
  readonly disk?: RememberedDisk | undefined;
}

/** Chooses what is restored: of an instance the newest complete set, of a volume its newest snapshot. */
export function choose(choice: Choice): Chosen | readonly Refusal[] {
  const { order, found, sources } = choice;
  if (found.kind === 'snapshot') return onlySnapshot(choice);
  const until = order.at?.instant.getTime() ?? Number.POSITIVE_INFINITY;
  const own = sources.filter((one) => isOurs(one) && one.startedAt <= until).toSorted(newestFirst);
  const isInstance = found.kind === 'instance' || found.kind === 'vanished instance';
  if (own.length === 0) return [nothing(choice, isInstance ? oldestWhole(choice) : undefined)];
  return isInstance ? ofInstance(own, choice) : ofVolume(own, choice);
}

function onlySnapshot(choice: Choice): Chosen | Refusal[] {
  const { order, sources, begun } = choice;
  const [source] = sources;
  if (order.at !== undefined) return [timeForSnapshot(choice)];
  if (source === undefined || !isOurs(source)) return [notOurs(choice)];
  return canBeChosen(source, begun) ? chosen([source], choice) : [unusable(source, choice)];
}

function ofVolume(own: readonly Source[], choice: Choice): Chosen | Refusal[] {
  const { begun } = choice;
  const source = own.find(({ id }) => begun.has(id)) ?? own.find((one) => canBeChosen(one, begun));
  if (source === undefined) return allUnusable(own, choice);
  const passed = own.slice(0, own.indexOf(source)).filter((one) => !canBeChosen(one, begun));
  const notes = passed.slice(0, MOST_TOLD).map((one) => `A newer one cannot be used: ${whyUnusable(one)}.`);
  return chosen([source], choice, { notes });
}

const MOST_TOLD = 3;

function ofInstance(own: readonly Source[], choice: Choice): Chosen | Refusal[] {
  const { order, consistency, begun } = choice;
  const { moments, known } = momentsOf(own, choice);
  const begunWith = moments.find(({ members }) => members.some(({ id }) => begun.has(id)));
  if (order.extent === 'partial' || consistency === 'volume') {
    if (!own.some((one) => canBeChosen(one, begun))) return allUnusable(own, choice);
    return filled(begunWith ?? moments.find(({ members }) => members.length > 0), own, choice);
  }
  if (begunWith !== undefined && begunWith.missing.length > 0) return [tornSince(begunWith, known, choice)];
  const whole = begunWith ?? moments.find((one) => whyIncomplete(one, known) === undefined);
  const [newest] = moments;
  if (whole === undefined) {
    const why = newest === undefined ? 'it was taken of another instance' : whyIncomplete(newest, known);
    return noCompleteSet(why ?? '', own, choice, oldestWhole(choice));
  }
  const newer = moments.slice(0, moments.indexOf(whole));
  const notes = begunWith === undefined ? newerNotes(newer, known, choice) : begunNotes(newer);
  return chosen(whole.members, choice, { left: leftOf(whole, own, choice), notes });
}

/** What was taken of an instance together, newest first, and what else is known of its disks. */
function momentsOf(
  own: readonly Source[],
  { found, begun }: Choice,
): { readonly moments: readonly TakenTogether[]; readonly known: Known } {
  const { prefix } = found.inventory;
  const its = own.filter((one) => [undefined, idOf(found)].includes(instanceOf(one, prefix)));
  return {
    moments: takenTogether(its, { prefix, begun }),
    known: {
      attached: volumesMeant(found).map(({ id }) => id),
      taken: [...new Set(its.map(({ volumeId }) => volumeId))],
    },
  };
}

/** When the oldest complete set was taken, at any time, in milliseconds since 1970. */
function oldestWhole(choice: Choice): number | undefined {
  const { moments, known } = momentsOf(choice.sources.filter(isOurs), choice);
  return moments.findLast((one) => whyIncomplete(one, known) === undefined)?.takenAt;
}

function newerNotes(newer: readonly TakenTogether[], known: Known, { zone }: Choice): string[] {
  const sets = newer.filter(({ kind }) => kind === 'set');
  const alone = newer.find(({ kind, members }) => kind !== 'set' && members.length > 0);
  const clock = ({ takenAt }: TakenTogether): string => clockText(new Date(takenAt), zone);
  return [
    ...sets
      .slice(0, MOST_TOLD)
      .map((one) => `The set of ${clock(one)} is newer, but not complete: ${whyIncomplete(one, known)}.`),
    ...(alone === undefined
      ? []
      : [
          `There are newer snapshots of single disks, the last of ${clock(alone)}; --partial takes each disk from its own newest.`,
        ]),
  ];
}

function begunNotes(newer: readonly TakenTogether[]): string[] {
  if (newer.length === 0) return [];
  return ['There are newer snapshots, but this restore has begun with these; --again takes the newest.'];
}

/** The disks that are not among what was taken together, each with the command that restores it. */
function leftOf(whole: TakenTogether, own: readonly Source[], choice: Choice): LeftDisk[] {
  const { zone, found, begun } = choice;
  const taken = new Set(whole.members.map(({ volumeId }) => shortId(volumeId)));
  return whole.disks
    .filter(({ volume }) => !taken.has(volume))
    .map((disk) => {
      const [newest] = usableOf(disk.volume, own, begun);
      if (newest === undefined) return leftDisk(disk, own, noSnapshot(choice));
      const when = `${clockText(new Date(newest.startedAt), zone)} ${zone.name}`;
      const like = commandText(['restore', newest.id], found.inventory);
      const lives = found.inventory.volumes.some(({ id }) => id === newest.volumeId);
      const state = lives
        ? 'not taken with the others; the volume still exists'
        : 'not taken with the others';
      return { ...leftDisk(disk, own, `${state}; its newest snapshot is of ${when}`), like };
    });
}

function noSnapshot({ order }: Choice): string {
  return `it has no snapshot${order.at === undefined ? '' : ' of that time'} that can be restored`;
}

function leftDisk(disk: RememberedDisk, own: readonly Source[], because: string): LeftDisk {
  const volumeId = own.find((one) => shortId(one.volumeId) === disk.volume)?.volumeId;
  return {
    volumeId: volumeId ?? diskWords({ ...disk, device: '' }),
    device: disk.device || undefined,
    because,
  };
}

/** What was taken together, and each other disk from its own newest snapshot. */
function filled(start: TakenTogether | undefined, own: readonly Source[], choice: Choice): Chosen {
  const { found, begun } = choice;
  const { members: together = [], disks = [] } = start ?? {};
  const known =
    disks.length > 0
      ? [...disks.map(({ volume }) => volume), ...together.map(({ volumeId }) => shortId(volumeId))]
      : [...own, ...volumesMeant(found).map(({ id }) => ({ volumeId: id }))].map((one) =>
          shortId(one.volumeId),
        );
  const members = [...new Set(known)].flatMap((volume) => {
    const [first] = usableOf(volume, own, begun);
    if (first === undefined || begun.has(first.id)) return first ?? [];
    return together.find((one) => shortId(one.volumeId) === volume) ?? first;
  });
  const has = new Set(members.map(({ volumeId }) => shortId(volumeId)));
  const left = disks
    .filter(({ volume }) => !has.has(volume))
    .map((disk) => leftDisk(disk, own, noSnapshot(choice)));
  return chosen(members, choice, { left });
}

function chosen(
  members: readonly Source[],
  { found }: Choice,
  { left = [], notes = [] }: Partial<Pick<Chosen, 'left' | 'notes'>> = {},
): Chosen {
  return {
    moment: momentOf(members, found.inventory.prefix),
    members: members
      .map((source) => ({ source, disk: diskIn(source, found.inventory.prefix) }))
      .toSorted(rootFirst),
    left,
    notes,
  };
}

function diskIn({ tags, volumeId }: Source, prefix: string): RememberedDisk | undefined {
  const disk = disksIn(tags, prefix).find(({ volume }) => volume === shortId(volumeId));
  return disk === undefined || DEVICE.test(disk.device) ? disk : { ...disk, device: '' };
}

function rootFirst(a: ChosenSnapshot, b: ChosenSnapshot): number {
  const [one, other] = [a, b].map(
    ({ source, disk }) => `${disk?.isRoot ? 0 : 1}${disk?.device ?? ''} ${source.volumeId}`,
  );
  return (one ?? '') < (other ?? '') ? -1 : 1;
}

/** When the data of some snapshots was taken. */
export function momentOf(sources: readonly Source[], prefix: string): Moment {
  const instants = new Set(sources.map((one) => instantOf(one, prefix)));
  return {
    kind: instants.size <= 1 ? 'one instant' : 'several times',
    takenAt: iso(new Date(Math.max(...sources.map(({ startedAt }) => startedAt)))),
  };
}
