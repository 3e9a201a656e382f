import type { Inventory, Snapshot } from '../../../lambda/core/inventory.ts';
import type { Plan } from '../../../lambda/core/plan/plan.ts';
import type { PlanSettings } from '../../../lambda/core/plan/planSettings.ts';
import type { Asked } from './asked.ts';
import type { Log } from '../estate/memoryWriter.ts';
import { DAY } from './slots.ts';

/** What one run, or several at once, made of a region. */
export interface Seen {
  readonly settings: PlanSettings;
  /** What the run took for the present. */
  readonly now: number;
  /** What AWS's clock showed. */
  readonly at: number;
  readonly listed: Inventory;
  readonly before: ReadonlyMap<string, Snapshot>;
  readonly after: ReadonlyMap<string, Snapshot>;
  readonly made: readonly Snapshot[];
  /** What is gone, as it was in truth when it went. */
  readonly deleted: readonly { readonly snapshot: Snapshot; readonly held: string | undefined }[];
  /** Volumes that were to get a copy, when nobody told that they did. */
  readonly bereft: ReadonlySet<string>;
  /** What each living volume asks for, by id. */
  readonly asked: ReadonlyMap<string, Asked>;
  /** The lists that were acted upon, where they may have been late about what people changed. */
  readonly lateLists: readonly Inventory[];
}

/** One run of the core, whose plan can be read. */
export interface Ran extends Seen {
  readonly plan: Plan;
  readonly log: Log;
}

/** A law was broken. */
export class Broken extends Error {
  constructor(law: number, what: string) {
    super(`law ${law}: ${what}`);
    this.name = 'Broken';
  }
}

export function isOurs({ tags, volumeId }: Snapshot, prefix: string): boolean {
  return (
    tags['snapshot_tool'] === prefix &&
    volumeId !== 'vol-ffffffff' &&
    !Object.keys(tags).some((key) => key.startsWith('aws:backup:') || key.startsWith('aws:dlm:'))
  );
}

export function isPinned({ tags }: Snapshot, prefix: string): boolean {
  return Object.keys(tags).some((key) => key.toLowerCase() === `${prefix}_keep`);
}

export function isRestorable({ state, tier }: Snapshot): boolean {
  return state === 'completed' && tier === 'standard';
}

/** Whether a copy fills a place. */
export function fills(one: Snapshot, prefix: string): boolean {
  return isOurs(one, prefix) && isRestorable(one) && !isPinned(one, prefix);
}

/** The time a copy stands for: the earlier of its tag and its data, but at most a day before its data. */
export function standsFor({ tags, startedAt }: Snapshot, prefix: string): number {
  const started = startedAt;
  const at = Date.parse(tags[`${prefix}_at`] ?? '');
  return Number.isNaN(at) ? started : Math.max(Math.min(at, started), started - DAY);
}

/** The newest of some copies by their data, or none. */
export function newestOf(copies: readonly Snapshot[]): Snapshot | undefined {
  let newest: Snapshot | undefined;
  for (const one of copies) {
    if (newest === undefined || isNewer(one, newest)) newest = one;
  }
  return newest;
}

function isNewer(one: Snapshot, other: Snapshot): boolean {
  const apart = one.startedAt - other.startedAt;
  return apart > 0 || (apart === 0 && one.id > other.id);
}

export function byVolume(copies: Iterable<Snapshot>): Map<string, Snapshot[]> {
  const groups = new Map<string, Snapshot[]>();
  for (const one of copies) {
    const group = groups.get(one.volumeId);
    if (group === undefined) groups.set(one.volumeId, [one]);
    else group.push(one);
  }
  return groups;
}
