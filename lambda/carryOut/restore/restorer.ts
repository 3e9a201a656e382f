import type { RestoredVolume } from '../../core/restore/facts.ts';
import type { PlannedDisk } from '../../core/restore/restorePlan.ts';
import type { Tags } from '../../core/snapshot.ts';
import type { Reply } from '../writer.ts';

/** The calls of a restore in one region. Each can be sent again: it is idempotent, or what is there is looked at before. */
export interface Restorer {
  /** Makes a volume, and gives its id. The same token never makes a second one. */
  readonly create: (disk: PlannedDisk, token: string) => Promise<Reply<string>>;
  /** All volumes that carry `<prefix>_restore=<id>`, in pages. */
  readonly made: (id: string) => Promise<readonly RestoredVolume[]>;
  /** The states and attachments of some volumes by id, without those that are gone. */
  readonly volumes: (ids: readonly string[]) => Promise<readonly RestoredVolume[]>;
  /** The state of an instance now: `stopped`, `running`, … */
  readonly stateOf: (instanceId: string) => Promise<Reply<string>>;
  readonly attach: (attachment: Attachment) => Promise<Reply<void>>;
  /** Whether the right to attach a volume is there, without attaching it. */
  readonly mayAttach: (attachment: Attachment) => Promise<Reply<void>>;
  readonly detach: (attachment: Attachment) => Promise<Reply<void>>;
  /** Replaces the root volume of a running instance; the old one stays. Gives the id of the task. */
  readonly replaceRoot: (instanceId: string, volumeId: string, token: string) => Promise<Reply<string>>;
  /** How far AWS is with the root of an instance, newest first. */
  readonly rootTasks: (instanceId: string) => Promise<readonly RootTask[]>;
  readonly tag: (volumeId: string, tags: Tags) => Promise<Reply<void>>;
  /** Why a KMS key cannot be used; undefined where it can, or where nobody may ask. */
  readonly unusableKey: (key: string) => Promise<string | undefined>;
  /** How far AWS is with loading the blocks, by volume id. */
  readonly initialisation: (volumeIds: readonly string[]) => Promise<ReadonlyMap<string, Initialisation>>;
  readonly close: () => void;
}

export interface Attachment {
  readonly volumeId: string;
  readonly instanceId: string;
  readonly device: string;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReplaceRootVolumeTask.html */
export interface RootTask {
  readonly id: string;
  /** `pending`, `in-progress`, `succeeded`, `failing`, `failed`, `failing-detached`, `failed-detached`. */
  readonly state: string;
  /** In milliseconds since 1970. */
  readonly startedAt: number;
}

export interface Initialisation {
  /** 0 to 100. */
  readonly percent: number;
  /** Until all blocks are loaded; absent without a rate. */
  readonly secondsLeft?: number | undefined;
}
