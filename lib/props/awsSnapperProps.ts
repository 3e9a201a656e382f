import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { SnapperSettings } from './environment.ts';
import type { FanOutLimits } from './members.ts';
import type { OperationProps } from './operation.ts';
import type { ResourceProps } from './resources.ts';
import type { TriggerProps } from './trigger.ts';

export interface AwsSnapperProps extends SnapperSettings, TriggerProps, OperationProps, ResourceProps {
  /**
   * A state machine works on each account and region by itself, with `replicas` on each account, in place of one function
   * for all. Needs `members.accounts`.
   *
   * @default - one function for all
   */
  readonly fanOut?: FanOutLimits | undefined;

  /**
   * An existing topic for the report, also in another region.
   *
   * @default - a topic of its own
   */
  readonly topic?: ITopic | undefined;

  /**
   * An existing topic for the alarms, in the stack's region.
   *
   * @default - the reports' topic; where that is in another region, a topic of its own with the same `emails`
   */
  readonly alarmTopic?: ITopic | undefined;

  /**
   * Who gets the report and the alarms by e-mail, where their topics are made here. Each address has to
   * confirm its subscription.
   *
   * @default - nobody, and the synth warns of a topic that is made here
   */
  readonly emails?: readonly string[] | undefined;

  /**
   * The customer key that encrypts the topic. A key that is made in this app gets the policy it needs; the
   * policy of an imported one must let CloudWatch use it.
   *
   * @default - `encryptionKey`; without it the topic is not encrypted with a key of yours
   */
  readonly topicKey?: IKey | undefined;

  /**
   * MB of memory. The run waits for AWS most of the time, so more is hardly faster: a region with 1,500
   * volumes and 22,500 snapshots took 201 MB, one with 10,000 and 110,000 took 375 MB of a heap limited to 400.
   *
   * @default 512
   */
  readonly memorySize?: number | undefined;

  /**
   * How long the log is kept, where it is made here.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays | undefined;

  /**
   * Reserves concurrency for the function: 1 keeps two runs from overlapping. Fails in new accounts, because
   * AWS keeps 100 unreserved. With `fanOut`, at least its `maxConcurrency`.
   * https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
   *
   * @default - nothing is reserved
   */
  readonly reservedConcurrentExecutions?: number | undefined;
}
