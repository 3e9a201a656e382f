import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { errorOf } from '../aws/errors.ts';
import { openFolder } from '../aws/folder.ts';
import type { Clock } from '../clock.ts';
import { iso } from '../core/calendar.ts';
import { ageText } from '../core/grammar/numbers.ts';
import type { Settings } from '../settings/settings.ts';
import { type Key, keyNamed } from '../settings/table.ts';

/** Where in the bucket the locks are, beside the folders of the executions. */
const LOCKS = 'locks';

const lock = z.object({ execution: z.string() });

/** How often a lock is tried for that others write at the same instant. */
const MOST_TRIES = 5;

/** Before the second try, in milliseconds; it doubles. */
const FIRST_PAUSE = 200;

/** What the name of a lock has in words; with `dry_run` there is no lock. */
const NAMED: ReadonlySet<Key> = new Set(['scheduled_time', 'tag_prefix', 'follow_up', 'dry_run']);

/**
 * The name of a run's lock: the same for the same time and prefix, however these are written, and the same other settings.
 * Undefined for a dry run, and for a run without a scheduled time: a person may start these as often as they like.
 *
 * @param event Its settings by the one name to use. Other accounts, for instance, are other work, with another lock.
 */
export function lockOf(
  { prefix, scheduledTime, followUp, dryRun }: Settings,
  event: Readonly<Record<string, unknown>>,
): string | undefined {
  if (dryRun || scheduledTime === undefined) return undefined;
  const kind = followUp === undefined ? 'run' : `follow-up-${ageText(followUp)}`;
  return `${kind}${digestOf(event)}/${iso(scheduledTime)}/${prefix}.json`;
}

/** Empty for what the trigger starts. */
function digestOf(event: Readonly<Record<string, unknown>>): string {
  const others = Object.entries(event)
    .filter(([name]) => {
      const key = keyNamed(name);
      return key !== undefined && !NAMED.has(key);
    })
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (others.length === 0) return '';
  return `-${createHash('sha256').update(JSON.stringify(others)).digest('hex').slice(0, 12)}`;
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
