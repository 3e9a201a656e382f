import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { hourly, type Watched } from './alarms.ts';
import type { FanOut } from '../fanOut/fanOut.ts';

/** What the alarms of a deployment look at, by the form that it has. */

type Kind = Pick<Watched, 'reporter' | 'failures' | 'deadLettersMean' | 'slackMinutes'>;

const SLACK_MINUTES = 120;

/** A run is one function. */
export function oneFunction(fn: LambdaFunction): Kind {
  return {
    reporter: fn,
    failures: [
      {
        id: 'FunctionErrors',
        metric: fn.metricErrors(hourly),
        means:
          'The function failed: a setting is wrong, no region could be read, or it ran out of time or memory',
      },
    ],
    deadLettersMean: 'The trigger could not start the function, or the function failed in every try',
    slackMinutes: SLACK_MINUTES,
  };
}

/** A run may take as long as its slowest shard. */
export function manyShards({ merge, failures }: FanOut, runsPerShard: number): Kind {
  return {
    reporter: merge,
    failures,
    deadLettersMean: 'The trigger could not start the state machine',
    slackMinutes: SLACK_MINUTES + runsPerShard * 15,
  };
}
