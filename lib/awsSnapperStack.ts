import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { AwsSnapper } from './awsSnapper.ts';
import { addOutputs } from './watch/outputs.ts';
import type { AwsSnapperProps } from './props/awsSnapperProps.ts';

/** A topic and a key of a stack are named by their ARNs; for constructs of your own, `AwsSnapper` is there. */
export interface AwsSnapperStackProps
  extends StackProps,
    Omit<AwsSnapperProps, 'topic' | 'alarmTopic' | 'topicKey' | 'encryptionKey'> {
  /**
   * An existing topic for the report, also in another region.
   *
   * @default - a topic of its own
   */
  readonly topicArn?: string | undefined;

  /**
   * An existing topic for the alarms, in the stack's region.
   *
   * @default - the reports' topic; where that is in another region, a topic of its own with the same `emails`
   */
  readonly alarmTopicArn?: string | undefined;

  /**
   * The customer key that encrypts the topic. Its policy must let CloudWatch use it.
   *
   * @default - the key of `encryptionKeyArn`; without it the topic is not encrypted with a key of yours
   */
  readonly topicKeyArn?: string | undefined;

  /**
   * The customer key that encrypts what is made here: log groups, queues, the bucket of `fanOut`, the environment of the
   * functions, and the topics unless `topicKeyArn` is given. docs/construct.md says what its policy needs.
   *
   * @default - keys of AWS
   */
  readonly encryptionKeyArn?: string | undefined;
}

/** One deployment: the function, its trigger, topic and alarms, and what a person needs to use them. */
export class AwsSnapperStack extends Stack {
  readonly snapper: AwsSnapper;

  constructor(scope: Construct, id: string, props: AwsSnapperStackProps = {}) {
    super(scope, id, { description: 'aws-snapper: EBS snapshots driven by tags', ...props });
    const { topicArn, alarmTopicArn, topicKeyArn, encryptionKeyArn, members, vault } = props;
    const given = (topicId: string, arn: string | undefined) =>
      arn === undefined ? undefined : Topic.fromTopicArn(this, topicId, arn);
    const key = (keyId: string, arn: string | undefined) =>
      arn === undefined ? undefined : Key.fromKeyArn(this, keyId, arn);
    this.snapper = new AwsSnapper(this, 'Snapper', {
      ...props,
      topic: given('GivenTopic', topicArn),
      alarmTopic: given('GivenAlarmTopic', alarmTopicArn),
      topicKey: key('GivenKey', topicKeyArn),
      encryptionKey: key('GivenEncryptionKey', encryptionKeyArn),
    });
    const { fn, fanOut, hubRole, topic, prover } = this.snapper;
    const tell = (name: string, value: string, description: string) =>
      new CfnOutput(this, name, { value, description });
    if (fanOut === undefined) tell('FunctionName', fn.functionName, 'The function');
    tell('TopicArn', topic.topicArn, 'Where the reports go');
    addOutputs(this, this.snapper);
    if (members !== undefined) {
      tell('HubRoleArn', hubRole.roleArn, 'What the template of the member role asks for');
    }
    if (vault !== undefined) {
      tell('VaultRoleArn', hubRole.roleArn, 'What the template of the source role asks for');
    }
    if (prover !== undefined) {
      if (members !== undefined) {
        tell('ProverRoleArn', prover.role.roleArn, 'What the template of the member role asks for, to prove');
      }
      tell(
        'Prove',
        `aws lambda invoke --region ${this.region} --function-name ${prover.fn.functionName} --cli-read-timeout 0 --cli-binary-format raw-in-base64-out --payload '{"sample":1}' proof.json`,
        'Proves one snapshot now',
      );
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
