import { Annotations, Duration, TimeZone } from 'aws-cdk-lib';
import {
  ContextAttribute,
  type IScheduleTarget,
  Schedule,
  ScheduleExpression,
  ScheduleTargetInput,
} from 'aws-cdk-lib/aws-scheduler';
import type { ScheduleTargetBaseProps } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { instantOf } from '../../lambda/core/calendar.ts';
import { TOGETHER } from '../../lambda/settings/mistake.ts';
import { ConfigurationError } from '../props/configurationError.ts';
import type { SnapperSettings } from '../props/environment.ts';
import { scheduleIn, type TriggerProps } from '../props/trigger.ts';
import { type FollowUp, followUpOf } from './followUp.ts';
import { longestPause } from './longestPause.ts';
import { triggerIn } from './trigger.ts';

/** When runs start. */
export interface Triggers {
  readonly schedule: string;
  readonly timeZone: string;
  /** The longest time between two starts of the trigger, in minutes. Follow-ups do not shorten it. */
  readonly pause: number;
  /** The first start of a rate. */
  readonly start: Date | undefined;
  readonly followUp: FollowUp;
}

/**
 * Reads when runs start.
 *
 * @throws ConfigurationError for what EventBridge Scheduler would refuse, and for a follow-up that follows nothing.
 */
export function triggersOf({
  startDate,
  followUp,
  dryRun,
  ...zoned
}: TriggerProps & Pick<SnapperSettings, 'timeZone' | 'dryRun'>): Triggers {
  const { timeZone = 'UTC' } = zoned;
  const schedule = scheduleIn(zoned);
  const trigger = triggerIn(schedule);
  const pause = longestPause(trigger, timeZone);
  const start = startDate === undefined ? undefined : startOf(startDate, trigger.kind, schedule);
  const found = followUpOf({ schedule, trigger, pause, start }, followUp);
  // A dry run leaves nothing to look after.
  return { schedule, timeZone, pause, start, followUp: dryRun ? { kind: 'none' } : found };
}

function startOf(found: string, kind: 'cron' | 'rate', schedule: string): Date {
  const key = 'startDate';
  if (kind === 'cron') {
    const must = `be absent beside ${schedule}, which has its own hours`;
    throw new ConfigurationError({ code: TOGETHER, key, found, must });
  }
  const start = instantOf(found);
  if (start !== undefined) return start;
  const must = 'be an instant in ISO 8601 with its offset, like "2027-01-01T03:00:00Z"';
  throw new ConfigurationError({ code: 'wrong-value', key, found, must });
}

/** What a trigger starts, with what it hands over. */
type TargetOf = (props: ScheduleTargetBaseProps) => IScheduleTarget;

/** Makes the trigger and, in the same zone, its follow-up; warns where that is missing. */
export function addTriggers(
  scope: Construct,
  { schedule, timeZone, start, followUp }: Triggers,
  { deadLetterQueue, targetOf }: { readonly deadLetterQueue: IQueue; readonly targetOf: TargetOf },
): void {
  const add = (id: string, description: string, expression: string, after: After = {}) =>
    new Schedule(scope, id, {
      description,
      schedule: ScheduleExpression.expression(expression, TimeZone.of(timeZone)),
      ...(start === undefined ? {} : { start: new Date(start.getTime() + (after.hours ?? 0) * 3_600_000) }),
      target: targetOf({
        input: ScheduleTargetInput.fromObject({
          ...(after.hours === undefined ? {} : { follow_up: `${after.hours}h` }),
          scheduled_time: ContextAttribute.scheduledTime,
        }),
        maxEventAge: Duration.hours(1),
        retryAttempts: 10,
        deadLetterQueue,
      }),
    });
  add('Trigger', 'Starts the snapshot run', schedule);
  if (followUp.kind === 'at') {
    add('FollowUp', 'Looks what became of the snapshots of the run before', followUp.expression, followUp);
  }
  if (followUp.kind === 'missing') {
    Annotations.of(scope).addWarningV2(
      'aws-snapper:followUp',
      `No follow-up comes after a run, so a failed snapshot is taken again by the next run only: ${followUp.why}. To have one, ${followUp.remedy}; to go without, give followUp as false.`,
    );
  }
}

interface After {
  readonly hours?: number;
}
