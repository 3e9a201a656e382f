import type { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { plain } from '../../lambda/core/text.ts';
import { OVERRIDABLE, type Overridable } from '../../lambda/settings/overrides.ts';
import { table } from '../../lambda/settings/table.ts';
import { ConfigurationError } from './configurationError.ts';

/** When runs start, and what an event may change of them. */
export interface TriggerProps {
  /**
   * When the function runs, as EventBridge Scheduler reads it, in `timeZone`: `cron(…)` or `rate(…)`. The zone of a
   * `ScheduleExpression` must be `timeZone`, or `Etc/UTC`, which the CDK writes where no zone is given.
   * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
   *
   * @default 'cron(0 3 * * ? *)', every day at three
   */
  readonly schedule?: string | ScheduleExpression | undefined;

  /**
   * The first start of a `rate(…)`, in ISO 8601 with its offset. Without it AWS counts from the moment at which
   * it creates the schedule, and no follow-up can be placed after it. AWS refuses a date that is more than five
   * minutes old when it creates the schedule, so there is no default.
   * https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
   *
   * @default - a rate starts when it is deployed
   */
  readonly startDate?: string | undefined;

  /**
   * When the follow-up of a run starts: a number of hours after it (`1h` to `23h`), at a `cron(…)` of your own that
   * comes the same number of hours after each start that it follows, or never (`false`).
   *
   * @default '1h'; none where `schedule` comes more often than every three hours
   */
  readonly followUp?: string | false | undefined;

  /**
   * The settings, by their event keys, that an event may override although this deployment sets them.
   *
   * @default - an event that overrides one of them is refused
   */
  readonly allowOverrides?: readonly Overridable[] | undefined;
}

export const DEFAULT_SCHEDULE = 'cron(0 3 * * ? *)';

/** What the CDK writes as the zone of an expression that has none. */
const ZONE_OF_CDK = 'Etc/UTC';

/**
 * When the function runs, as text, in `timeZone`.
 *
 * @throws ConfigurationError for an expression in another zone: hours in tags would be read in one, and the trigger's in another.
 */
export function scheduleIn({ schedule = DEFAULT_SCHEDULE, timeZone }: ZonedTrigger): string {
  if (typeof schedule === 'string') return schedule;
  const zone = schedule.timeZone?.timezoneName ?? ZONE_OF_CDK;
  if (zone === ZONE_OF_CDK || zone === (timeZone ?? table.time_zone.fallback))
    return schedule.expressionString;
  throw new ConfigurationError({
    code: 'wrong-value',
    key: 'timeZone',
    found: timeZone,
    must: `be the zone of schedule (${zone}), because the hours in tags are read in the zone of the trigger`,
    remedy: { timeZone: zone },
  });
}

/** The trigger, and the zone of its hours and of those in tags. */
type ZonedTrigger = Pick<TriggerProps, 'schedule'> & { readonly timeZone?: string | undefined };

/**
 * The environment variables of the functions that are no settings: the trigger, and what an event may override.
 *
 * @throws ConfigurationError where `allowOverrides` names what no event may override, and for a schedule in another zone.
 */
export function triggerVariables({
  allowOverrides = [],
  ...trigger
}: TriggerProps & ZonedTrigger): Record<string, string> {
  refuseOthers(allowOverrides);
  return {
    TRIGGER: scheduleIn(trigger),
    ...(allowOverrides.length === 0 ? {} : { ALLOW_OVERRIDES: allowOverrides.join(',') }),
  };
}

function refuseOthers(found: readonly string[]): void {
  const meant = found.map((name) => OVERRIDABLE.find((key) => plain(key) === plain(name)));
  if (found.every((name, index) => name === meant[index])) return;
  const known = meant.filter((key) => key !== undefined);
  throw new ConfigurationError({
    code: 'wrong-value',
    key: 'allowOverrides',
    found,
    must: `name event keys among ${OVERRIDABLE.join(', ')}`,
    remedy: known.length < found.length ? undefined : { allowOverrides: known },
  });
}
