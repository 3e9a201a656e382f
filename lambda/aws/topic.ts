import { PublishCommand } from '@aws-sdk/client-sns';
import { sns } from './clients.ts';
import type { Message } from '../core/report/message.ts';
import type { Patience } from './patience.ts';

/** Publishes in the region that the topic's ARN names, because SNS knows a topic only there. */
export async function publish(
  topicArn: string,
  { subject, text, attributes }: Message,
  patience: Patience,
): Promise<void> {
  const client = sns(topicRegion(topicArn), patience);
  try {
    await client.send(
      new PublishCommand({
        TopicArn: topicArn,
        Subject: subject,
        Message: text,
        MessageAttributes: Object.fromEntries(
          Object.entries(attributes).map(([name, StringValue]) => [
            name,
            { DataType: 'String', StringValue },
          ]),
        ),
      }),
    );
  } finally {
    client.destroy();
  }
}

/** `arn:aws:sns:eu-west-1:123456789012:reports` → `eu-west-1` */
function topicRegion(arn: string): string {
  return arn.split(':')[3] ?? '';
}
