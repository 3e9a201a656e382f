import { Annotations, Arn, ArnFormat, Aspects, Stack, Token } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnSubscription, type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { ConfigurationError } from '../props/configurationError.ts';

export interface TopicsProps {
  readonly topic?: ITopic | undefined;
  readonly alarmTopic?: ITopic | undefined;
  readonly hasAlarms: boolean;
  readonly emails: readonly string[];
  readonly key?: IKey | undefined;
}

/** Where reports and alarms go. They are one topic, unless another is given for the alarms or the reports' is in another region. */
export interface Topics {
  readonly reports: ITopic;
  readonly alarms: ITopic;
}

/**
 * Makes the topics that are not given, and warns at synth of one that nobody is subscribed to.
 *
 * An alarm can notify only a topic of its own region. Where a region is known only when the stack is deployed, the
 * topic counts as one of it: CloudFormation refuses the alarms where it is not.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
 *
 * @throws ConfigurationError for a topic of alarms that is in another region.
 */
export function topicsOf(scope: Construct, props: TopicsProps): Topics {
  const topics = chosenTopics(scope, props);
  const all = [...new Set([topics.reports, topics.alarms])];
  for (const topic of all) warnOfDeafTopic(scope, topic);
  if (props.emails.length > 0 && all.every((topic) => isGiven(topic, props))) {
    Annotations.of(scope).addWarningV2(
      'aws-snapper:unusedEmails',
      `No topic is made here, so ${props.emails.join(', ')} gets no mail from this deployment: subscribe the addresses to ${topics.reports.topicArn} yourself, and leave emails out.`,
    );
  }
  return topics;
}

function isGiven(one: ITopic, { topic, alarmTopic }: TopicsProps): boolean {
  return one === topic || one === alarmTopic;
}

function chosenTopics(scope: Construct, { topic, alarmTopic, hasAlarms, emails, key }: TopicsProps): Topics {
  const reports = topic ?? ownTopic(scope, 'Reports', emails, key);
  const { region } = Stack.of(scope);
  if (alarmTopic !== undefined) {
    if (isElsewhere(alarmTopic, region)) throw notHere(alarmTopic, region);
    letAlarmsPublish(alarmTopic);
    return { reports, alarms: alarmTopic };
  }
  if (!isElsewhere(reports, region)) {
    letAlarmsPublish(reports, topic === undefined ? key : undefined);
    return { reports, alarms: reports };
  }
  if (!hasAlarms) return { reports, alarms: reports };
  const keyHere = key?.env.region === region ? key : undefined;
  const alarms = ownTopic(scope, 'AlarmTopic', emails, keyHere);
  letAlarmsPublish(alarms, keyHere);
  return { reports, alarms };
}

function isElsewhere({ env }: ITopic, region: string): boolean {
  return !Token.isUnresolved(env.region) && !Token.isUnresolved(region) && env.region !== region;
}

function notHere({ topicArn }: ITopic, region: string): ConfigurationError {
  return new ConfigurationError({
    code: 'wrong-value',
    key: 'alarmTopicArn',
    found: topicArn,
    must: `be the ARN of a topic in ${region}, the region of the stack, because an alarm can notify only a topic of its own region (topicArn may be elsewhere)`,
  });
}

/** Asked at synth, because an app may subscribe somebody after the topic was made. Of a topic from elsewhere nobody knows. */
function warnOfDeafTopic(scope: Construct, topic: ITopic): void {
  if (!(topic instanceof Topic)) return;
  Aspects.of(scope).add({
    visit(node) {
      if (node !== scope || isHeard(topic)) return;
      Annotations.of(scope).addWarningV2(
        'aws-snapper:nobodyHears',
        `Nobody is subscribed to the topic ${topic.node.path}, so nobody hears of a failure. Give emails (-c emails=ops@example.com) or a topic that people read (-c topicArn=arn:aws:sns:…); in an app of your own, subscribe somebody to it.`,
      );
    },
  });
}

function isHeard({ topicArn, node }: Topic): boolean {
  return node.root.node.findAll().some((one) => one instanceof CfnSubscription && one.topicArn === topicArn);
}

function ownTopic(scope: Construct, id: string, emails: readonly string[], key: IKey | undefined): Topic {
  const topic = new Topic(scope, id, { enforceSSL: true, ...(key === undefined ? {} : { masterKey: key }) });
  for (const email of emails) topic.addSubscription(new EmailSubscription(email));
  return topic;
}

const cloudWatch = new ServicePrincipal('cloudwatch.amazonaws.com');

/** The policy of a topic that is not made in this app stays as it is. */
function letAlarmsPublish(topic: ITopic, key?: IKey): void {
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsMayPublish',
      principals: [cloudWatch],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: fromAlarmsOf(Stack.of(topic)),
    }),
  );
  key?.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsMayUseKey',
      principals: [cloudWatch],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      resources: ['*'],
      conditions: fromAlarmsOf(Stack.of(topic)),
    }),
  );
}

function fromAlarmsOf(stack: Stack): Record<string, Record<string, string>> {
  const alarms = { service: 'cloudwatch', resource: 'alarm', resourceName: '*' };
  const arn = Arn.format({ ...alarms, arnFormat: ArnFormat.COLON_RESOURCE_NAME }, stack);
  return { ArnLike: { 'aws:SourceArn': arn } };
}
