import { iso } from '../calendar.ts';
import type { Volume } from '../inventory.ts';
import type { SnapshotPolicy } from '../policy/policy.ts';
import { isOurs, isPinned, isRestorable, type Snapshot } from '../snapshot.ts';
import type { VolumeLedger } from './covered.ts';
import type { Kept, Ledger, Span } from './ledger.ts';

/** What of one volume its ledger is made of. */
export interface LedgerOf {
  readonly volume: Volume;
  /** All of the volume, of every producer, newest first. */
  readonly snapshots: readonly Snapshot[];
  readonly policies: readonly SnapshotPolicy[];
  /** Hours; absent where there is no objective. */
  readonly objective?: number | undefined;
}

/** The time that is looked at, the same for all volumes. In milliseconds since 1970. */
export interface LookBack {
  readonly from: number;
  readonly until: number;
  readonly firstDay: string;
  readonly ledgerOf: (snapshots: readonly Kept[], span: Span) => Ledger;
  /** How many of the newest own snapshots tell all. */
  readonly wholeHistory: (policies: readonly SnapshotPolicy[], own: readonly Snapshot[]) => number;
}

const HOUR = 3_600_000;

/**
 * Says how old the newest complete snapshot of a volume was, as far back as its snapshots tell all.
 *
 * With a policy of ours that is where retention keeps all. Without one it is the oldest snapshot, and what was
 * deleted since reads as missed, so the ledger is "at least". Never before the volume was created.
 */
export function volumeLedger(one: LedgerOf, look: LookBack): VolumeLedger {
  const { volume, snapshots, policies, objective } = one;
  const restorable = snapshots.filter(isRestorable);
  const since = knownSince(one, restorable, look);
  const from = Math.min(look.until, Math.max(look.from, since ?? look.until));
  const ledger = look.ledgerOf(restorable, {
    from,
    until: look.until,
    bornAt: volume.createdAt ?? from,
    objective: objective === undefined ? undefined : objective * HOUR,
  });
  const isPartlySeen =
    policies.length === 0 || restorable.some((each) => !isOurs(each)) || snapshots.some(isArchived);
  return {
    since: since === undefined ? undefined : iso(new Date(from)),
    known: ledger.known / HOUR,
    inside: ledger.inside / HOUR,
    isAtLeast: isPartlySeen && ledger.inside < ledger.known,
    worst: ledger.worst && { age: ledger.worst.age / HOUR, at: iso(new Date(ledger.worst.at)) },
    assumed: restorable.filter(({ completedAfter }) => completedAfter === undefined).length,
    firstDay: look.firstDay,
    oldest: ledger.oldest,
    percent: ledger.percent,
  };
}

function isArchived({ state, tier }: Snapshot): boolean {
  return state === 'completed' && tier !== 'standard';
}

/** When the first of those was complete that tell all; undefined where nothing is known. */
function knownSince(
  { volume: { createdAt }, policies, objective }: LedgerOf,
  restorable: readonly Snapshot[],
  { wholeHistory }: LookBack,
): number | undefined {
  const own = restorable.filter((one) => isOurs(one) && !isPinned(one));
  const whole = own[wholeHistory(policies, own) - 1];
  const oldest = restorable.at(-1);
  const first = policies.length > 0 && whole !== undefined ? whole : oldest;
  if (first === undefined) return createdAt;
  const complete = restorable.slice(0, restorable.indexOf(first) + 1).map(readyAt);
  const since = complete.reduce((a, b) => Math.min(a, b));
  const isFirstInTime =
    first === oldest && createdAt !== undefined && since - createdAt <= (objective ?? 0) * HOUR;
  return isFirstInTime ? createdAt : Math.max(since, createdAt ?? since);
}

function readyAt({ startedAt, completedAfter = 0 }: Kept): number {
  return startedAt + completedAfter;
}
