import type { Problem } from '../policy/policy.ts';
import type { FirstRun } from './firstRun.ts';
import type { ImageLine } from './imageLines.ts';

/** A tag of an instance that cannot be read. */
export interface ImageProblem extends Omit<Problem, 'volumeId' | 'lastSnapshot'> {
  readonly instanceId: string;
  /** When the newest image that restores was made; absent where there is none. */
  readonly lastImage?: string | undefined;
}

/** Which images the first run makes and deletes. */
export interface ImageFirstRun extends Pick<FirstRun, 'brakes'> {
  /** How many images it would make. */
  readonly creates: number;
  readonly deletes: readonly ImageLine[];
  /** Tags that cannot be read; their instances are left alone. */
  readonly problems: readonly ImageProblem[];
}

/** @param firstRun Of a shelf. */
export function imageFirstRun({ creates, deletes, brakes, problems }: FirstRun): ImageFirstRun {
  return {
    creates,
    deletes: deletes.map(imageLine),
    brakes,
    problems: problems.map(({ volumeId: instanceId, lastSnapshot: lastImage, ...problem }) => ({
      instanceId,
      ...problem,
      lastImage,
    })),
  };
}

function imageLine({ volumeId, snapshotId, because }: FirstRun['deletes'][number]): ImageLine {
  return { instanceId: volumeId, imageId: snapshotId, because };
}
