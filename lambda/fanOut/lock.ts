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

/** How often a lock is tried while others write it at the same instant. */
const MOST_TRIES = 5;

/** The pause before the second try, in milliseconds; each further one is twice as long. */
const FIRST_PAUSE = 200;

/** What the name of a lock has in words; with `dry_run` there is no lock. */
const NAMED: ReadonlySet<Key> = new Set(['scheduled_time', 'tag_prefix', 'follow_up', 'dry_run']);

/** The answer where another execution has the run, which may still be at work, or have ended well or badly. */
export interface LeftAlone {
  /** The name of that execution. */
  readonly leftTo: string;
  /** What that means, and what a person can do if that execution did not do its work. */
  readonly because: string;
}

interface Place {
  readonly bucket: string;
  readonly clock: Clock;
}

/**
 * Takes the lock of a run for an execution; answers only where another execution has it.
 *
 * The name of the lock is the same for the same prefix and scheduled time, however these are written, and the same other
 * settings. A dry run, and a run without a scheduled time, take no lock: a person may start these as often as they like.
 *
 * @param event Its settings by the one name to use. Other accounts, for instance, are other work, with another lock.
 */
export async function leftAlone(
  { prefix, scheduledTime, followUp, dryRun }: Settings,
  event: Readonly<Record<string, unknown>>,
  execution: string,
  place: Place,
): Promise<LeftAlone | undefined> {
  if (dryRun || scheduledTime === undefined) return undefined;
  const kind = followUp === undefined ? 'run' : `follow-up-${ageText(followUp)}`;
  const time = iso(scheduledTime);
  const name = `${kind}${digestOf(event)}/${time}/${prefix}.lock`;
  const holder = await holderOf(name, execution, place);
  if (holder === execution) return undefined;
  const file = `${LOCKS}/${name} in the bucket ${place.bucket}`;
  return {
    leftTo: holder,
    because: `nothing was done, because the execution ${holder} has the run of ${time} with the prefix ${prefix} and the same settings; if that execution failed, was aborted or timed out, redrive it; to run once more for the same time, delete ${file} before you start an execution (docs/many-accounts.md, "When an execution failed")`,
  };
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

/**
 * Takes a lock for an execution, and returns the execution that has it: this one, or the one that was first.
 *
 * An execution that has the lock gets it again, so a retry and a redrive continue. A lock is never given back: a later
 * execution finds it, whatever became of the run.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
async function holderOf(name: string, execution: string, { bucket, clock }: Place): Promise<string> {
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
