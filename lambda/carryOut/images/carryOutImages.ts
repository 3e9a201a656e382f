import type { Clock } from '../../clock.ts';
import type { Outcome } from '../../core/outcome.ts';
import type { CreateImage } from '../../core/plan/creation.ts';
import type { DeleteImage, DeleteOne, Deletion, ImagePlan } from '../../core/plan/plan.ts';
import type { Watch } from '../carryOut.ts';
import { deleteSurely } from '../deleteSurely.ts';
import { wakingClock } from '../interruption.ts';
import { inTurn } from '../inTurn.ts';
import { openPacer } from '../pacer.ts';
import { openImageCreator } from './imageCreator.ts';
import type { ImageWriter } from './imageWriter.ts';

/**
 * Carries out a plan of images: the rules are those of snapshots, with a server in place of a volume.
 *
 * What a deregistration left is deleted in the same turn as the images of its server, and before them: where the
 * role may not delete it, no further image is deregistered to leave more.
 * Never throws: what goes wrong is an outcome.
 *
 * @param after What the first image waits for.
 */
export async function carryOutImages(
  { creates, deletes }: Pick<ImagePlan, 'creates' | 'deletes'>,
  writer: ImageWriter,
  given: Clock,
  stopAt: Date,
  { interruption, onOutcome }: Watch = {},
  after?: Promise<unknown>,
): Promise<Outcome[]> {
  const clock = interruption === undefined ? given : wakingClock(given, interruption);
  const pacer = () => openPacer(clock, stopAt, interruption);
  const pacers = { 'create image': pacer(), 'delete image': pacer(), 'delete one': pacer() };
  const inOrder = deletes.toSorted((a, b) => RANK[a.cause] - RANK[b.cause]);
  return inTurn<CreateImage, DeleteImage | DeleteOne>(
    { creates, deletes: inOrder },
    {
      create: openImageCreator({ writer, pacer: pacers['create image'], clock, stopAt }),
      remove: (one) =>
        deleteSurely(one, () =>
          one.kind === 'delete image'
            ? pacers['delete image'](() => writer['delete image'](one))
            : pacers['delete one'](() => writer['delete one'](one)),
        ),
      after,
      isFirst: isFailed,
      withoutNew: 'its instance got no new image in this run',
      onOutcome,
    },
  ).ended;
}

/** A failed image before its snapshots; what is left over before what would leave more. */
const RANK: Readonly<Record<Deletion['cause'], number>> = {
  failed: 0,
  'left over': 1,
  expired: 2,
  orphaned: 2,
};

/** A failed image, or a failed snapshot of one. */
function isFailed(one: DeleteImage | DeleteOne): boolean {
  return one.cause === 'failed' || (one.kind === 'delete one' && one.failed === true);
}
