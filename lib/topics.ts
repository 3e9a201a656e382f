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
  const isHere = topic.env.region === Stack.of(scope).region;
  return { reports: topic, alarms: isHere ? topic : ownTopic(scope, 'Alarms', emails, key) };
}

function ownTopic(scope: Construct, id: string, emails: readonly string[], key: IKey | undefined): Topic {
  const topic = new Topic(scope, id, { enforceSSL: true, ...(key === undefined ? {} : { masterKey: key }) });
  for (const email of emails) topic.addSubscription(new EmailSubscription(email));
  const alarms = { ArnLike: { 'aws:SourceArn': alarmsOf(Stack.of(scope)) } };
  const cloudWatch = new ServicePrincipal('cloudwatch.amazonaws.com');
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsMayPublish',
      principals: [cloudWatch],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: alarms,
    }),
  );
  key?.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsMayUseKey',
      principals: [cloudWatch],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      resources: ['*'],
      conditions: alarms,
    }),
  );
  return topic;
}

function alarmsOf(stack: Stack): string {
  return Arn.format(
    { service: 'cloudwatch', resource: 'alarm', resourceName: '*', arnFormat: ArnFormat.COLON_RESOURCE_NAME },
    stack,
  );
}
