import type { Problem } from '../policy/policy.ts';
import type { Verdict } from '../plan/retention.ts';
import type { Unmanaged } from '../plan/survey.ts';
import type { Target } from '../find.ts';

/** What is asked of one thing and of its copies, and why: the answer to "what will happen to it?" */
export interface Shown {
  readonly region: string;
  readonly target: Target;
  /** For a snapshot: its volume, and of the copies only the one that was asked for. */
  readonly volumes: readonly ShownVolume[];
}

export interface ShownVolume {
  readonly volumeId: string;
  readonly name?: string | undefined;
  readonly instanceIds: readonly string[];
  /** A volume can be scheduled and have problems: a Multi-Attach volume of which one instance has a bad tag. */
  readonly status: 'scheduled' | 'problem' | 'passed over' | 'gone' | Unmanaged;
  /** Why nothing is scheduled; absent where something is. */
  readonly because?: string | undefined;
  /** One, unless the instances of a Multi-Attach volume disagree; none where nothing is scheduled. */
  readonly policies: readonly ShownPolicy[];
  readonly problems: readonly Problem[];
  /** When the newest copy was taken; absent where there is none. */
  readonly last?: string | undefined;
  /** When the next copy is owed; absent where nothing is scheduled. */
  readonly next?: ShownNext | undefined;
  /** How many copies the retention still waits for, 0 means full; absent where nothing is scheduled. */
  readonly lacking?: number | undefined;
  /** Newest first. */
  readonly copies: readonly ShownCopy[];
  /** The day up to which departures of copies were looked for; absent where nothing is scheduled. */
  readonly lookedUntil?: string | undefined;
}

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
  readonly text: string;
  readonly source: string;
}

export interface ShownCopy {
  readonly snapshotId: string;
  /** The time it stands for. */
  readonly at: string;
  readonly started: string;
  readonly state: string;
  readonly fate: Verdict['fate'];
  readonly because: string;
  /** Why a person pinned it; absent where nobody did. */
  readonly pin?: string | undefined;
  /** The day in the time zone on which a run will delete it; absent where it stays, at least until `lookedUntil`. */
  readonly goes?: string | undefined;
}
