import type { Listing } from '../estate/listing.ts';
import type { ListedSnapshot } from '../../../lambda/core/snapshot.ts';
import type { Plan } from '../../../lambda/core/plan/plan.ts';
import type { PlanSettings } from '../../../lambda/core/plan/planSettings.ts';
import type { Asked } from './asked.ts';
import type { Log } from '../estate/memoryWriter.ts';

/** What one run, or several at once, made of a region. */
export interface Seen {
  readonly settings: PlanSettings;
  /** What the run took for the present. */
  readonly now: number;
  /** What AWS's clock showed. */
  readonly at: number;
  readonly listed: Listing;
  readonly before: ReadonlyMap<string, ListedSnapshot>;
  readonly after: ReadonlyMap<string, ListedSnapshot>;
  readonly made: readonly ListedSnapshot[];
  /** What is gone, as it was in truth when it went. */
  readonly deleted: readonly { readonly snapshot: ListedSnapshot; readonly held: string | undefined }[];
  /** Volumes that were to get a copy, when nobody told that they did. */
  readonly bereft: ReadonlySet<string>;
  /** What each living volume asks for, by id. */
  readonly asked: ReadonlyMap<string, Asked>;
  /** The lists that were acted upon, where they may have been late about what people changed. */
  readonly lateLists: readonly Listing[];
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
