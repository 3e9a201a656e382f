import { dayNumber, dayText, iso, type Zone } from '../calendar.ts';
import type { DeleteOne } from '../plan/plan.ts';
import type { Verdicts } from '../plan/verdicts.ts';
import { isPinned, type Snapshot, standsFor } from '../snapshot.ts';

/** One snapshot during the simulation. */
export interface SimulatedSnapshot {
  /** Absent for one that the simulation takes. */
  readonly snapshotId?: string | undefined;
  /** The time it stands for. */
  readonly at: string;
  /** When a replica was made, which can be later; absent of snapshots and images. */
  readonly started?: string | undefined;
  /** Which rules keep it, each with the day in the time zone since when they do; without a day, from the beginning. */
  readonly kept: readonly KeptFor[];
  readonly isPinned?: true | undefined;
  /** The run that deletes it, and why; absent for one that is there at the end. */
  readonly deleted?: { readonly at: string; readonly because: string } | undefined;
}

export interface KeptFor {
  /** `2026-03-17` */
  readonly since?: string | undefined;
  /** `7 daily, 4 weekly` */
  readonly rules: string;
}

/** Notes on the snapshots of one volume. */
export interface Stays {
  readonly byId: Map<string, Stay>;
  /** The rules that each reason names: they are few, and asked for each snapshot in each run. */
  readonly rules: Map<string, string>;
}

export function newStays(): Stays {
  return { byId: new Map(), rules: new Map() };
}

interface Stay {
  readonly snapshot: Snapshot;
  readonly kept: KeptFor[];
  deleted?: SimulatedSnapshot['deleted'];
}

/** What one run says of the snapshots of one volume. */
interface Judged {
  readonly at: Date;
  readonly verdicts: Verdicts;
  readonly deletes: readonly DeleteOne[];
  /** What is there when the run has ended. */
  readonly there: readonly Snapshot[];
  readonly zone: Zone;
}

/** A snapshot has a reason of its own as soon as it is complete, and until it is deleted. */
export function noted(stays: Stays, { at, verdicts, deletes, there, zone }: Judged): void {
  const today = dayText(dayNumber(at, zone));
  verdicts.snapshots.forEach((snapshot, index) => {
    if (snapshot.state === 'error') return;
    const { kept } = stayOf(snapshot, stays);
    if (snapshot.state === 'pending' || verdicts.expiring.has(snapshot)) return;
    const rules = rulesOnce(verdicts.reasons[index] ?? '', stays);
    if (kept.at(-1)?.rules === rules) return;
    kept.push(kept.length === 0 ? { rules } : { since: today, rules });
  });
  for (const snapshot of there) stayOf(snapshot, stays);
  for (const { snapshotId, because } of deletes) {
    const stay = stays.byId.get(snapshotId);
    if (stay !== undefined) stay.deleted = { at: iso(at), because };
  }
}

function stayOf(snapshot: Snapshot, stays: Stays): Stay {
  const known = stays.byId.get(snapshot.id);
  if (known !== undefined) return known;
  const stay = { snapshot, kept: [] };
  stays.byId.set(snapshot.id, stay);
  return stay;
}

function rulesOnce(because: string, { rules }: Stays): string {
  const known = rules.get(because) ?? rulesIn(because);
  rules.set(because, known);
  return known;
}

/**
 * Which rules keep a snapshot, without the place it has: `daily 3 of 7, weekly 1 of 4` is `7 daily, 4 weekly`.
 *
 * The place changes with each run, the rule seldom.
 */
export function rulesIn(because: string): string {
  const rules = because.replaceAll(
    /(?:([\w.-]+) )?\b\d+ of (\d+)/g,
    (_, rule: string | undefined, count: string) =>
      rule === undefined ? `the newest ${count}` : `${count} ${rule}`,
  );
  return [...new Set(rules.split(', '))].join(', ');
}

/** Oldest first. @param from When the simulation begins: what was started before has an id that AWS knows. */
export function snapshotsOf(stays: Stays, from: Date): SimulatedSnapshot[] {
  return [...stays.byId.values()]
    .toSorted((a, b) => standsFor(a.snapshot).getTime() - standsFor(b.snapshot).getTime())
    .map(({ snapshot, kept, deleted }) => ({
      snapshotId: (snapshot.copiedAt ?? snapshot.startedAt) < from.getTime() ? snapshot.id : undefined,
      at: iso(standsFor(snapshot)),
      started: snapshot.copiedAt === undefined ? undefined : iso(new Date(snapshot.copiedAt)),
      kept,
      isPinned: isPinned(snapshot) ? true : undefined,
      deleted,
    }));
}
