import { Arn, ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';

export interface TopicsProps {
  readonly topic?: ITopic | undefined;
  readonly emails: readonly string[];
  readonly key?: IKey | undefined;
}

/** Where reports and alarms go. They are one topic, unless the reports' is in another region. */
export interface Topics {
  readonly reports: ITopic;
  readonly alarms: ITopic;
}

/**
 * Makes the topics that are not given.
 *
 * An alarm can notify only a topic of its own region.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
 */
export function topicsOf(scope: Construct, { topic, emails, key }: TopicsProps): Topics {
  if (topic === undefined) {
    const reports = ownTopic(scope, 'Reports', emails, key);
    return { reports, alarms: reports };
  }
  const { region } = Stack.of(scope);
  if (topic.env.region === region) {
    letAlarmsPublish(topic);
    return { reports: topic, alarms: topic };
  }
  const isKeyHere = key !== undefined && key.env.region === region;
  return { reports: topic, alarms: ownTopic(scope, 'AlarmTopic', emails, isKeyHere ? key : undefined) };
}

function ownTopic(scope: Construct, id: string, emails: readonly string[], key: IKey | undefined): Topic {
  const topic = new Topic(scope, id, { enforceSSL: true, ...(key === undefined ? {} : { masterKey: key }) });
  for (const email of emails) topic.addSubscription(new EmailSubscription(email));
  letAlarmsPublish(topic);
  key?.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsMayUseKey',
      principals: [cloudWatch],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      resources: ['*'],
      conditions: fromAlarmsOf(Stack.of(topic)),
    }),
  );
  return topic;
}

const cloudWatch = new ServicePrincipal('cloudwatch.amazonaws.com');

/** The policy of a topic that is not made in this app stays as it is. */
function letAlarmsPublish(topic: ITopic): void {
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsMayPublish',
      principals: [cloudWatch],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: fromAlarmsOf(Stack.of(topic)),
    }),
  );
}

function fromAlarmsOf(stack: Stack): Record<string, Record<string, string>> {
  const alarms = { service: 'cloudwatch', resource: 'alarm', resourceName: '*' };
  const arn = Arn.format({ ...alarms, arnFormat: ArnFormat.COLON_RESOURCE_NAME }, stack);
  return { ArnLike: { 'aws:SourceArn': arn } };
}
