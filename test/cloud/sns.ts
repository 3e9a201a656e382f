import { partitionOf } from './arns.ts';
import { authorize } from './authorize.ts';
import { AwsError } from './wire/errors.ts';
import { notEmulated, required } from './wire/request.ts';
import type { Call } from './wire/request.ts';
import type { XmlFields } from './wire/xml.ts';
import type { World } from './world.ts';

/** 256 KiB, in bytes of UTF-8. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MAX_BYTES = 262_144;

/** Takes a message into its topic, where the test reads it. */
export function publish(call: Call, world: World): XmlFields {
  notEmulated(call.params, ['TargetArn', 'PhoneNumber', 'MessageStructure', 'MessageAttributes']);
  const { Subject: subject, Message: message = '' } = call.params;
  const arn = required(call.params, 'TopicArn');
  if (subject !== undefined && !isSubject(subject)) throw invalid('Subject');
  if (message === '') throw invalid('Empty message');
  if (Buffer.byteLength(message) > MAX_BYTES) throw invalid('Message too long');
  authorize(call, world, [{ action: 'sns:Publish', resource: arn }]);
  const messages = world.place(call.account, call.region).topics.get(arn);
  // A topic of another region is unknown here, as is one of another account that shares nothing.
  if (!messages) throw new AwsError('NotFound', 'Topic does not exist');
  messages.push({ subject, message, at: world.clock.now() });
  return { MessageId: world.ids.next('message') };
}

export function topicArn(
  { account, region }: { readonly account: string; readonly region: string },
  name: string,
): string {
  return `arn:${partitionOf(region)}:sns:${region}:${account}:${name}`;
}

/** ASCII, as the older documents ask, since the newer ones do not say what becomes of the rest in mail. */
function isSubject(subject: string): boolean {
  return /^[!-~][ -~]{0,98}$/.test(subject);
}

function invalid(what: string): AwsError {
  return new AwsError('InvalidParameter', `Invalid parameter: ${what}`);
}
