import { awayText, clockText, dayNumber, dayText, type Zone } from '../calendar.ts';
import type { Target } from '../find.ts';
import { grouped } from '../grouped.ts';
import { neverReached } from '../neverReached.ts';
import { serverOf, volumeTitle } from '../policy/called.ts';
import { PINNED } from '../plan/protection.ts';
import { problemText } from '../policy/policy.ts';
import { someOf } from '../report/firstRun.ts';
import { counted, titled, told, visible } from '../text.ts';
import type { Shown, ShownPolicy, ShownSnapshot, ShownValue, ShownVolume } from './shown.ts';

/** When a person looks, and by which clocks. */
export interface Looking {
  readonly now: Date;
  readonly zone: Zone;
}

/** A terminal is at least as wide. */
export const COLUMNS = 80;

/** The answer of `show` as a person reads it. All times are by the clocks of one zone, which it names. */
export function showText({ region, target, volumes, restore }: Shown, looking: Looking): string {
  const head = headOf(target, region);
  const parts = [
    head === undefined ? [] : [head],
    ...(volumes.length === 0
      ? [['  No volume is attached to it, so nothing is scheduled.']]
      : volumes.map((volume) => volumeLines(volume, region, looking))),
    assumedLines(volumes),
    restore === undefined ? [] : [`Restore it: ${restore}`],
  ];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map(visible).join('\n'))
    .join('\n\n');
}

/** A volume needs no head: its own line says the same. */
function headOf({ kind, id, name }: Target, region: string): string | undefined {
  switch (kind) {
    case 'instance':
    case 'snapshot':
    case 'image':
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

/** Whether snapshots are scheduled for anything that was shown. */
export function isScheduled({ volumes }: Shown): boolean {
  return volumes.some(({ policies }) => policies.length > 0);
}

function volumeLines(volume: ShownVolume, region: string, looking: Looking): string[] {
  const { volumeId, instanceIds, policies, problems, because, last, next, lacking } = volume;
  const isToldWhere = instanceIds.every((id) => id === serverOf(volume));
  const attached = isToldWhere ? '' : `, attached to ${instanceIds.join(' and ')}`;
  return [
    `volume ${volumeTitle(volume)} in ${region}${attached}`,
    ...(policies.length === 0 ? [`  Snapshots are not scheduled for ${volumeId}: ${because ?? ''}`] : []),
    ...policies.flatMap(policyLines),
    ...problems.map((problem) => `  Problem: ${problemText(problem)}`),
    `  Last snapshot: ${last === undefined ? 'none' : timeWords(last, looking)}`,
    ...(next === undefined ? [] : [`  Next snapshot: ${nextWords(next, looking)}`]),
    ...(lacking === undefined
      ? []
      : [`  Full: ${lacking === 0 ? 'yes' : `no, ${counted(lacking, 'place')} still empty`}`]),
    ...deletionLines(volume, looking),
    ...snapshotLines(volume, looking),
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
function deletionLines({ snapshots }: ShownVolume, { now, zone }: Looking): string[] {
  const [first] = snapshots.flatMap(({ goes }) => goes ?? []).toSorted();
  if (first === undefined) return [];
  const those = snapshots.filter(({ goes }) => goes === first).map(({ snapshotId }) => snapshotId);
  const which = those.length > 3 ? counted(those.length, 'snapshot') : those.join(', ');
  return [`  Next deletion: ${which} on ${first} (${daysAway(first, now, zone)})`];
}

function daysAway(day: string, now: Date, zone: Zone): string {
  const days = (Date.parse(day) - Date.parse(dayText(dayNumber(now, zone)))) / DAY;
  if (days <= 0) return 'today';
  return days === 1 ? 'tomorrow' : `in ${days} days`;
}

const DAY = 86_400_000;

/** A line for each snapshot that has room in one; why it stays and until when is in columns. */
function snapshotLines({ lookedUntil, snapshots }: ShownVolume, { zone }: Looking): string[] {
  if (snapshots.length === 0) return ['  Snapshots: none'];
  const idWidth = Math.max(...snapshots.map(({ snapshotId }) => snapshotId.length));
  const stateWidth = Math.max(...snapshots.map((one) => stateWords(one).length));
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
    `  Snapshots: ${snapshots.length}, times in ${zone.name}`,
    ...rows.flatMap(({ start, fate, goes, hasRoom }) =>
      hasRoom
        ? `${start}  ${fate.padEnd(fateWidth)}  ${goes}`
        : [start.trimEnd(), `        ${fate}; ${goes}`],
    ),
  ];
}

/** A snapshot is complete unless something is said. */
function stateWords({ state }: ShownSnapshot): string {
  return state === 'completed' ? '' : state;
}

/** What happens to a snapshot, and why. */
export function fateWords({ fate, because, pin }: ShownSnapshot): string {
  return `${fate}: ${because}${pin ? ` (${told(pin)})` : ''}`;
}

/** The same, with the day on which a run will delete it. */
export function outlookWords(one: ShownSnapshot): string {
  if (one.goes !== undefined) return `${fateWords(one)}, deleted on ${one.goes}`;
  return isHeldByPin(one) ? `${fateWords(one)}, stays until unpinned` : fateWords(one);
}

/** In as few columns as leave room for the reason on a terminal. */
function goesWords(one: ShownSnapshot, lookedUntil: string | undefined): string {
  if (one.goes !== undefined) return `deleted ${one.goes}`;
  if (isHeldByPin(one)) return 'stays until unpinned';
  return lookedUntil === undefined ? 'stays' : `stays beyond ${lookedUntil}`;
}

/** One that is not ours needs no pin. */
function isHeldByPin({ pin, because }: ShownSnapshot): boolean {
  return pin !== undefined && because.startsWith(PINNED);
}
