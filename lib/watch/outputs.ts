import { CfnOutput, type Stack } from 'aws-cdk-lib';
import type { AlarmBase, Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';

/** The places that a person looks at to watch a deployment. */
export interface Places {
  readonly logGroup: ILogGroup;
  readonly alarmTopic: ITopic;
  readonly alarms: readonly AlarmBase[];
  readonly deadLetters: IQueue;
  readonly dashboard: Dashboard | undefined;
  readonly fanOut: { readonly logGroup: ILogGroup } | undefined;
  readonly prover: { readonly logGroup: ILogGroup; readonly deadLetters: IQueue } | undefined;
}

/** Adds an output of the stack for each of these places. */
export function addOutputs(stack: Stack, places: Places): void {
  const tell = (name: string, value: string, description: string) =>
    new CfnOutput(stack, name, { value, description });
  const { logGroup, alarmTopic, alarms, deadLetters, dashboard, fanOut, prover } = places;
  tell('LogGroupName', logGroup.logGroupName, 'The log group with the reports');
  if (alarms.length > 0) tell('AlarmTopicArn', alarmTopic.topicArn, 'Where the alarms go');
  tell('DeadLettersUrl', deadLetters.queueUrl, 'The queue of events that failed in every try');
  if (fanOut !== undefined) {
    tell('StateMachineLogGroupName', fanOut.logGroup.logGroupName, 'The log group of the state machine');
  }
  if (prover !== undefined) {
    tell('ProverLogGroupName', prover.logGroup.logGroupName, 'The log group of the prover');
    tell('ProverDeadLettersUrl', prover.deadLetters.queueUrl, 'The same queue of the prover');
  }
  if (dashboard !== undefined) {
    tell('DashboardUrl', addressOf(dashboard, stack), 'The dashboard in the console');
  }
}

/** Consoles outside the partition `aws`, by the beginnings of their regions. */
const CONSOLES = { 'cn-': 'console.amazonaws.cn', 'us-gov-': 'console.amazonaws-us-gov.com' };

function addressOf({ dashboardName }: Dashboard, { region }: Stack): string {
  const [, host = 'console.aws.amazon.com'] =
    Object.entries(CONSOLES).find(([beginning]) => region.startsWith(beginning)) ?? [];
  return `https://${host}/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboardName}`;
}
