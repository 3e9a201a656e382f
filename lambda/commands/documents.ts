import type { Called } from '../core/policy/called.ts';
import type { FailureLine, SkippedLine, SnapshotLine } from '../core/report/lines.ts';
import type { ListedThings } from '../core/list/listedServers.ts';
import type { ImageLine, InstanceLine } from '../core/report/imageLines.ts';
import type { Report } from '../core/report/report.ts';
import type { Target } from '../core/find/find.ts';
import type { DiskOutcome } from '../core/restore/outcome.ts';
import type { LaunchOutcome, LaunchPlan, PlannedImage } from '../core/restore/launched/launchPlan.ts';
import type { LeftDisk, Moment, PlannedDisk, PlannedMode, Refusal } from '../core/restore/restorePlan.ts';
import type { Shown, ShownSnapshot, ShownVolume } from '../core/show/shown.ts';
import type { ImageFirstRun } from '../core/report/imageFirstRun.ts';
import type { ShownImage, ShownThing } from '../core/show/shownImages.ts';
import type { FirstRun } from '../core/report/firstRun.ts';
import type { CoverageDocument } from './coverageDocument.ts';
import type { Head, TagLine } from './documentParts.ts';
import type { AcceptDocument, ProofDocument } from './proofDocuments.ts';
import type { By } from '../settings/place.ts';
import type { RegionSimulation } from '../core/simulation/ofImages.ts';
import type { PlaceSimulation } from '../core/simulation/ofPlaces.ts';

/**
 * What `--json` prints: one document, told apart by `kind`.
 *
 * `plan` and `run` print the report, which is also what the function returns. Times are ISO 8601 in UTC.
 * A key that is absent has no value; keys may be added in later versions, and none changes its meaning.
 */
export type Document =
  | Report
  | ListDocument
  | ShowDocument
  | TagsDocument
  | ImageTagsDocument
  | TakeDocument
  | TakeImageDocument
  | PinDocument
  | AdoptDocument
  | RestoreDocument
  | ProofDocument
  | AcceptDocument
  | SimulationDocument
  | CoverageDocument
  | ErrorDocument;

/** `list`: for each region the volumes that a tag or the default policy covers, and the servers that a tag of images covers. */
export interface ListDocument extends Head<'list'> {
  /** The instant everything was decided for. */
  readonly now: string;
  readonly prefix: string;
  /** Whether snapshots or images are scheduled for anything that was listed. */
  readonly isScheduled: boolean;
  readonly regions: readonly ListedThings[];
}

/** `show`: what is asked for one thing, what happens to its snapshots and images, and why. */
export interface ShowDocument extends Head<'show'>, ShownThing {
  /** The instant everything was decided for. */
  readonly now: string;
  /** In which days are read, like that on which a snapshot goes; instants are in UTC. */
  readonly timeZone: string;
  readonly prefix: string;
  /** Whether snapshots or images are scheduled for anything that was shown. */
  readonly isScheduled: boolean;
}

/** `enable` and `disable`: the tags of one instance or volume, before and after. */
export interface TagsDocument extends Head<'tags'> {
  readonly command: 'enable' | 'disable';
  readonly region: string;
  readonly target: Shown['target'];
  readonly tags: readonly TagLine[];
  readonly volumes: readonly VolumeChange[];
  /** What the first run afterwards would do to these volumes. */
  readonly firstRun: FirstRun;
  /** What the change means for the images of an instance; absent where it changes nothing for them. */
  readonly images?: ImagesChange | undefined;
  /** Whether the tags were changed: not where they were so already, or where a person said no. */
  readonly applied: boolean;
}

/** `enable --image` and `disable --image`: the tags of one instance, before and after. */
export interface ImageTagsDocument extends Head<'image tags'>, ImagesChange {
  readonly command: 'enable' | 'disable';
  readonly region: string;
  readonly target: Shown['target'];
  readonly tags: readonly TagLine[];
  /** Own images that are there. The change of tags deletes none of them. */
  readonly images: number;
  /** Whether the setting `images` is on. While it is off no run makes or deletes an image. */
  readonly isOn: boolean;
  /** What the first run afterwards will do with the images of this instance, where images are on. */
  readonly firstRun: ImageFirstRun;
  /** Why the images could not be listed, so that `images` and `firstRun` know of none; absent where they were. */
  readonly unread?: string | undefined;
  /** Whether the tags were changed: not where they were so already, or where a person said no. */
  readonly applied: boolean;
}

/** What is scheduled for the images of an instance, before and after a change of its tags. */
export type ImagesChange = Pick<VolumeChange, 'before' | 'after'>;

export interface VolumeChange extends Called {
  readonly before: Pick<ShownVolume, 'status' | 'policies'>;
  readonly after: Pick<ShownVolume, 'status' | 'policies'>;
  /** Own snapshots that are there. The change of tags deletes none of them. */
  readonly snapshots: number;
}

/** `take`: snapshots that were taken now, and pinned. */
export interface TakeDocument extends Head<'take'> {
  readonly region: string;
  readonly target: Shown['target'];
  readonly created: readonly SnapshotLine[];
  readonly failures: readonly FailureLine[];
  readonly skipped: readonly SkippedLine[];
}

/** `take --image`: the image of an instance that was made now, and pinned. */
export interface TakeImageDocument extends Head<'take'> {
  readonly region: string;
  readonly target: Shown['target'];
  readonly created: readonly ImageLine[];
  readonly failures: readonly ImageFailureLine[];
  readonly skipped: readonly InstanceLine[];
}

/** An instance of which AWS made no image. */
export interface ImageFailureLine extends Pick<FailureLine, 'code' | 'message'> {
  readonly kind: 'create';
  readonly instanceId: string;
}

/** `pin` and `unpin`: one snapshot or one image, before and after. */
export interface PinDocument extends Head<'pin'> {
  readonly command: 'pin' | 'unpin';
  readonly region: string;
  /** Of a snapshot. */
  readonly volumeId?: string | undefined;
  /** Of an image. */
  readonly instanceId?: string | undefined;
  readonly tag: TagLine;
  readonly before: ShownSnapshot | ShownImage;
  readonly after: ShownSnapshot | ShownImage;
}

/** `adopt`: snapshots that others made, and what becomes of them. */
export interface AdoptDocument extends Head<'adopt'> {
  readonly snapshots: readonly AdoptedSnapshot[];
  /** What the first run afterwards would do to the volumes of these snapshots, for each region. */
  readonly firstRuns: readonly AdoptFirstRun[];
}

/** One snapshot before and after its adoption. */
export interface AdoptedSnapshot {
  readonly snapshotId: string;
  readonly region: string;
  readonly volumeId: string;
  readonly tags: readonly TagLine[];
  readonly before: ShownSnapshot;
  /** What happens to it where all of these snapshots are ours. */
  readonly after: ShownSnapshot;
  /** Why AWS refused the tags; absent where the snapshot is ours now. */
  readonly failure?: { readonly code: string; readonly message: string } | undefined;
}

/** One instance that is launched from an image, with the source of each value. */
export interface LaunchDocument
  extends PlannedImage,
    Pick<LaunchPlan, 'type' | 'subnet' | 'zone' | 'groups' | 'profile' | 'key' | 'tags' | 'made'> {
  /** Absent where nothing was carried out. */
  readonly outcome?: LaunchOutcome | undefined;
}

/** `restore`: what is made of snapshots, or launched from an image, with the source of each value, and what became of it. */
export interface RestoreDocument extends Head<'restore'> {
  readonly region: string;
  readonly prefix: string;
  readonly target: Target;
  /** Of this restore, as its volumes carry it in `<prefix>_restore`; absent where it was refused. */
  readonly id?: string | undefined;
  readonly moment?: Moment | undefined;
  readonly mode?: PlannedMode | undefined;
  /** What is to be made, or was made before. */
  readonly disks: readonly PlannedDisk[];
  readonly left: readonly LeftDisk[];
  readonly notes: readonly string[];
  /** Why nothing is made. */
  readonly refusals: readonly Refusal[];
  /** What became of each disk; none where nothing was carried out. */
  readonly outcomes: readonly DiskOutcome[];
  /** With `--image`: the instance that is launched; absent where it was refused. */
  readonly launch?: LaunchDocument | undefined;
  /** Lines for the AWS CLI that undo a restore in place, or end the instance that was launched. */
  readonly undo: readonly string[];
  /** The command that continues it; absent where all is done. */
  readonly resume?: string | undefined;
  /** Whether it was carried out: not where it was refused, or where nobody agreed. */
  readonly applied: boolean;
}

export interface AdoptFirstRun extends FirstRun {
  readonly region: string;
}

/** `simulate`: what would happen in some days, for each region. */
export interface SimulationDocument extends Head<'simulation'> {
  readonly simulations: readonly RegionSimulation[];
  /** What would stay at each place that keeps replicas; absent without `--replicate`. */
  readonly places?: readonly PlaceSimulation[] | undefined;
}

/** Why a command could not run; nothing was changed. */
export interface ErrorDocument extends Head<'error'> {
  /** What kind of mistake it is, like `wrong-value`; a code never changes its meaning. `failed` is no mistake of a person. */
  readonly code: string;
  /** What is wrong: a setting by its event key, a flag, or the id of a thing. */
  readonly key?: string | undefined;
  /** The flag or the variable that gave a wrong setting, by its name there. */
  readonly by?: By | undefined;
  /** The value that was found, as JSON, cut where it is long. */
  readonly found?: string | undefined;
  /** What to write in its place, exactly so. */
  readonly like?: string | undefined;
  /** The same as a sentence. */
  readonly message: string;
}
