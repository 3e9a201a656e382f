import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AwsSnapper, type AwsSnapperProps } from './awsSnapper.ts';

/** One deployment: the function, its trigger, topic and alarms, and what a person needs to use them. */
export class AwsSnapperStack extends Stack {
  readonly snapper: AwsSnapper;

  constructor(scope: Construct, id: string, props: StackProps, snapper: (stack: Stack) => AwsSnapperProps) {
    super(scope, id, { description: 'aws-snapper: EBS snapshots driven by tags', ...props });
    const given = snapper(this);
    this.snapper = new AwsSnapper(this, 'Snapper', given);
    const { fn, fanOut, hubRole, topic } = this.snapper;
    const tell = (name: string, value: string, description: string) =>
      new CfnOutput(this, name, { value, description });
    if (fanOut === undefined) tell('FunctionName', fn.functionName, 'The function');
    tell('TopicArn', topic.topicArn, 'Where the reports go');
    if (given.accounts !== undefined || given.organizationId !== undefined) {
      tell('HubRoleArn', hubRole.roleArn, 'What the template of the member role asks for');
    }
    if (fanOut === undefined) {
      tell(
        'DryRun',
        `aws lambda invoke --region ${this.region} --function-name ${fn.functionName} --cli-read-timeout 0 --cli-binary-format raw-in-base64-out --payload '{"dry_run":true}' report.json`,
        'Shows what a run would do; leave dry_run out for a real one',
      );
    } else {
      const { stateMachine, bucket } = fanOut;
      tell('StateMachineArn', stateMachine.stateMachineArn, 'The state machine');
      tell('ReportsBucket', bucket.bucketName, 'Where the shards and reports of the last thirty days are');
      tell(
        'DryRun',
        `aws stepfunctions start-execution --region ${this.region} --state-machine-arn ${stateMachine.stateMachineArn} --input '{"dry_run":true}'`,
        'Reports what a run would do; leave dry_run out for a real one',
      );
    }
  }
}
