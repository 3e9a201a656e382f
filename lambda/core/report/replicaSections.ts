import { counted } from '../text.ts';
import { snapshotText, type TitleOf } from './entryTexts.ts';
import type { BrakeLine, SnapshotLine, VolumeLine } from './lines.ts';
import type { CopyLine, ReplicaLine, ReplicaTrouble, WaitingCopiesLine } from './replicaLines.ts';
import type { Section } from './section.ts';
import { type Names, someVolumes } from './titles.ts';

/** The lists of replicas in a region's report, each once. They are absent where no replicas are kept. */
export interface ReplicaLists {
  /** What is not as it should be with replicas. */
  readonly replicaTrouble: readonly ReplicaTrouble[];
  readonly replicaBrakes: readonly BrakeLine[];
  /** Copies that were begun. */
  readonly replicated: readonly ReplicaLine[];
  readonly replicasDeleted: readonly SnapshotLine[];
  /** In a dry run: the snapshots that a run would copy. */
  readonly wouldReplicate: readonly CopyLine[];
  readonly wouldDeleteReplicas: readonly SnapshotLine[];
  /** Replicas that would be deleted if nothing in AWS held them. */
  readonly replicasHeld: readonly SnapshotLine[];
  /** Copies for which the window has no more room. The next runs make them. */
  readonly replicasWaiting: readonly WaitingCopiesLine[];
}

type ReplicaListName = keyof ReplicaLists;

/** In the order in which they are told. */
export const REPLICA_SECTIONS: {
  readonly [Name in ReplicaListName]: Section<ReplicaLists[Name][number], ReplicaListName>;
} = {
  replicaTrouble: { told: {}, runs: 'last' },
  replicaBrakes: { told: {}, runs: 'last', uncut: 1 },
  replicated: {
    told: { done: { heading: 'replicas created', line: replicaText, together: copiesTogether } },
    kind: 'created',
    runs: 'all',
    work: 'replicated',
  },
  replicasDeleted: {
    told: { done: { heading: 'replicas deleted', line: snapshotText, together: deletedTogether } },
    kind: 'deleted',
    runs: 'all',
    work: 'replicasDeleted',
  },
  wouldReplicate: {
    told: { done: { heading: 'would create replicas', line: copyText, together: copiesTogether } },
    kind: 'created',
    runs: 'last',
    work: 'wouldReplicate',
  },
  wouldDeleteReplicas: {
    told: { done: { heading: 'would delete replicas', line: snapshotText, together: deletedTogether } },
    kind: 'deleted',
    runs: 'last',
    work: 'wouldDeleteReplicas',
  },
  replicasHeld: {
    told: { found: { heading: 'replicas held by AWS, so not deleted', line: snapshotText } },
    runs: 'last',
    work: 'replicasHeld',
  },
  replicasWaiting: {
    told: { found: { heading: 'volumes whose replicas wait', line: waitingText, together: waitingTogether } },
    runs: 'last',
    work: 'replicasWaiting',
  },
};

function replicaText({ snapshotId, volumeId, from, because }: ReplicaLine, title: TitleOf): string {
  return `${snapshotId} of ${title(volumeId)}${from === undefined ? '' : ` from ${from}`}: ${because}`;
}

function copyText({ volumeId, from, because }: CopyLine, title: TitleOf): string {
  return `${from ?? 'a snapshot'} of ${title(volumeId)}: ${because}`;
}

/** New replicas can be looked up, so they are counted. */
function copiesTogether(entries: readonly [VolumeLine, ...VolumeLine[]], names: Names): string {
  return `${entries.length} of ${someVolumes(entries, names)}: ${entries[0].because}`;
}

/** What is deleted is gone, so each is named. */
function deletedTogether(entries: readonly [SnapshotLine, ...SnapshotLine[]], names: Names): string {
  const ids = entries.map(({ snapshotId }) => snapshotId).join(', ');
  return `${entries.length} replicas of ${someVolumes(entries, names)}: ${entries[0].because}: ${ids}`;
}

function waitingText({ volumeId, count, because }: WaitingCopiesLine, title: TitleOf): string {
  return `${title(volumeId)}: ${counted(count, 'replica')}, because ${because}`;
}

function waitingTogether(
  entries: readonly [WaitingCopiesLine, ...WaitingCopiesLine[]],
  names: Names,
): string {
  const count = entries.reduce((sum, one) => sum + one.count, 0);
  return `${someVolumes(entries, names)}: ${count} replicas, because ${entries[0].because}`;
}
