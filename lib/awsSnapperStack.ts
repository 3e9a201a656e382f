import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AwsSnapper, type AwsSnapperProps } from './awsSnapper.ts';

/** One deployment: the function, its trigger, topic and alarms, and what a person needs to use them. */
export class AwsSnapperStack extends Stack {
  readonly snapper: AwsSnapper;

  constructor(scope: Construct, id: string, props: StackProps, snapper: (stack: Stack) => AwsSnapperProps) {
    super(scope, id, { description: 'aws-snapper: EBS snapshots driven by tags', ...props });
    this.snapper = new AwsSnapper(this, 'Snapper', snapper(this));
    const { fn, topic } = this.snapper;
    new CfnOutput(this, 'FunctionName', { value: fn.functionName, description: 'The function' });
    new CfnOutput(this, 'TopicArn', { value: topic.topicArn, description: 'Where the reports go' });
    new CfnOutput(this, 'DryRun', {
      description: 'Shows what a run would do; leave dry_run out for a real one',
      value: `aws lambda invoke --region ${this.region} --function-name ${fn.functionName} --cli-read-timeout 0 --cli-binary-format raw-in-base64-out --payload '{"dry_run":true}' report.json`,
    });
  }
}
