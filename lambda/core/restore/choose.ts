import { clockText, iso, type Zone } from '../calendar.ts';
import { type Found, volumesMeant } from '../find.ts';
import type { Where } from '../grammar/commandText.ts';
import type { RememberedDisk } from '../plan/disks.ts';
import { disksIn, shortId } from '../plan/disks.ts';
import { isOurs, markWords, newestFirst } from '../snapshot.ts';
import { counted, inQuotes } from '../text.ts';
import { isComplete, takenTogether, type TakenTogether, whyUnusable } from './moments.ts';
import { restoreLine, type RestoreOrder } from './order.ts';
import type { LeftDisk, Moment, Refusal } from './restorePlan.ts';
import { isUsable, type Source } from './source.ts';

/** From what is chosen. */
export interface Choice {
  readonly order: RestoreOrder;
  readonly found: Found;
  /** All snapshots of the thing, in any order. */
  readonly sources: readonly Source[];
  /** `volume`: snapshots that are taken one by one are the normal case. */
  readonly consistency: 'instance' | 'volume';
  /** Snapshots of which this restore has made volumes before. */
  readonly begun: ReadonlySet<string>;
  readonly zone: Zone;
}

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
  const until = order.at?.instant.getTime() ?? Number.POSITIVE_INFINITY;
  if (found.kind === 'snapshot') return onlySnapshot(choice);
  const own = sources.filter((one) => isOurs(one) && one.startedAt <= until);
  const some = found.kind === 'instance' || found.kind === 'vanished instance';
  return some ? ofInstance(choice, own) : ofVolume(choice, own);
}

function onlySnapshot({ order, found, sources }: Choice): Chosen | Refusal[] {
  const [source] = sources;
  if (order.at !== undefined)
    return [
      {
        code: 'unknown-disk',
        message: `--at chooses among snapshots, but ${inQuotes(order.name)} is one; leave --at out`,
      },
    ];
  if (source === undefined || !isOurs(source)) {
    const why = found.kind === 'snapshot' ? markWords(found.snapshot) : 'it is gone';
    const line = `aws-snapper adopt ${order.name} --region ${found.inventory.region}`;
    return [
      {
        code: 'not-ours',
        message: `${order.name} is not ours (${why}), and only our own snapshots are restored; to make it ours: ${line}`,
        snapshotId: order.name,
        like: line,
      },
    ];
  }
  return isUsable(source) ? chosen([source], [], found.inventory.prefix) : [unusable(source)];
}

function unusable(source: Source): Refusal {
  const { id, isArchived } = source;
  if (!isArchived) {
    const wait =
      source.state === 'pending' ? 'wait until it is completed' : 'choose an older snapshot with --at';
    return {
      code: 'snapshot-not-complete',
      snapshotId: id,
      message: `${whyUnusable(source)}, so no volume can be made from it; ${wait}`,
    };
  }
  const line = `aws ec2 restore-snapshot-tier --snapshot-id ${id} --temporary-restore-days 7`;
  return {
    code: 'snapshot-archived',
    snapshotId: id,
    like: line,
    message: `${id} is in the archive tier. AWS brings it back in up to 72 hours and charges for its whole size; then repeat this command. To bring it back: ${line}`,
  };
}

function ofVolume(choice: Choice, own: readonly Source[]): Chosen | Refusal[] {
  const { order, found, begun } = choice;
  const newest = own.toSorted(newestFirst);
  const source = newest.find(({ id }) => begun.has(id)) ?? newest.find(isUsable);
  if (source !== undefined) {
    const passed = newest.slice(0, newest.indexOf(source));
    const notes = passed.slice(0, MOST_TOLD).map((one) => `A newer one cannot be used: ${whyUnusable(one)}.`);
    return chosen([source], [], found.inventory.prefix, notes);
  }
  const [first] = newest;
  return [first === undefined ? nothing(order, choice) : unusable(first)];
}

const MOST_TOLD = 3;

function nothing({ name, at }: RestoreOrder, { sources }: Choice): Refusal {
  const others = sources.filter(isOurs).map(({ startedAt }) => startedAt);
  const oldest = others.length === 0 ? undefined : iso(new Date(Math.min(...others)));
  const foreign = sources.length - others.length;
  const why =
    oldest !== undefined && at !== undefined
      ? `; its oldest is of ${oldest}; use --at with a later time`
      : foreign === 0
        ? ''
        : `; it has ${counted(foreign, 'snapshot')} of others: aws-snapper adopt makes them ours`;
  return {
    code: 'nothing-to-restore',
    like: oldest,
    message: `${inQuotes(name)} has no snapshot of ours${at === undefined ? '' : ` that was taken by ${iso(at.instant)}`}${why}`,
  };
}

function ofInstance(choice: Choice, own: readonly Source[]): Chosen | Refusal[] {
  const { order, found, consistency, begun } = choice;
  const { prefix } = found.inventory;
  const moments = takenTogether(own, prefix);
  const [newest] = moments;
  if (newest === undefined) return [nothing(order, choice)];
  const attached = volumesMeant(found).map(({ id }) => id);
  const isBegun = ({ members }: TakenTogether): boolean => members.some(({ id }) => begun.has(id));
  const begunWith = begun.size === 0 ? undefined : moments.find(isBegun);
  if (order.extent === 'partial' || consistency === 'volume') {
    const start = begunWith ?? moments.find(({ members }) => members.length > 0);
    return start === undefined ? own.map(unusable) : filled(start, own, choice);
  }
  const whole = begunWith ?? moments.find((one) => isComplete(one, attached));
  if (whole === undefined) return [incomplete(newest, own, choice)];
  const newer = moments.slice(0, moments.indexOf(whole)).filter(({ kind }) => kind === 'set');
  const notes = newer.slice(0, MOST_TOLD).map((one) => newerWords(one, choice));
  return chosen(whole.members, leftOf(whole, own, choice), prefix, notes);
}

function newerWords(one: TakenTogether, { zone }: Choice): string {
  const lacking = one.missing.map(({ disk, because }) => `${diskWords(disk)}: ${because}`).join('; ');
  return `The set of ${clockText(new Date(one.takenAt), zone)} is newer and not complete: ${lacking}.`;
}

function diskWords({ device, volume }: RememberedDisk): string {
  return device === '' ? `the disk …${volume}` : device;
}

function incomplete(newest: TakenTogether, own: readonly Source[], choice: Choice): Refusal {
  const line = restoreLine(choice.order, whereOf(choice), { partial: true });
  const archived = own.find(({ isArchived }) => isArchived);
  const why =
    newest.missing.length > 0
      ? newest.missing.map(({ disk, because }) => `${diskWords(disk)}: ${because}`).join('; ')
      : 'the disks were taken one by one';
  const fromArchive =
    archived === undefined
      ? ''
      : `. ${unusable(archived).message.replace(/, .*/s, '')}; to bring it back: ${unusable(archived).like ?? ''}`;
  return {
    code: 'no-complete-set',
    like: line,
    message: `no complete set of ${choice.order.name} can be restored (${why}). To take each disk from its own newest snapshot, which is not one instant: ${line}${fromArchive}`,
  };
}

function whereOf({ found }: Choice): Where {
  return found.inventory;
}

/** The disks that were not taken with the others, each with the command that restores it, too. */
function leftOf(whole: TakenTogether, own: readonly Source[], choice: Choice): LeftDisk[] {
  const taken = new Set(whole.members.map(({ volumeId }) => shortId(volumeId)));
  return whole.disks
    .filter(({ volume }) => !taken.has(volume))
    .map((disk) => {
      const [newest] = usableOf(disk.volume, own);
      const volumeId = newest?.volumeId ?? `vol-…${disk.volume}`;
      const because =
        newest === undefined
          ? 'no snapshot was taken of it'
          : `its newest is ${newest.id} of ${clockText(new Date(newest.startedAt), choice.zone)}; --partial restores it, too`;
      return { volumeId, device: disk.device || undefined, because };
    });
}

function usableOf(volume: string, own: readonly Source[]): Source[] {
  return own.filter((one) => shortId(one.volumeId) === volume && isUsable(one)).toSorted(newestFirst);
}

/** What was taken together, and each other disk from its own newest snapshot. */
function filled(start: TakenTogether, own: readonly Source[], choice: Choice): Chosen {
  const { found, begun } = choice;
  const attached = volumesMeant(found).map(({ id }) => shortId(id));
  const remembered = start.disks.map(({ volume }) => volume);
  const known = remembered.length > 0 ? remembered : own.map(({ volumeId }) => shortId(volumeId));
  const wanted = [...new Set([...known, ...(remembered.length > 0 ? [] : attached)])];
  const taken = new Map(start.members.map((one) => [shortId(one.volumeId), one]));
  const members = wanted.flatMap((volume) => {
    const usable = usableOf(volume, own);
    return taken.get(volume) ?? usable.find(({ id }) => begun.has(id)) ?? usable.slice(0, 1);
  });
  const left = start.disks
    .filter(({ volume }) => !members.some(({ volumeId }) => shortId(volumeId) === volume))
    .map(
      ({ volume, device }): LeftDisk => ({
        volumeId: `vol-…${volume}`,
        device: device || undefined,
        because: 'it has no snapshot that can be restored',
      }),
    );
  return chosen(members, left, found.inventory.prefix);
}

function chosen(
  members: readonly Source[],
  left: readonly LeftDisk[],
  prefix: string,
  notes: readonly string[] = [],
): Chosen {
  const times = members.map(({ startedAt }) => startedAt);
  return {
    moment: {
      kind: new Set(times).size <= 1 ? 'one instant' : 'several times',
      takenAt: iso(new Date(Math.max(...times))),
    },
    members: members.map((source) => ({
      source,
      disk: disksIn(source.tags, prefix).find(({ volume }) => volume === shortId(source.volumeId)),
    })),
    left,
    notes,
  };
}
