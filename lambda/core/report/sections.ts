import { type Brake, brakeText } from '../plan/brake.ts';
import { problemText } from '../policy/policy.ts';
import { failureText, type LineContext, orphanText, snapshotText, volumeText } from './entryTexts.ts';
import type { CauseLine } from './causes.ts';
import type { LineKind } from './told.ts';
import { isByAccident } from './lines.ts';
import type { FailureLine, OrphanLine, ProblemLine, SkippedLine, SnapshotLine, VolumeLine } from './lines.ts';

/**
 * The lists of a region's report, each once: what its entries are, where and how they are told, and what
 * remains of them after several runs. Counting, cutting, text, merging and the question whether a region
 * needs a person follow this table.
 */

/** The lists of a region's report. */
export interface Lists {
  /** Why runs ended without a report: what they did is in no counter. */
  readonly lostRuns: readonly string[];
  readonly problems: readonly ProblemLine[];
  readonly brakes: readonly Brake[];
  readonly failures: readonly FailureLine[];
  /** Volumes that are due and wait, that missed a slot, or whose snapshots failed or do not complete. */
  readonly exceptions: readonly VolumeLine[];
  readonly failedBecause: readonly CauseLine[];
  readonly passedOver: readonly VolumeLine[];
  readonly skipped: readonly SkippedLine[];
  /** Volumes that vanished, or were detached, before their snapshots could be taken. This is no failure. */
  readonly vanished: readonly VolumeLine[];
  readonly created: readonly SnapshotLine[];
  readonly deleted: readonly SnapshotLine[];
  /** In a dry run: the volumes of which a run would take a snapshot. */
  readonly wouldCreate: readonly VolumeLine[];
  /** In a dry run: the snapshots that a run would delete. */
  readonly wouldDelete: readonly SnapshotLine[];
  /** In a dry run: managed volumes with nothing to do, or that wait. */
  readonly unchanged: readonly VolumeLine[];
  /** Snapshots that would be deleted if nothing in AWS held them. */
  readonly held: readonly SnapshotLine[];
  /** Snapshots that somebody else had deleted, or an unanswered call of ours. */
  readonly gone: readonly SnapshotLine[];
  readonly orphans: readonly OrphanLine[];
  readonly hints: readonly string[];
  readonly notes: readonly string[];
}

export type ListName = keyof Lists;

/** The kind of entry in each list. */
type Entries = { readonly [Name in ListName]: Lists[Name][number] };

/** The entries of one list. */
export function entriesOf<Name extends ListName>(lists: Lists, name: Name): readonly Entries[Name][] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the compiler does not see that these are equal
  return lists[name] as readonly Entries[Name][];
}

/** How many entries each list of a region had before any was cut. The headline is made of these alone. */
export interface Totals extends Counts {
  /** One volume can have several problems. */
  readonly problemVolumes: number;
  /** Those of the skipped actions for which there was no time. */
  readonly outOfTime: number;
  /** Those volumes of `orphans` that are living and not left out by choice. */
  readonly unmanagedVolumes: number;
  readonly unmanagedSnapshots: number;
  /** Volumes that are gone since their last snapshot, see plan/vanished.ts. */
  readonly volumesGone: number;
  readonly volumesReplaced: number;
  /** Own snapshots that a run could have deleted, except those that somebody else deleted meanwhile. */
  readonly deletable: number;
  /** Own snapshots of managed volumes that AWS could not finish, also those that this run deleted. */
  readonly failedSnapshots: number;
}

type Counts = { readonly [Name in ListName]: number };

/** `trouble`: needs a person. `done`: before the number of kept snapshots. `found`: after it. */
export type Part = 'trouble' | 'done' | 'found';

export interface Section<Entry> {
  /** How it is told in each part of the text; only `--json` has a list that is told nowhere. */
  readonly told: { readonly [In in Part]?: Telling<Entry> };
  /** What its lines are. @default `WARNING` for trouble, else `plain` */
  readonly kind?: LineKind;
  /** Several runs in one region: the entries of all, or those of the last. */
  readonly runs: 'all' | 'last';
  /** The counter that shows whether something was done. */
  readonly work?: keyof Totals;
  /** Entries that are never cut, because the headline names them. */
  readonly uncut?: number;
}

export interface Telling<Entry> {
  /** Above the entries, with their number; nothing stands above trouble. */
  readonly heading?: string;
  readonly line: (entry: Entry, context: LineContext) => string;
  /** Tells only these entries, and how many there were before any was cut. @default all */
  readonly part?: {
    readonly has: (entry: Entry) => boolean;
    readonly count: (totals: Totals) => number;
  };
}

/** In the order in which they are told. */
export const SECTIONS: { readonly [Name in ListName]: Section<Entries[Name]> } = {
  lostRuns: {
    told: {
      trouble: { line: (why) => `a run ended without a report, so what it did is not counted: ${why}` },
    },
    kind: 'FAILURE',
    runs: 'all',
  },
  problems: {
    told: {
      trouble: { line: (one, { title }) => `${title(one.volumeId)}: ${problemText(one)}; ${one.meanwhile}` },
    },
    kind: 'FAILURE',
    runs: 'last',
  },
  brakes: {
    told: { trouble: { line: (one, { place }) => brakeText(one, place) } },
    runs: 'last',
    uncut: 1,
  },
  failures: { told: { trouble: { line: failureText } }, kind: 'FAILURE', runs: 'last' },
  exceptions: {
    told: { trouble: { line: ({ volumeId, because }, { title }) => `${title(volumeId)} ${because}` } },
    runs: 'last',
  },
  failedBecause: { told: {}, runs: 'last', uncut: 1 },
  passedOver: {
    told: {
      trouble: {
        line: ({ volumeId, because }, { title }) => `${title(volumeId)} was passed over: ${because}`,
      },
    },
    runs: 'last',
  },
  skipped: {
    told: {
      trouble: {
        line: ({ volumeId, snapshotId, because }, { title }) =>
          snapshotId === undefined
            ? `${title(volumeId)} is left for the next run: ${because}`
            : `${snapshotId} of ${title(volumeId)} was not deleted: ${because}`,
      },
    },
    runs: 'last',
  },
  vanished: {
    told: {
      found: { heading: 'volumes that vanished before their snapshots were taken', line: volumeText },
    },
    runs: 'all',
  },
  created: {
    told: { done: { heading: 'created', line: snapshotText } },
    kind: 'created',
    runs: 'all',
    work: 'created',
  },
  deleted: {
    told: { done: { heading: 'deleted', line: snapshotText } },
    kind: 'deleted',
    runs: 'all',
    work: 'deleted',
  },
  wouldCreate: {
    told: {
      done: { heading: 'would create', line: volumeText },
    },
    kind: 'created',
    runs: 'last',
    work: 'wouldCreate',
  },
  wouldDelete: {
    told: { done: { heading: 'would delete', line: snapshotText } },
    kind: 'deleted',
    runs: 'last',
    work: 'wouldDelete',
  },
  unchanged: { told: {}, runs: 'last' },
  held: {
    told: { found: { heading: 'held by AWS, so not deleted', line: snapshotText } },
    runs: 'last',
    work: 'held',
  },
  gone: { told: { found: { heading: 'gone already', line: snapshotText } }, runs: 'all', work: 'gone' },
  orphans: {
    told: {
      trouble: {
        line: orphanText,
        part: { has: isByAccident, count: (totals) => totals.unmanagedVolumes },
      },
      found: {
        heading: 'snapshots of volumes that are gone or left out by choice',
        line: orphanText,
        part: {
          has: (line) => !isByAccident(line),
          count: (totals) => totals.orphans - totals.unmanagedVolumes,
        },
      },
    },
    runs: 'last',
    work: 'volumesGone',
  },
  hints: { told: { found: { heading: 'hints', line: asIs } }, runs: 'last' },
  notes: { told: { found: { heading: 'notes', line: asIs } }, runs: 'last' },
};

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of an object literal are its own
export const LIST_NAMES = Object.keys(SECTIONS) as readonly ListName[];

/** An object with something for each list. */
export function eachList<T>(make: (name: ListName) => T): { readonly [Name in ListName]: T } {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each name is in it
  return Object.fromEntries(LIST_NAMES.map((name) => [name, make(name)])) as { [Name in ListName]: T };
}

/** How a list is told in one part of the text; undefined where it is not. */
export function tellingOf<Name extends ListName>(name: Name, part: Part): Telling<Entries[Name]> | undefined {
  return (SECTIONS[name] as Section<Entries[Name]>).told[part];
}

/** How many entries a list had in one part of the text before any was cut. */
export function countTold(name: ListName, part: Part, totals: Totals): number {
  const telling = tellingOf(name, part);
  if (telling === undefined) return 0;
  return telling.part === undefined ? totals[name] : telling.part.count(totals);
}

function asIs(text: string): string {
  return text;
}
