import { plain } from '../../lambda/core/text.ts';
import { OVERRIDABLE, type Overridable } from '../../lambda/settings/overrides.ts';
import { ConfigurationError } from './configurationError.ts';

/** When runs start, and what an event may change of them. */
export interface TriggerProps {
  /**
   * When the function runs, as EventBridge Scheduler reads it, in `timeZone`: `cron(…)` or `rate(…)`.
   * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
   *
   * @default 'cron(0 3 * * ? *)', every day at three
   */
  readonly schedule?: string | undefined;

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

/**
 * What the functions are told of their deployment, beside the settings.
 *
 * @throws ConfigurationError where `allowOverrides` names what no event may override.
 */
export function triggerVariables({
  schedule = DEFAULT_SCHEDULE,
  allowOverrides = [],
}: TriggerProps): Record<string, string> {
  refuseOthers(allowOverrides);
  return {
    TRIGGER: schedule,
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
