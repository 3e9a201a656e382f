import { Token } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { TOGETHER } from '../../lambda/settings/mistake.ts';
import { ConfigurationError } from './configurationError.ts';

/** What helps the people who watch a deployment. */
export interface OperationProps {
  /**
   * Whether there are alarms, those of the prover included. Without them nobody is notified of a missing run.
   *
   * @default true
   */
  readonly alarms?: boolean | undefined;

  /**
   * Makes a CloudWatch dashboard: the alarms, what the runs did, and the last headlines. An account pays for each dashboard
   * beyond its first three.
   * https://aws.amazon.com/cloudwatch/pricing/
   *
   * @default false
   */
  readonly dashboard?: boolean | undefined;

  /**
   * The address of the runbook. The description of each alarm ends with it, `#` and the name of the alarm's section.
   *
   * @default 'docs/operations.md', the file in this package
   */
  readonly runbookUrl?: string | undefined;
}

export const DEFAULT_RUNBOOK = 'docs/operations.md';

/** The description of an alarm has room for 1,024 characters. */
export const RUNBOOK = {
  must: 'be the address of a page, of at most 300 characters, without spaces, #, quotes, backslashes and brackets',
  like: 'https://wiki.example.com/aws-snapper',
  pattern: /^[^\s#"'`\\()[\]<>{}\p{C}]{1,300}$/u,
};

/** @throws ConfigurationError for a runbook that no section can be added to, and for a topic of alarms that are off. */
export function refuseWrongOperation({ runbookUrl, alarms, alarmTopic }: Given): void {
  const { must, like, pattern } = RUNBOOK;
  const isGood =
    typeof runbookUrl === 'string' && (Token.isUnresolved(runbookUrl) || pattern.test(runbookUrl));
  if (runbookUrl !== undefined && !isGood) {
    const remedy = { runbookUrl: like };
    throw new ConfigurationError({ code: 'wrong-value', key: 'runbookUrl', found: runbookUrl, must, remedy });
  }
  if (alarms === false && alarmTopic !== undefined) {
    throw new ConfigurationError({
      code: TOGETHER,
      key: 'alarmTopic',
      found: alarmTopic.topicArn,
      must: 'be absent beside alarms: false',
    });
  }
}

interface Given extends OperationProps {
  readonly alarmTopic?: ITopic | undefined;
}
