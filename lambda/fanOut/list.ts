import * as z from 'zod/mini';
import { homeRegion, shardsOf } from '../run/sites.ts';
import { openFolder } from '../aws/folder.ts';
import { patienceUntil } from '../aws/patience.ts';
import { iso } from '../core/calendar.ts';
import { momentOf } from '../core/now.ts';
import { ordersIn } from './orders.ts';
import { identify, notesOn } from '../run/identify.ts';
import { readSettings, renamed } from '../settings/settings.ts';
import { keyNamed } from '../settings/table.ts';
import { bucketOf, type Facts, FACTS, SHARDS } from './files.ts';
import { type LeftAlone, leftAlone } from './lock.ts';
import type { Door } from './shard.ts';

const orders = z.object({
  event: z.record(z.string(), z.unknown()),
  /** Those of the deployment, unless the event names others. */
  accounts: z.array(z.string()),
  /** Where in the bucket this execution keeps its files. */
  folder: z.string(),
});

/** How long the function may take for its questions: less than its timeout, in milliseconds. */
const TIME_TO_LIST = 600_000;

/** What the state machine hands to each shard, and how many there are. */
export interface Listed {
  readonly event: Readonly<Record<string, unknown>>;
  readonly shards: number;
}

/**
 * Lists the shards of an execution: each region of each account, or with replicas each account.
 *
 * All shards, and their repetitions, decide for one instant, so that no volume gets two snapshots of a slot. Of several
 * executions for one prefix and scheduled time, with the same settings, the first does the work, because EventBridge Scheduler may start two.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/what-is-scheduler.html
 *
 * @throws SettingsError for an event that no run can use.
 */
export async function list(input: unknown, { clock, env, functionArn }: Door): Promise<Listed | LeftAlone> {
  const { event, accounts, folder: name } = ordersIn(input, orders);
  const settings = readSettings({ accounts, ...event }, env());
  const home = await homeRegion(settings);
  const patience = patienceUntil(new Date(clock.now().getTime() + TIME_TO_LIST), clock);
  const identified = await identify({ region: home, patience }, functionArn);
  const { now, notes, idle } = momentOf(settings, clock.now());
  const shards =
    idle === undefined
      ? await shardsOf(
          { ...settings, accounts: settings.accounts ?? accounts },
          { ...identified, home, clock, patience },
        )
      : [];
  const facts: Facts = {
    now: iso(now),
    account: identified.identity?.account,
    notes: [...notes, ...notesOn(identified)],
    idle,
  };
  const bucket = bucketOf(env());
  // An execution that decides by the clock takes no lock: two that name the same wrong time are for different instants.
  const left =
    notes.length === 0 ? await leftAlone(settings, renamed(event), name, { bucket, clock }) : undefined;
  if (left !== undefined) return left;
  const folder = openFolder(bucket, name);
  try {
    await folder.write(FACTS, facts);
    await folder.write(SHARDS, shards);
  } finally {
    folder.close();
  }
  // A follow-up's time stays its own: each shard takes from it how long it follows, as this function did.
  const time = settings.followUp === undefined ? now : settings.scheduledTime;
  const scheduled = time === undefined ? {} : { scheduled_time: iso(time) };
  return { event: { ...settingsIn(event), ...scheduled }, shards: shards.length };
}

/**
 * What each shard gets of an event: the settings without the accounts, because a shard has its own account.
 *
 * A state that gets larger than 256 KiB cannot even report its failure, and a shard's report needs most of that.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
function settingsIn(event: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(renamed(event)).filter(([key]) => keyNamed(key) !== undefined && key !== 'accounts'),
  );
}
