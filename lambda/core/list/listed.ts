import type { Called } from '../policy/called.ts';
import type { Problem } from '../policy/policy.ts';
import type { VolumeProofs } from '../proof/ofVolume.ts';
import type { ProofStanding } from '../proof/standing.ts';

/** What `list` answers for one region. */
export type ListedRegion = ReadRegion | UnreadRegion;

export interface ReadRegion {
  readonly status: 'read';
  readonly region: string;
  /** By the Name of the instance, then by device; a detached volume stands where its own Name would. */
  readonly volumes: readonly ListedVolume[];
  readonly uncovered: Uncovered;
  /** How many of the volumes with a schedule are proved; absent where none has a record. */
  readonly proofs?: ProofStanding | undefined;
  /** Replicas that are here, of volumes of other regions; absent where there are none. */
  readonly replicas?: ListedReplicas | undefined;
  /** Absent where nobody looked at images. */
  readonly images?: ListedImages | undefined;
  /** What could not be read, in words. */
  readonly notes: readonly string[];
}

/** The replicas that are in a region. */
export interface ListedReplicas {
  readonly replicas: number;
  /** Of how many volumes they are. */
  readonly volumes: number;
  /** In which regions these volumes are or were, in the order of their names. */
  readonly regions: readonly string[];
  /** The first of the volumes, in the order of ids. */
  readonly volumeIds: readonly string[];
}

/** The servers of a region that a tag of images covers. Each stands as a volume, and its images as snapshots of that. */
export interface ListedImages {
  /** Whether runs with these settings make and delete images; `unread`: AWS did not list them, so no run can. */
  readonly is: 'on' | 'off' | 'unread';
  /** Why they could not be listed; absent where they were. */
  readonly unread?: string | undefined;
  /** By their Names. None where images could not be listed. */
  readonly servers: readonly ListedVolume[];
}

/** A region that could not be read; the others are listed all the same. */
export interface UnreadRegion {
  readonly status: 'unreachable';
  readonly region: string;
  /** AWS's code and message. */
  readonly error: string;
}

/** A volume that a tag or the default policy covers, also one that is paused, ignored or has a wrong tag. */
export interface ListedVolume extends Called, VolumeProofs {
  /** How many instances beside the one it is taken with have a Multi-Attach volume. */
  readonly otherInstances: number;
  readonly sizeGiB: number;
  readonly status: 'scheduled' | 'problem' | 'passed over' | 'ignored' | 'paused';
  /** The schedule in short; absent where nothing is scheduled. */
  readonly schedule?: string | undefined;
  /** The time that the newest own snapshot stands for; failed ones do not count. */
  readonly newest?: string | undefined;
  /** Own restorable snapshots that are not pinned. */
  readonly restorable: number;
  /** How many places the retention has, and how many of them are filled; absent where nothing is scheduled. */
  readonly places?: { readonly filled: number; readonly wanted: number } | undefined;
  readonly pinned: number;
  /** When the next snapshot is owed; absent where nothing is scheduled. */
  readonly next?: ListedNext | undefined;
  /** What a person should know, the most important first. */
  readonly remarks: readonly Remark[];
  readonly problems: readonly Problem[];
}

export interface ListedNext {
  /** The time of this answer where it is due. */
  readonly at: string;
  readonly isDue: boolean;
  readonly because: string;
}

/** Something about a volume, in a word or two and in a sentence. */
export interface Remark {
  readonly word:
    | 'held'
    | 'wrong tag'
    | 'ignored'
    | 'paused'
    | 'left alone'
    | 'braked'
    | 'failed'
    | 'late'
    | 'waits';
  readonly because: string;
}

/** The volumes of a region that no tag covers, where there is no default policy. */
export interface Uncovered {
  readonly volumes: number;
  readonly sizeGiB: number;
  /** The first of them: those without own snapshots first, then in the order of ids. */
  readonly volumeIds: readonly string[];
  /** How many of them have own snapshots: they had a tag before. */
  readonly withSnapshots: number;
}
