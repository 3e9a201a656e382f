import type { ReplicaOf } from '../lineage.ts';
import type { CreateImage } from '../plan/creation.ts';
import type { Problem } from '../policy/policy.ts';
import type { Verdict } from '../plan/retention.ts';
import type { Unmanaged } from '../policy/attachments.ts';
import type { Target } from '../find/find.ts';
import type { Called } from '../policy/called.ts';
import type { ProofHold } from '../plan/proofHold.ts';
import type { Unsound } from '../plan/unsound.ts';
import type { VolumeProofs } from '../proof/ofVolume.ts';
import type { SeenProof } from '../proved.ts';

/** What is asked for one thing, what happens to its snapshots, and why. */
export interface Shown {
  readonly region: string;
  readonly target: Target;
  /** For a snapshot: its volume, with this snapshot only. */
  readonly volumes: readonly ShownVolume[];
  /** The images of an instance; for an image: its instance, with this image only. Absent where nobody looked. */
  readonly server?: ShownServer | undefined;
  /** The command line that restores its disks; absent where it has no restorable own snapshot. */
  readonly restore?: string | undefined;
  /** The command line that starts the server again from an image; absent where it has no available own image. */
  readonly restoreImage?: string | undefined;
}

/** A server stands as a volume, and its images as snapshots of that. */
export interface ShownServer extends ShownVolume {
  /** Whether runs with these settings make and delete images; `unread`: AWS did not list them, so no run can. */
  readonly is: 'on' | 'off' | 'unread';
  /** Why they could not be listed; absent where they were. */
  readonly unread?: string | undefined;
  /** Why it is not known what uses them: then one can stay longer than this says. Absent where that is known. */
  readonly usesUnknown?: string | undefined;
  /** Whether AWS restarts the server for each image; absent where nothing is scheduled. */
  readonly manner?: CreateImage['manner'] | undefined;
}

export interface ShownVolume extends Called, VolumeProofs {
  readonly instanceIds: readonly string[];
  /** A volume can be scheduled and have problems: a Multi-Attach volume of which one instance has a bad tag. */
  readonly status: 'scheduled' | 'problem' | 'passed over' | 'gone' | 'elsewhere' | Unmanaged['why'];
  /** Why nothing is scheduled; absent where something is. */
  readonly because?: string | undefined;
  /** One, unless the instances of a Multi-Attach volume disagree; none where nothing is scheduled. */
  readonly policies: readonly ShownPolicy[];
  readonly problems: readonly Problem[];
  /** When the newest snapshot was taken; absent where there is none. */
  readonly last?: string | undefined;
  /** When the next snapshot is owed; absent where nothing is scheduled. */
  readonly next?: ShownNext | undefined;
  /** How many more snapshots the retention waits for (0 means full); absent where nothing is scheduled. */
  readonly lacking?: number | undefined;
  /** Why nothing of it is deleted: what a proof saw in a snapshot. Absent where no proof holds it. */
  readonly hold?: ShownHold | undefined;
  /** Where its tag asks for replicas; absent where no tag does, or nothing is scheduled. */
  readonly replicate?: ShownReplicate | undefined;
  /** Newest first. */
  readonly snapshots: readonly ShownSnapshot[];
  /** The replicas of its snapshots that are in this region, newest first; absent where there are none. */
  readonly replicas?: readonly ShownReplica[] | undefined;
  /** The day up to which deletions were looked for; absent where nothing is scheduled. */
  readonly lookedUntil?: string | undefined;
  /** With which runs the days of deletion come true, in words; absent where nothing is scheduled. */
  readonly assumedRuns?: string | undefined;
}

/** Where the tag of a volume asks for replicas. */
export interface ShownReplicate {
  readonly key: string;
  /** The id of what has the tag. */
  readonly source: string;
  /** `eu-central-1=7`: those that can be followed. */
  readonly places: readonly string[];
  /** Whether it was known in which regions replicas are kept. Else a place can be one where none are. */
  readonly arePlacesKnown: boolean;
  /** What of it cannot be followed. */
  readonly problems: readonly Problem[];
}

/** A snapshot that was copied from another region. */
export interface ShownReplica extends Pick<ShownSnapshot, 'snapshotId' | 'state' | 'pin' | 'hold'> {
  readonly replicaOf: ReplicaOf;
  /** The time that the copied snapshot stands for. */
  readonly at: string;
  /** When AWS began to copy it. */
  readonly started: string;
}

/** The proof that holds a volume, what it saw, and what was seen before. */
export interface ShownHold extends ProofHold, Omit<Unsound, 'volumeId'> {}

export interface ShownNext {
  readonly at: string;
  readonly isDue: boolean;
  readonly because: string;
}

/** A policy, each value in words, as it was written, and with its source: an id, or `default`. */
export interface ShownPolicy {
  readonly schedule: ShownValue;
  readonly retention: ShownValue;
}

export interface ShownValue {
  readonly inWords: string;
  /** The tag key that the text belongs to. */
  readonly key: string;
  readonly text: string;
  readonly source: string;
}

export interface ShownSnapshot {
  readonly snapshotId: string;
  /** The time it stands for. */
  readonly at: string;
  readonly started: string;
  /** As AWS has it. */
  readonly state: string;
  readonly fate: Verdict['fate'];
  readonly because: string;
  /** Why AWS would refuse to delete it, or what needs it; absent where nothing does, or nothing is scheduled. */
  readonly hold?: string | undefined;
  /** Why a person pinned it; absent where nobody did. */
  readonly pin?: string | undefined;
  /** The day in the time zone on which a run will delete it; absent where it stays, at least until `lookedUntil`, or as long as something holds it. */
  readonly goes?: string | undefined;
  /** What a proof saw in it; absent where nobody looked. */
  readonly proof?: SeenProof | undefined;
  /** What stands in place of that and cannot be read; absent where it can. */
  readonly unreadProof?: string | undefined;
}
