import { awayText, clockText, dayNumber, dayText, type Zone } from '../calendar.ts';
import type { Target } from '../find/find.ts';
import { grouped } from '../grouped.ts';
import { neverReached } from '../neverReached.ts';
import { serverOf, volumeTitle } from '../policy/called.ts';
import { PINNED } from '../plan/protection.ts';
import { IMAGES, type Saved, SNAPSHOTS } from '../policy/saved.ts';
import { problemText } from '../policy/policy.ts';
import { someOf } from '../report/firstRun.ts';
import { counted, said, titled, told, visible } from '../text.ts';
import type { Shown, ShownPolicy, ShownServer, ShownSnapshot, ShownValue, ShownVolume } from './shown.ts';

/** When a person looks, and by which clocks. */
export interface Looking {
  readonly now: Date;
  readonly zone: Zone;
}

/** A terminal is at least as wide. */
export const COLUMNS = 80;

/** The answer of `show` as a person reads it. All times are by the clocks of one zone, which it names. */
export function showText(shown: Shown, looking: Looking): string {
  const { region, target, volumes, server } = shown;
  const head = headOf(target, region);
  const parts = [
    head === undefined ? [] : [head],
    ...(target.kind === 'instance' && volumes.length === 0
      ? [['  No volume is attached to it, so no snapshots are scheduled.']]
      : volumes.map((volume) => volumeLines(volume, region, looking))),
    server !== undefined && isWorthALine(server) ? serverLines(server, region, looking) : [],
    assumedLines([...volumes, ...(server === undefined ? [] : [server])]),
    restoreLines(shown),
  ];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map(visible).join('\n'))
    .join('\n\n');
}

/** A server without images that is gone, or that asks for none while images are off, has nothing to tell. */
function isWorthALine({ is, status, snapshots }: ShownServer): boolean {
  return (
    snapshots.length > 0 || is === 'unread' || (status !== 'gone' && (is === 'on' || status !== 'untagged'))
  );
}

function restoreLines({ restore, restoreImage }: Shown): string[] {
  const start = restore === undefined ? 'Restore the server' : 'Or the whole server';
  return [
    ...(restore === undefined ? [] : [`Restore it: ${restore}`]),
    ...(restoreImage === undefined ? [] : [`${start}: ${restoreImage}`]),
  ];
}

/** A volume needs no head: its own line says the same. */
function headOf({ kind, id, name }: Target, region: string): string | undefined {
  switch (kind) {
    case 'image':
      return `image ${id} in ${region}, named ${told(name ?? '')}`;
    case 'instance':
    case 'snapshot':
      return `${kind} ${titled(id, name)} in ${region}`;
    case 'vanished instance':
      return `instance ${titled(id, name)} in ${region}, which is gone`;
    case 'volume':
    case 'vanished volume':
      return undefined;
    default:
      return neverReached(kind);
  }
}

/** Once for all volumes whose days of deletion rest on the same runs. */
function assumedLines(volumes: readonly ShownVolume[]): string[] {
  const dated = volumes.filter(({ snapshots }) => snapshots.some(({ goes }) => goes !== undefined));
  const assumed = [...grouped(dated, ({ assumedRuns }) => assumedRuns)];
  return assumed.map(([runs, ones]) => {
    const whose = assumed.length === 1 ? '' : ` of ${someOf(ones.map(({ volumeId }) => volumeId))}`;
    return `The days of deletion${whose} assume ${runs}.`;
  });
}

/** Whether snapshots or images are scheduled for anything that was shown. */
export function isScheduled({ volumes, server }: Pick<Shown, 'volumes' | 'server'>): boolean {
  const things = server?.is === 'on' ? [...volumes, server] : volumes;
  return things.some(({ policies }) => policies.length > 0);
}

/** Whether a tag cannot be read of anything that was shown. */
export function hasProblem({ volumes, server }: Pick<Shown, 'volumes' | 'server'>): boolean {
  return [...volumes, ...(server === undefined ? [] : [server])].some(({ problems }) => problems.length > 0);
}

function volumeLines(volume: ShownVolume, region: string, looking: Looking): string[] {
  const { instanceIds } = volume;
  const isToldWhere = instanceIds.every((id) => id === serverOf(volume));
  const attached = isToldWhere ? '' : `, attached to ${instanceIds.join(' and ')}`;
  return [
    `volume ${volumeTitle(volume)} in ${region}${attached}`,
    ...askedLines(volume, SNAPSHOTS),
    ...madeLines(volume, SNAPSHOTS, looking),
  ];
}

function serverLines(server: ShownServer, region: string, looking: Looking): string[] {
  const { volumeId, name, instanceName, is, unread, usesUnknown, manner } = server;
  return [
    `images of ${titled(volumeId, name ?? instanceName)} in ${region}`,
    ...askedLines(server, IMAGES),
    ...(manner === 'reboot' ? ['  AWS restarts the server for each image.'] : []),
    ...(is === 'off'
      ? ['  Images are off, so none is made or deleted; switch the setting images on (--images).']
      : []),
    ...(unread === undefined
      ? madeLines(server, IMAGES, looking)
      : [`  Images could not be listed, so none is made or deleted: ${said(unread)}`]),
    ...(usesUnknown === undefined
      ? []
      : [`  Note: ${said(usesUnknown)}, so an image can stay longer than this says.`]),
  ];
}

const TITLES = { snapshot: 'Snapshots', image: 'Images' } as const;

function askedLines({ volumeId, policies, problems, because }: ShownVolume, { one }: Saved): string[] {
  return [
    ...(policies.length === 0
      ? [`  ${TITLES[one]} are not scheduled for ${volumeId}: ${because ?? ''}`]
      : []),
    ...policies.flatMap(policyLines),
    ...problems.map((problem) => `  Problem: ${problemText(problem)}`),
  ];
}

function madeLines(volume: ShownVolume, saved: Saved, looking: Looking): string[] {
  const { last, next, lacking } = volume;
  return [
    `  Last ${saved.one}: ${last === undefined ? 'none' : timeWords(last, looking)}`,
    ...(next === undefined ? [] : [`  Next ${saved.one}: ${nextWords(next, looking)}`]),
    ...(lacking === undefined
      ? []
      : [`  Full: ${lacking === 0 ? 'yes' : `no, ${counted(lacking, 'place')} still empty`}`]),
    ...deletionLines(volume, saved, looking),
    ...snapshotLines(volume, saved, looking),
  ];
}

function policyLines({ schedule, retention }: ShownPolicy): string[] {
  return [
    `  Schedule type: ${schedule.inWords}   (${sourceWords(schedule)})`,
    `  Retention: ${retention.inWords}   (${sourceWords(retention)})`,
  ];
}

function sourceWords({ key, text, source }: ShownValue): string {
  return source === 'default' ? `${text}, the default policy` : `${key}=${text} on ${source}`;
}

/** `2026-11-28 01:00 Europe/Berlin (in 18 h)` */
function timeWords(at: string, { now, zone }: Looking): string {
  const instant = new Date(at);
  return `${clockText(instant, zone)} ${zone.name} (${awayText(instant, now)})`;
}

function nextWords({ at, isDue, because }: NonNullable<ShownVolume['next']>, looking: Looking): string {
  return isDue ? `with the next run (${because})` : timeWords(at, looking);
}

/** The snapshots that are deleted first. */
function deletionLines({ snapshots }: ShownVolume, saved: Saved, { now, zone }: Looking): string[] {
  const [first] = snapshots.flatMap(({ goes }) => goes ?? []).toSorted();
  if (first === undefined) return [];
  const those = snapshots.filter(({ goes }) => goes === first).map(({ snapshotId }) => snapshotId);
  const which = those.length > 3 ? counted(those.length, saved.one) : those.join(', ');
  return [`  Next deletion: ${which} on ${first} (${daysAway(first, now, zone)})`];
}

function daysAway(day: string, now: Date, zone: Zone): string {
  const days = (Date.parse(day) - Date.parse(dayText(dayNumber(now, zone)))) / DAY;
  if (days <= 0) return 'today';
  return days === 1 ? 'tomorrow' : `in ${days} days`;
}

const DAY = 86_400_000;

/** A line for each snapshot that has room in one; why it stays and until when is in columns. */
function snapshotLines({ lookedUntil, snapshots }: ShownVolume, saved: Saved, { zone }: Looking): string[] {
  const title = TITLES[saved.one];
  if (snapshots.length === 0) return [`  ${title}: none`];
  const idWidth = Math.max(...snapshots.map(({ snapshotId }) => snapshotId.length));
  const stateWidth = Math.max(...snapshots.map((each) => stateWords(each).length));
  const rows = snapshots.map((one) => {
    const start = [one.snapshotId.padEnd(idWidth), clockText(new Date(one.at), zone)];
    const state = stateWidth === 0 ? [] : [stateWords(one).padEnd(stateWidth)];
    const row = {
      start: `    ${[...start, ...state].join('  ')}`,
      fate: fateWords(one),
      goes: goesWords(one, lookedUntil),
    };
    return { ...row, hasRoom: `${row.start}  ${row.fate}  ${row.goes}`.length <= COLUMNS };
  });
  const fateWidth = Math.max(0, ...rows.map(({ hasRoom, fate }) => (hasRoom ? fate.length : 0)));
  return [
    `  ${title}: ${snapshots.length}, times in ${zone.name}`,
    ...rows.flatMap(({ start, fate, goes, hasRoom }) =>
      hasRoom
        ? `${start}  ${fate.padEnd(fateWidth)}  ${goes}`
        : [start.trimEnd(), `        ${fate}; ${goes}`],
    ),
  ];
}

/** A snapshot is complete and an image available unless something is said. */
function stateWords({ state }: ShownSnapshot): string {
  return state === 'completed' || state === 'available' ? '' : state;
}

/** What happens to a snapshot, and why. */
export function fateWords({ fate, because, pin, hold }: ShownSnapshot): string {
  const held = hold === undefined || because === hold ? '' : `, ${hold}`;
  return `${fate}: ${because}${pin ? ` (${told(pin)})` : ''}${held}`;
}

/** The same, with the day on which a run will delete it. */
export function outlookWords(one: ShownSnapshot): string {
  if (one.goes !== undefined) return `${fateWords(one)}, deleted on ${one.goes}`;
  if (isHeldByPin(one)) return `${fateWords(one)}, stays until unpinned`;
  return one.hold === undefined ? fateWords(one) : `${fateWords(one)}, stays while held`;
}

/** In as few columns as leave room for the reason on a terminal. */
function goesWords(one: ShownSnapshot, lookedUntil: string | undefined): string {
  if (one.goes !== undefined) return `deleted ${one.goes}`;
  if (isHeldByPin(one)) return 'stays until unpinned';
  if (one.hold !== undefined) return 'stays while held';
  return lookedUntil === undefined ? 'stays' : `stays beyond ${lookedUntil}`;
}

/** One that is not ours needs no pin. */
function isHeldByPin({ pin, because }: ShownSnapshot): boolean {
  return pin !== undefined && because.startsWith(PINNED);
}
