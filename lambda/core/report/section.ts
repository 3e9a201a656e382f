import type { TitleOf } from './entryTexts.ts';
import type { Names } from './titles.ts';
import type { LineKind } from './told.ts';

/** One list of a region's report: where and how its entries are told, and what remains of them after several runs. */

/** `done`: before the number of kept snapshots. `found`: after it. */
export type Part = 'done' | 'found';

export interface Section<Entry, Counter> {
  /** How it is told with its region. What needs a person is told above all regions instead: causes/causes.ts. */
  readonly told: { readonly [In in Part]?: Telling<Entry> };
  /** What its lines are. @default `plain` */
  readonly kind?: LineKind;
  /** Several runs in one region: the entries of all, or those of the last. */
  readonly runs: 'all' | 'last';
  /** The counter that shows whether something was done. */
  readonly work?: Counter;
  /** Entries that are never cut, because the headline names them. */
  readonly uncut?: number;
}

export interface Telling<Entry> {
  /** Above the entries, with their number. */
  readonly heading: string;
  readonly line: (entry: Entry, title: TitleOf) => string;
  /** Tells many entries that have the same reason in one line. @default each has its own */
  readonly together?: (entries: readonly [Entry, ...Entry[]], names: Names) => string;
}
