import * as z from 'zod/mini';
import { errorOf } from '../aws/errors.ts';
import { openFolder } from '../aws/folder.ts';
import type { Clock } from '../clock.ts';
import { iso } from '../core/calendar.ts';
import { ageText } from '../core/grammar/numbers.ts';
import type { Settings } from '../settings/settings.ts';

/** Where in the bucket the locks are, beside the folders of the executions. */
const LOCKS = 'locks';

const lock = z.object({ execution: z.string() });

/** How often a lock is tried for that others write at the same instant. */
const MOST_TRIES = 5;

/** Before the second try, in milliseconds; it doubles. */
const FIRST_PAUSE = 200;

/**
 * The name of a run's lock: the same for the same prefix and scheduled time, however that is written. Undefined for a
 * dry run, and for a run without a scheduled time: a person may start these as often as they like.
 */
export function lockOf({ prefix, scheduledTime, followUp, dryRun }: Settings): string | undefined {
  if (dryRun || scheduledTime === undefined) return undefined;
  const kind = followUp === undefined ? 'run' : `follow-up-${ageText(followUp)}`;
  return `${kind}/${iso(scheduledTime)}/${prefix}.json`;
}

/** The key of a lock in its bucket. */
export function keyOf(name: string): string {
  return `${LOCKS}/${name}`;
}

/**
 * Takes a lock for an execution, and returns which execution has it: this one, or the one that was first.
 *
 * An execution that has the lock gets it again, so a retry and a redrive go on. Nobody gives a lock back: who comes
 * later finds it, whatever became of the run.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export async function holderOf(
  name: string,
  execution: string,
  { bucket, clock }: { readonly bucket: string; readonly clock: Clock },
): Promise<string> {
  const locks = openFolder(bucket, LOCKS);
  try {
    for (let pause = FIRST_PAUSE; ; pause *= 2) {
      try {
        await locks.create(name, { execution } satisfies z.infer<typeof lock>);
        return execution;
      } catch (error) {
        const { code } = errorOf(error);
        if (code === 'PreconditionFailed') return lock.parse(await locks.read(name)).execution;
        if (code !== 'ConditionalRequestConflict' || pause >= FIRST_PAUSE * 2 ** (MOST_TRIES - 1))
          throw error;
      }
      await clock.sleep(pause);
    }
  } finally {
    locks.close();
  }
}
