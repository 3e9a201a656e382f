import { clockText } from '../calendar.ts';
import { PINNED } from '../plan/protection.ts';
import type { Saved } from '../policy/saved.ts';
import { told } from '../text.ts';
import type { Looking } from './looking.ts';
import { proofLines } from './proofLines.ts';
import type { ShownSnapshot, ShownVolume } from './shown.ts';

/** A terminal is at least as wide. */
export const COLUMNS = 80;

export const TITLES = { snapshot: 'Snapshots', image: 'Images', replica: 'Replicas' } as const;

/** A line for each snapshot that has room in one; why it stays and until when is in columns. */
export function snapshotLines(volume: ShownVolume, saved: Saved, { zone }: Looking): string[] {
  const { snapshots } = volume;
  const title = TITLES[saved.one];
  if (snapshots.length === 0) return [`  ${title}: none`];
  const idWidth = Math.max(...snapshots.map(({ snapshotId }) => snapshotId.length));
  const stateWidth = Math.max(...snapshots.map((each) => stateWords(each).length));
  const rows = snapshots.map((one) => {
    const start = [one.snapshotId.padEnd(idWidth), clockText(new Date(one.at), zone)];
    const state = stateWidth === 0 ? [] : [stateWords(one).padEnd(stateWidth)];
    const row = {
      start: `    ${[...start, ...state].join('  ')}`,
      fate: one.because === volume.hold?.because ? `${one.fate}: held` : fateWords(one),
      goes: goesWords(one, volume),
      proof: proofLines(one, volume, zone),
    };
    return { ...row, hasRoom: `${row.start}  ${row.fate}  ${row.goes}`.length <= COLUMNS };
  });
  const fateWidth = Math.max(0, ...rows.map(({ hasRoom, fate }) => (hasRoom ? fate.length : 0)));
  return [
    `  ${title}: ${snapshots.length}, times in ${zone.name}`,
    ...rows.flatMap(({ start, fate, goes, proof, hasRoom }) => [
      ...(hasRoom
        ? [`${start}  ${fate.padEnd(fateWidth)}  ${goes}`]
        : [start.trimEnd(), `        ${fate}; ${goes}`]),
      ...proof,
    ]),
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
function goesWords(one: ShownSnapshot, { lookedUntil, hold }: ShownVolume): string {
  if (one.goes !== undefined) return `deleted ${one.goes}`;
  if (isHeldByPin(one)) return 'stays until unpinned';
  if (one.hold !== undefined) return 'stays while held';
  if (lookedUntil === undefined) return 'stays';
  return hold === undefined ? `stays beyond ${lookedUntil}` : 'stays while held';
}

/** One that is not ours needs no pin. */
function isHeldByPin({ pin, because }: ShownSnapshot): boolean {
  return pin !== undefined && because.startsWith(PINNED);
}
