import { awayText, clockText, dayNumber, dayText, type Zone } from '../calendar.ts';
import type { Target } from '../find/find.ts';
import { grouped } from '../grouped.ts';
import { neverReached } from '../neverReached.ts';
import { serverOf, volumeTitle } from '../policy/called.ts';
import { IMAGES, type Saved, SNAPSHOTS } from '../policy/saved.ts';
import { problemText } from '../policy/policy.ts';
import { someOf } from '../report/firstRun.ts';
import { counted, said, titled, told, visible, placeOf } from '../text.ts';
import type { Looking } from './looking.ts';
import { holdLines, measuredLines } from './proofLines.ts';
import { replicaLines, replicateLines } from './replicaLines.ts';
import type { Shown, ShownPolicy, ShownServer, ShownValue, ShownVolume } from './shown.ts';
import { snapshotLines, TITLES } from './snapshotLines.ts';

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
function headOf({ kind, id, name, home }: Target, region: string): string | undefined {
  switch (kind) {
    case 'image':
      return `image ${id} in ${region}, named ${told(name ?? '')}`;
    case 'instance':
    case 'snapshot':
      return `${kind} ${titled(id, name)} in ${region}`;
    case 'vanished instance':
      return home === undefined
        ? `instance ${titled(id, name)} in ${region}, which is gone`
        : `instance ${titled(id, name)} of ${home}`;
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
  return [...volumes, ...(server === undefined ? [] : [server])].some(
    ({ problems, replicate }) => problems.length > 0 || (replicate?.problems ?? []).length > 0,
  );
}

function volumeLines(volume: ShownVolume, region: string, looking: Looking): string[] {
  const { instanceIds, status, replicas } = volume;
  const home = status === 'elsewhere' ? replicas?.[0]?.replicaOf : undefined;
  if (home !== undefined)
    return [`volume ${volumeTitle(volume)} of ${placeOf(home)}`, ...replicaLines(volume, region, looking)];
  const isToldWhere = instanceIds.every((id) => id === serverOf(volume));
  const attached = isToldWhere ? '' : `, attached to ${instanceIds.join(' and ')}`;
  return [
    `volume ${volumeTitle(volume)} in ${region}${attached}`,
    ...holdLines(volume, region, looking),
    ...askedLines(volume, SNAPSHOTS),
    ...replicateLines(volume),
    ...madeLines(volume, SNAPSHOTS, looking),
    ...replicaLines(volume, region, looking),
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
    ...measuredLines(volume, looking),
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
