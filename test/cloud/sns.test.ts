import { PublishCommand } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';

import { freshCloud, messageOf, resultOf, snsOf, stsOf } from './callers.ts';
import { HOUR } from './clock.ts';
import type { FilterPolicy } from './sns.ts';

test('a topic keeps what was published, in order and with the time', async () => {
  const cloud = await freshCloud({ at: '2026-01-01T03:00:00Z' });
  const TopicArn = cloud.region('eu-west-1').topic('reports');
  const sns = snsOf(cloud);

  const { MessageId } = await sns.send(
    new PublishCommand({ TopicArn, Subject: 'AWS Snapshot Report', Message: 'all <well> & ü\n' }),
  );
  cloud.clock.advance(HOUR);
  await sns.send(new PublishCommand({ TopicArn, Message: 'second' }));

  expect(TopicArn).toBe('arn:aws:sns:eu-west-1:123456789012:reports');
  expect(MessageId).toMatch(/./);
  expect(cloud.messages(TopicArn)).toEqual([
    {
      subject: 'AWS Snapshot Report',
      message: 'all <well> & ü\n',
      attributes: {},
      at: new Date('2026-01-01T03:00:00Z'),
    },
    { subject: undefined, message: 'second', attributes: {}, at: new Date('2026-01-01T04:00:00Z') },
  ]);
});

test('a topic is known in its own region and account only', async () => {
  const cloud = await freshCloud();
  const TopicArn = cloud.region('eu-west-1').topic('reports');
  const sent = (region: string, account?: string) =>
    resultOf(snsOf(cloud, region, account).send(new PublishCommand({ TopicArn, Message: 'x' })));
  expect(await sent('us-east-1')).toBe('NotFoundException 404');
  expect(await sent('eu-west-1', '222222222222')).toBe('NotFoundException 404');
  expect(await sent('af-south-1')).toBe('InvalidClientTokenId 403');
  expect(await sent('eu-west-1')).toBe('ok');
  expect(() => cloud.messages('arn:aws:sns:eu-west-1:123456789012:other')).toThrow(
    'no test has made the topic',
  );
});

const ok = { Subject: 'subject', Message: 'message' };

test.for<[string, { Subject?: string; Message: string }, string]>([
  ['99 characters of subject', { ...ok, Subject: 's'.repeat(99) }, ''],
  ['100 characters of subject', { ...ok, Subject: 's'.repeat(100) }, 'Invalid parameter: Subject'],
  ['an empty subject', { ...ok, Subject: '' }, 'Invalid parameter: Subject'],
  ['two lines of subject', { ...ok, Subject: 'a\nb' }, 'Invalid parameter: Subject'],
  ['a control character', { ...ok, Subject: 'a\u0007b' }, 'Invalid parameter: Subject'],
  ['an umlaut', { ...ok, Subject: 'ü' }, 'Invalid parameter: Subject'],
  ['a space in front', { ...ok, Subject: ' a' }, 'Invalid parameter: Subject'],
  ['no message', { ...ok, Message: '' }, 'Invalid parameter: Empty message'],
  ['256 KiB of message', { ...ok, Message: 'ü'.repeat(131_072) }, ''],
  ['one byte more', { ...ok, Message: `${'ü'.repeat(131_072)}x` }, 'Invalid parameter: Message too long'],
])('%s', async ([, input, message]) => {
  const cloud = await freshCloud();
  const TopicArn = cloud.region('eu-west-1').topic('reports');
  expect(await messageOf(snsOf(cloud).send(new PublishCommand({ TopicArn, ...input })))).toBe(message);
  expect(cloud.messages(TopicArn)).toHaveLength(message === '' ? 1 : 0);
});

const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });

test('a subscription gets the messages whose attributes it asks for', async () => {
  const cloud = await freshCloud();
  const TopicArn = cloud.region('eu-west-1').topic('reports');
  for (const level of ['OK', 'WARNING', '']) {
    const MessageAttributes = level === '' ? {} : { level: attribute(level), job: attribute('ü') };
    await snsOf(cloud).send(new PublishCommand({ TopicArn, Message: level || 'ALARM', MessageAttributes }));
  }
  const got = (policy: FilterPolicy) => cloud.messages(TopicArn, policy).map(({ message }) => message);
  expect(got({})).toEqual(['OK', 'WARNING', 'ALARM']);
  expect(got({ level: ['WARNING', 'FAILURE'] })).toEqual(['WARNING']);
  expect(got({ level: ['WARNING'], job: ['other'] })).toEqual([]);
});

test.for<[string, name: string, value: string, says: string]>([
  ['an attribute', 'level', 'OK', ''],
  [
    'one without a value',
    'level',
    '',
    "The message attribute 'level' must contain a valid message attribute value",
  ],
  [
    'one with a line break',
    'job',
    'a\nb',
    "The message attribute 'job' must contain a valid message attribute value",
  ],
  [
    'one with a space in its name',
    'a b',
    'c',
    "The message attribute 'a b' must contain a valid message attribute name",
  ],
  ['one that makes the message too long', 'job', 'x'.repeat(300), 'Invalid parameter: Message too long'],
])('%s', async ([, name, value, says]) => {
  const cloud = await freshCloud();
  const TopicArn = cloud.region('eu-west-1').topic('reports');
  const MessageAttributes = { [name]: attribute(value) };
  const Message = 'x'.repeat(262_000);
  expect(
    await messageOf(snsOf(cloud).send(new PublishCommand({ TopicArn, Message, MessageAttributes }))),
  ).toBe(says);
});

test('the caller is the account of its keys', async () => {
  const cloud = await freshCloud();
  const identity = await stsOf(cloud, 'eu-west-1', '222222222222').send(new GetCallerIdentityCommand({}));
  expect(identity).toMatchObject({
    Account: '222222222222',
    Arn: 'arn:aws:iam::222222222222:user/snapper',
    UserId: expect.any(String),
  });
});
