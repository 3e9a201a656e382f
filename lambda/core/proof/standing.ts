import { proofHold } from '../plan/proofHold.ts';
import type { Proof } from '../proved.ts';
import type { Snapshot } from '../snapshot.ts';
import { counted } from '../text.ts';

/** How many of the managed volumes are proved, and what was seen. */
export interface ProofStanding {
  readonly volumes: number;
  /** Those with a record of the last 7 days. */
  readonly thisWeek: number;
  /** Those without any record. */
  readonly never: number;
  /** Those that are held: a snapshot is damaged, changed or unreadable, and no person has accepted it. */
  readonly unsound: number;
  /** Those of this week, not held, in whose newest record something cannot be seen inside. */
  readonly opaque: number;
  /** Those of this week, not held, in whose newest record nothing was seen, or nothing that is known. */
  readonly unclear: number;
  /** Whole days since the newest record of them all; absent where there is none. */
  readonly daysSince?: number | undefined;
}

/** Those that are summed up. */
type Count = Exclude<keyof ProofStanding, 'daysSince'>;

/** The own snapshots of one volume, in any order. */
interface OfVolume {
  readonly snapshots: readonly Snapshot[];
}

const DAY = 86_400_000;

/** The shortest time without a proof that is said, in days: a prover that works leaves none of a day. */
const LONG = 3;

/** @param now A record of more than a day later is of no day and no week: clocks do not differ so much. */
export function standingOf(volumes: readonly OfVolume[], now: Date): ProofStanding {
  const standing: Record<Count, number> = {
    volumes: volumes.length,
    thisWeek: 0,
    never: 0,
    unsound: 0,
    opaque: 0,
    unclear: 0,
  };
  for (const { snapshots } of volumes) {
    const newest = newestProof(snapshots);
    if (newest === undefined) standing.never += 1;
    const isHeld = proofHold(snapshots) !== undefined;
    if (isHeld) standing.unsound += 1;
    const ofWeek = newestProof(snapshots, ({ at }) => isOfThisWeek(at, now));
    if (ofWeek === undefined) continue;
    standing.thisWeek += 1;
    const kind = isHeld ? undefined : lessThanSound(ofWeek);
    if (kind !== undefined) standing[kind] += 1;
  }
  const last = newestProof(
    volumes.flatMap(({ snapshots }) => snapshots),
    ({ at }) => at - now.getTime() <= DAY,
  );
  return last === undefined ? standing : { ...standing, daysSince: daysBetween(last.at, now) };
}

function daysBetween(at: number, now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - at) / DAY));
}

function newestProof(
  snapshots: readonly Snapshot[],
  isMeant: (proof: Proof) => boolean = () => true,
): Proof | undefined {
  let newest: Proof | undefined;
  for (const { proof } of snapshots) {
    if (proof !== undefined && isMeant(proof) && proof.at > (newest?.at ?? Number.NEGATIVE_INFINITY))
      newest = proof;
  }
  return newest;
}

function isOfThisWeek(at: number, now: Date): boolean {
  const age = now.getTime() - at;
  return age <= 7 * DAY && age >= -DAY;
}

function lessThanSound({ verdict }: Proof): 'opaque' | 'unclear' | undefined {
  if (verdict === 'opaque') return 'opaque';
  return verdict === 'blank' || verdict === 'unknown' ? 'unclear' : undefined;
}

/** Whether any of these volumes has a record. */
export function isAnyProved(volumes: readonly OfVolume[]): boolean {
  return volumes.some(({ snapshots }) => snapshots.some(({ proof }) => proof !== undefined));
}

/** The standing where no volume has a record. */
export function neverProved(volumes: number): ProofStanding {
  return { volumes, thisWeek: 0, never: volumes, unsound: 0, opaque: 0, unclear: 0 };
}

/** The standing of several regions together. */
export function sumOfStandings(standings: readonly ProofStanding[]): ProofStanding {
  const sum = (name: Count): number => standings.reduce((all, one) => all + one[name], 0);
  const since = standings.flatMap(({ daysSince }) => daysSince ?? []);
  return {
    volumes: sum('volumes'),
    thisWeek: sum('thisWeek'),
    never: sum('never'),
    unsound: sum('unsound'),
    opaque: sum('opaque'),
    unclear: sum('unclear'),
    ...(since.length === 0 ? {} : { daysSince: Math.min(...since) }),
  };
}

/**
 * `12 of 240 volumes proved this week, all sound; 3 never`; where not all are, `…, 2 not sound`. From three days without
 * any proof on it says how long that is: then the prover does not run, or can prove nothing.
 */
export function standingText(standing: ProofStanding): string {
  const { volumes, thisWeek, never, daysSince = 0 } = standing;
  const found = foundText(standing);
  return [
    `${thisWeek} of ${counted(volumes, 'volume')} proved this week${found === '' ? '' : `, ${found}`}`,
    ...(never === 0 ? [] : [`${never} never`]),
    ...(daysSince < LONG ? [] : [`the last proof was ${daysSince} days ago`]),
  ].join('; ');
}

function foundText({ thisWeek, unsound, opaque, unclear }: ProofStanding): string {
  if (unsound + unclear > 0) {
    return [
      ...(unsound === 0 ? [] : [`${unsound} not sound`]),
      ...(unclear === 0 ? [] : [`${unclear} blank or unknown`]),
      ...(opaque === 0 ? [] : [`${opaque} opaque`]),
    ].join(', ');
  }
  if (thisWeek === 0) return '';
  return `${thisWeek === 1 ? 'sound' : 'all sound'}${opaque === 0 ? '' : ` (${opaque} opaque)`}`;
}
