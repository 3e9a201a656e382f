import { OUT_OF_TIME } from '../outcome.ts';
import type { AnyPlan, ImagePlan } from '../plan/plan.ts';
import { type Problem, problemText } from '../policy/policy.ts';
import { IMAGES } from '../policy/saved.ts';
import { type End, endOfRun } from './endOfRun.ts';
import { hintTexts } from './hintTexts.ts';
import {
  IMAGE_TROUBLE_KINDS,
  type ImageStanding,
  type ImageTagTrouble,
  type ImageTrouble,
  onInstance,
} from './imageLines.ts';
import type { ImageLists } from './imageSections.ts';
import { type FailureLine, type SkippedLine, type SnapshotLine, tagNotes, type VolumeLine } from './lines.ts';
import { needsPerson } from './orphanLines.ts';
import type { Lists } from './sections.ts';
import { inOrder, instanceNames, type Names, namesIn, someVolumes, titlesIn } from './titles.ts';
import { isUnreadable } from './totals.ts';

/**
 * The part of the report about the images of one region. They are planned as snapshots of instances, so the same functions make
 * the lines; here instances and images get their own names.
 */
export interface ImagesReport extends Pick<Lists, 'hints' | 'notes'>, Pick<Names, 'names'> {
  readonly lists: ImageLists;
  readonly images: ImageStanding;
}

/** @param end With the outcomes of images only. */
export function imagesReport(plan: ImagePlan, end: End): ImagesReport {
  const { lists, condition, kept, counted } = endOfRun(plan, end, IMAGES);
  const byInstance = { ...lists, problems: plan.problems };
  const names = instanceNames(namesIn(plan, byInstance));
  const title = titlesIn(names);
  const ordered = inOrder(byInstance, names);
  const {
    created,
    deleted,
    held,
    gone,
    vanished,
    bare,
    orphans,
    wouldCreate = [],
    wouldDelete = [],
  } = ordered;
  const leftOvers = leftOversIn(plan);
  const isImage = ({ snapshotId }: SnapshotLine): boolean => !leftOvers.has(snapshotId);
  const isLeftOver = ({ snapshotId }: SnapshotLine): boolean => leftOvers.has(snapshotId);
  const either = (one: SnapshotLine) => (isLeftOver(one) ? asLeftOver(one) : asImage(one));
  const imageTrouble: ImageTrouble[] = [
    ...ordered.problems.map(asTagTrouble),
    ...ordered.failures.map((one) => asFailure(one, leftOvers)),
    ...bare.map((one) => ({ kind: 'no image' as const, ...asInstance(one) })),
    ...ordered.exceptions.map(({ volumeId: instanceId, snapshotId: imageId, lastSnapshot, ...rest }) => ({
      ...rest,
      instanceId,
      ...(imageId === undefined ? {} : { imageId }),
      lastImage: lastSnapshot,
    })),
    ...ordered.passedOver.map((one) => ({ kind: 'passed over' as const, ...asInstance(one) })),
    ...ordered.skipped.map((one) => asSkipped(one, leftOvers)),
  ];
  const unmanaged = orphans.filter(needsPerson);
  return {
    lists: {
      imageTrouble,
      imageBrakes: plan.brakes.map((one) =>
        onInstance('volumeId' in one ? { ...one, title: title(one.volumeId) } : one),
      ),
      imagesCreated: created.map(asImage),
      imagesDeleted: deleted.filter(isImage).map(asImage),
      leftOversDeleted: deleted.filter(isLeftOver).map(asLeftOver),
      wouldCreateImages: wouldCreate.map(asInstance),
      wouldDeleteImages: wouldDelete.filter(isImage).map(asImage),
      wouldDeleteLeftOvers: wouldDelete.filter(isLeftOver).map(asLeftOver),
      imagesKept: held.map(either),
      imagesGone: gone.map(either),
      imageOrphans: orphans.map(({ volumeId: instanceId, why, count, pinned, oldest, newest }) => ({
        instanceId,
        why,
        count,
        pinned,
        oldest,
        newest,
      })),
    },
    images: {
      ...(plan.unread === undefined ? {} : { unread: plan.unread }),
      managed: condition.volumesManaged,
      onSchedule: condition.onSchedule,
      full: condition.full,
      filling: condition.filling,
      starting: condition.starting,
      bare: condition.bare,
      leftAlone: counted.leftAlone,
      kept,
      deletable: counted.deletable - gone.filter(isImage).length,
      failedImages: counted.failedSnapshots,
      instancesGone: counted.volumesGone,
      instancesReplaced: counted.volumesReplaced,
      unmanagedInstances: unmanaged.length,
      unmanagedImages: unmanaged.reduce((sum, { count }) => sum + count, 0),
      leftOversNotDeleted: ordered.failures.filter(({ snapshotId = '' }) => leftOvers.has(snapshotId)).length,
      outOfTime: ordered.skipped.filter(({ because }) => because === OUT_OF_TIME).length,
      trouble: countedByKind(imageTrouble),
    },
    names: names.names,
    hints: hintTexts(plan.hints, plan, IMAGES),
    notes: [
      ...plan.notes,
      ...hintTexts(plan.volumeNotes, plan, IMAGES),
      ...tagNotes(end.outcomes, (ones) => someVolumes(ones, names, 'instances'), IMAGES),
      ...vanished.map(({ volumeId, because }) => `No image of ${title(volumeId)} was made: ${because}`),
    ],
  };
}

function leftOversIn({ deletes }: AnyPlan): ReadonlySet<string> {
  return new Set(deletes.flatMap(({ cause, snapshotId }) => (cause === 'left over' ? snapshotId : [])));
}

function asInstance({ volumeId: instanceId, because }: VolumeLine) {
  return { instanceId, because };
}

function asImage({ volumeId: instanceId, snapshotId: imageId, because }: SnapshotLine) {
  return { instanceId, imageId, because };
}

function asLeftOver({ volumeId: instanceId, snapshotId, because }: SnapshotLine) {
  return { instanceId, snapshotId, because };
}

function asTagTrouble(problem: Problem): ImageTagTrouble {
  const { volumeId: instanceId, source: _, lastSnapshot: lastImage, ...rest } = problem;
  const kind = isUnreadable(problem) ? 'unreadable tag' : 'other tag';
  return { kind, instanceId, ...rest, because: problemText(problem), lastImage };
}

/** What an action was about: an image, or a snapshot that is left over of one. */
function about(id: string | undefined, leftOvers: ReadonlySet<string>) {
  if (id === undefined) return {};
  return leftOvers.has(id) ? { snapshotId: id } : { imageId: id };
}

function asFailure(one: FailureLine, leftOvers: ReadonlySet<string>): ImageTrouble {
  const { kind, volumeId: instanceId, snapshotId, code, message, lastSnapshot } = one;
  return {
    kind: kind === 'create' ? 'not created' : 'not deleted',
    instanceId,
    ...about(snapshotId, leftOvers),
    because: `${code}: ${message}`,
    code,
    message,
    ...(lastSnapshot === undefined ? {} : { lastImage: lastSnapshot }),
  };
}

function asSkipped(
  { volumeId: instanceId, snapshotId, because }: SkippedLine,
  leftOvers: ReadonlySet<string>,
): ImageTrouble {
  return { kind: 'skipped', instanceId, ...about(snapshotId, leftOvers), because };
}

function countedByKind(trouble: readonly ImageTrouble[]): ImageStanding['trouble'] {
  const counts = IMAGE_TROUBLE_KINDS.map((kind) => [kind, trouble.filter((one) => one.kind === kind).length]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each kind is in it
  return Object.fromEntries(counts) as ImageStanding['trouble'];
}
