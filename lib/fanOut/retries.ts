import { Duration } from 'aws-cdk-lib';
import { JitterType, type RetryProps } from 'aws-cdk-lib/aws-stepfunctions';

/** What the state machine tries again. */

/** A person's mistake stays one. */
export const mistake: RetryProps = { errors: ['SettingsError'], maxAttempts: 0 };

/** New accounts have room for ten functions at a time, so a shard may have to wait for an hour. */
export const busy: RetryProps = {
  errors: [
    'Lambda.TooManyRequestsException',
    'Lambda.ServiceException',
    'Lambda.AWSLambdaException',
    'Lambda.SdkClientException',
    'Lambda.ClientExecutionTimeoutException',
  ],
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxDelay: Duration.minutes(5),
  maxAttempts: 20,
  jitterStrategy: JitterType.FULL,
};

/** Of what else may go wrong with the call, nobody knows whether the function ran. */
export const notStarted: RetryProps = { ...busy, errors: ['Lambda.TooManyRequestsException'] };

export const failed: RetryProps = {
  errors: ['States.TaskFailed', 'States.Timeout'],
  interval: Duration.seconds(30),
  backoffRate: 2,
  maxAttempts: 2,
  jitterStrategy: JitterType.FULL,
};

export const brief: RetryProps = {
  errors: ['States.ALL'],
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxAttempts: 8,
  jitterStrategy: JitterType.FULL,
};
