import { Token } from 'aws-cdk-lib';
import { ConfigurationError } from './configurationError.ts';

/** What helps the people who watch a deployment. */
export interface OperationProps {
  /**
   * Makes a CloudWatch dashboard: the alarms, what the runs did, and the last headlines. An account pays for each dashboard
   * beyond its first three.
   * https://aws.amazon.com/cloudwatch/pricing/
   *
   * @default false
   */
  readonly dashboard?: boolean | undefined;

  /**
   * Where people find the runbook: the description of each alarm ends with this, `#` and the name of the alarm's section.
   *
   * @default 'docs/operations.md', the file in this package
   */
  readonly runbookUrl?: string | undefined;
}

export const DEFAULT_RUNBOOK = 'docs/operations.md';

/** The description of an alarm has room for 1,024 characters. */
export const RUNBOOK = {
  must: 'be the address of a page, of at most 300 characters, without spaces and #',
  like: 'https://wiki.example.com/aws-snapper',
  pattern: /^[^\s#]{1,300}$/,
};

/** @throws ConfigurationError for an address that no section can be added to. */
export function refuseWrongRunbook({ runbookUrl: found }: OperationProps): void {
  const { must, like, pattern } = RUNBOOK;
  if (found === undefined || Token.isUnresolved(found) || pattern.test(found)) return;
  const key = 'runbookUrl';
  throw new ConfigurationError({ code: 'wrong-value', key, found, must, remedy: { [key]: like } });
}
