import { createdTogether, deletedTogether, orphanText, snapshotText, volumeText } from './entryTexts.ts';
import { COVERAGE_SECTIONS, type CoverageLists } from './coverageLines.ts';
import type { ExceptionLine } from './exceptions.ts';
import type { CauseLine } from './failedBecause.ts';
import type { BrakeLine, FailureLine, ProblemLine, SkippedLine, SnapshotLine, VolumeLine } from './lines.ts';
import { IMAGE_SECTIONS, type ImageLists } from './imageSections.ts';
import type { OrphanLine } from './orphanLines.ts';
import { REPLICA_SECTIONS, type ReplicaLists } from './replicaSections.ts';
import type { Part, Section, Telling } from './section.ts';
import { type UnsoundLine, unsoundText } from './unsoundLines.ts';

/**
 * The lists of a region's report, each once: what its entries are, where and how they are told, and what
 * remains of them after several runs. Counting, cutting, text and merging follow this table.
 */

/** The lists of a region's report. */
export interface Lists {
  /** Why runs ended without a report: what they did is in no counter. */
  readonly lostRuns: readonly string[];
  /** Volumes, also some that are gone, of which nothing is deleted because of what was seen in their snapshots. */
  readonly unsound: readonly UnsoundLine[];
  readonly problems: readonly ProblemLine[];
  readonly brakes: readonly BrakeLine[];
  readonly failures: readonly FailureLine[];
  /** Managed volumes without any snapshot that restores, and without one in progress. */
  readonly bare: readonly VolumeLine[];
  /** Volumes that are due and wait, that missed a slot, or whose snapshots failed or do not complete. */
  readonly exceptions: readonly ExceptionLine[];
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

type MoreLists = ImageLists & ReplicaLists & CoverageLists;

/** With the lists of images, where images are on, of replicas, where these are kept, and of coverage, where it is on. */
export type AllLists = Lists & { readonly [Name in keyof MoreLists]?: MoreLists[Name] | undefined };

export type ListName = keyof AllLists;

/** The kind of entry in each list. */
type Entries = { readonly [Name in ListName]: (Lists & MoreLists)[Name][number] };

/** The entries of one list; none where it is absent. */
export function entriesOf<Name extends ListName>(lists: AllLists, name: Name): readonly Entries[Name][] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the compiler does not see that these are equal
  return (lists[name] ?? []) as readonly Entries[Name][];
}

/** How many entries each list of a region had before any was cut. The headline is made of these alone. */
export interface Totals extends Counts {
  /** Those of `unsound`, by what a person does about it. */
  readonly unsoundChanged: number;
  readonly unsoundDamaged: number;
  /** Their keys do not work. */
  readonly unsoundKeys: number;
  /** One volume can have several problems. */
  readonly problemVolumes: number;
  /** Those of them that are not managed at all: nothing is created or deleted for them. */
  readonly leftAlone: number;
  /** Tags that cannot be read, each once however many volumes it stops. */
  readonly unreadableTags: number;
  /** Tags that are missing, contradict another one, or must not be there. */
  readonly otherTags: number;
  /** Those of `failures` that are snapshots which were not created. */
  readonly notCreated: number;
  /** Those of `exceptions`, by kind; the others are failed snapshots. */
  readonly waiting: number;
  readonly missed: number;
  readonly slow: number;
  /** Those of the skipped actions for which there was no time. */
  readonly outOfTime: number;
  /** Those volumes of `orphans` that are living and need a person. */
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

type Counts = { readonly [Name in keyof Lists]: number } & {
  readonly [Name in keyof MoreLists]?: number | undefined;
};

const MORE_SECTIONS = { ...IMAGE_SECTIONS, ...REPLICA_SECTIONS, ...COVERAGE_SECTIONS };

/** In the order in which they are told. */
export const SECTIONS: { readonly [Name in ListName]: Section<Entries[Name], keyof Totals> } = {
  lostRuns: { told: {}, runs: 'all' },
  unsound: {
    told: { found: { heading: 'held until a person decides, by their proofs', line: unsoundText } },
    runs: 'last',
  },
  problems: { told: {}, runs: 'last' },
  brakes: { told: {}, runs: 'last', uncut: 1 },
  failures: { told: {}, runs: 'last' },
  bare: { told: {}, runs: 'last' },
  exceptions: { told: {}, runs: 'last' },
  failedBecause: { told: {}, runs: 'last', uncut: 1 },
  passedOver: { told: {}, runs: 'last' },
  skipped: { told: {}, runs: 'last' },
  vanished: {
    told: { found: { heading: 'volumes that vanished before their snapshots were taken', line: volumeText } },
    runs: 'all',
  },
  created: {
    told: { done: { heading: 'created', line: snapshotText, together: createdTogether } },
    kind: 'created',
    runs: 'all',
    work: 'created',
  },
  deleted: {
    told: { done: { heading: 'deleted', line: snapshotText, together: deletedTogether } },
    kind: 'deleted',
    runs: 'all',
    work: 'deleted',
  },
  wouldCreate: {
    told: { done: { heading: 'would create', line: volumeText, together: createdTogether } },
    kind: 'created',
    runs: 'last',
    work: 'wouldCreate',
  },
  wouldDelete: {
    told: { done: { heading: 'would delete', line: snapshotText, together: deletedTogether } },
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
    told: { found: { heading: 'volumes with snapshots that nothing manages', line: orphanText } },
    runs: 'last',
    work: 'volumesGone',
  },
  ...MORE_SECTIONS,
  hints: { told: { found: { heading: 'hints', line: asIs } }, runs: 'last' },
  notes: { told: { found: { heading: 'notes', line: asIs } }, runs: 'last' },
};

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of an object literal are its own
export const LIST_NAMES = Object.keys(SECTIONS) as readonly ListName[];

/** The lists of a region of which nothing is known. */
export const NO_LISTS: Lists = emptyLists();

function emptyLists(): Lists {
  const names = LIST_NAMES.filter((name) => !Object.hasOwn(MORE_SECTIONS, name));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each name is in it
  return Object.fromEntries(names.map((name) => [name, []])) as unknown as Lists;
}

/** A counter of a region; 0 where its list is absent. */
export function countOf(totals: Totals, counter: keyof Totals): number {
  return totals[counter] ?? 0;
}

/** An object with something for each list that some lists have. */
export function eachListOf<T>(
  lists: AllLists,
  make: (name: ListName) => T,
): { readonly [Name in ListName]: T } {
  const names = LIST_NAMES.filter((name) => lists[name] !== undefined);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each name is in it
  return Object.fromEntries(names.map((name) => [name, make(name)])) as { [Name in ListName]: T };
}

/** How a list is told in one part of the text; undefined where it is not. */
export function tellingOf<Name extends ListName>(name: Name, part: Part): Telling<Entries[Name]> | undefined {
  return (SECTIONS[name] as Section<Entries[Name], keyof Totals>).told[part];
}

function asIs(text: string): string {
  return text;
}
