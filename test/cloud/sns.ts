import { partitionOf } from './arns.ts';
import { authorize } from './authorize.ts';
import { AwsError } from './wire/errors.ts';
import { members, notEmulated, type Params, required } from './wire/request.ts';
import type { Call } from './wire/request.ts';
import type { Message } from './records.ts';
import type { XmlFields } from './wire/xml.ts';
import type { World } from './world.ts';

/** 256 KiB, in bytes of UTF-8, attributes included. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MAX_BYTES = 262_144;

/** Takes a message into its topic, where the test reads it. */
export function publish(call: Call, world: World): XmlFields {
  notEmulated(call.params, ['TargetArn', 'PhoneNumber', 'MessageStructure']);
  const { Subject: subject, Message: message = '' } = call.params;
  const arn = required(call.params, 'TopicArn');
  if (subject !== undefined && !isSubject(subject)) throw invalid('Subject');
  if (message === '') throw invalid('Empty message');
  const attributes = attributesIn(call.params);
  const counted = Object.entries(attributes).map(([name, value]) => `${name}String${value}`);
  if (Buffer.byteLength(message + counted.join('')) > MAX_BYTES) throw invalid('Message too long');
  authorize(call, world, [{ action: 'sns:Publish', resource: arn }]);
  const messages = world.place(call.account, call.region).topics.get(arn);
  // A topic of another region is unknown here, as is one of another account that shares nothing.
  if (!messages) throw new AwsError('NotFound', 'Topic does not exist');
  messages.push({ subject, message, attributes, at: world.clock.now() });
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

/** Stricter than AWS may be: it does not say what it does with control characters in a value. */
function attributesIn(params: Params): Readonly<Record<string, string>> {
  const given = members(params, 'MessageAttributes.entry').map((one): [string, string] => {
    const { Name: name = '', 'Value.DataType': type, 'Value.StringValue': value = '' } = one;
    if (type !== 'String') {
      throw new AwsError(
        'UnsupportedOperation',
        'The embedded cloud knows attributes of the type String only',
      );
    }
    if (!/^(?!AWS\.|Amazon\.|\.)[\w.-]{1,256}(?<!\.)$/i.test(name)) throw invalidAttribute(name, 'name');
    if (value === '' || /\p{C}/u.test(value)) throw invalidAttribute(name, 'value');
    return [name, value];
  });
  return Object.fromEntries(given);
}

function invalidAttribute(name: string, part: string): AwsError {
  return new AwsError(
    'ParameterValueInvalid',
    `The message attribute '${name}' must contain a valid message attribute ${part}`,
  );
}

/** What a subscription wants: of each attribute one of these values. */
export type FilterPolicy = Readonly<Record<string, readonly string[]>>;

/** Whether a subscription with this policy gets a message. https://docs.aws.amazon.com/sns/latest/dg/sns-message-filtering.html */
export function isWanted({ attributes }: Message, policy: FilterPolicy): boolean {
  return Object.entries(policy).every(([name, wanted]) => wanted.some((one) => attributes[name] === one));
}

function invalid(what: string): AwsError {
  return new AwsError('InvalidParameter', `Invalid parameter: ${what}`);
}
