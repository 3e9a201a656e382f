import { CreateSnapshotCommand, DescribeVolumesCommand } from '@aws-sdk/client-ec2';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { InvokeCommandInput } from '@aws-sdk/client-lambda';
import { describe, expect, test } from 'vitest';

import { clientOf, ec2Of, freshCloud, messageOf, resultOf } from './callers.ts';
import type { Caller } from './callers.ts';
import { MINUTE } from './clock.ts';
import type { Cloud } from './cloud.ts';
import { passTime } from './passingTime.ts';

function invoke(cloud: Cloud, input: Partial<InvokeCommandInput> = {}, caller?: Caller) {
  const client = new LambdaClient(clientOf(cloud, 'eu-west-1', caller));
  return client.send(new InvokeCommand({ FunctionName: 'shard', Payload: '{}', ...input }));
}

/** What the function was answered with, and whether it failed. */
async function answerOf(cloud: Cloud, input?: Partial<InvokeCommandInput>) {
  const { Payload, FunctionError, StatusCode } = await invoke(cloud, input);
  const answer: unknown = JSON.parse(Payload?.transformToString() ?? '');
  return { answer, error: FunctionError, status: StatusCode };
}

describe('a function', () => {
  test('is given the event and gives back its answer', async () => {
    const cloud = await freshCloud();
    cloud.functions.set('shard', async (event) => ({ seen: await Promise.resolve(event) }));
    expect(await answerOf(cloud, { Payload: '{"account":"222222222222","ü":[1]}' })).toEqual({
      answer: { seen: { account: '222222222222', ü: [1] } },
      error: undefined,
      status: 200,
    });
    expect(cloud.calls).toMatchObject([
      { service: 'lambda', action: 'Invoke', params: { FunctionName: 'shard' }, outcome: 'ok' },
    ]);
  });

  test('that gives nothing back answers null, and one without an event gets an empty one', async () => {
    const cloud = await freshCloud();
    const events: unknown[] = [];
    cloud.functions.set('shard', (event) => void events.push(event));
    expect((await answerOf(cloud, { Payload: '' })).answer).toBeNull();
    expect(events).toEqual([{}]);
  });

  test.for([
    'arn:aws:lambda:eu-west-1:123456789012:function:shard',
    'arn:aws:lambda:eu-west-1:123456789012:function:shard:live',
    '123456789012:function:shard',
    'shard:live',
  ])('answers to %s', async (FunctionName) => {
    const cloud = await freshCloud();
    cloud.functions.set('shard', () => 'here');
    expect((await answerOf(cloud, { FunctionName })).answer).toBe('here');
  });

  test('may call the cloud while it is called', async () => {
    const cloud = await freshCloud();
    const { id: VolumeId } = cloud.region('eu-west-1').volume();
    cloud.functions.set('shard', () => ec2Of(cloud).send(new CreateSnapshotCommand({ VolumeId })));
    const { answer } = await answerOf(cloud);
    expect(answer).toMatchObject({ SnapshotId: cloud.snapshotsOf(VolumeId)[0]?.id, State: 'pending' });
  });

  test('that throws is an answer with the error in it', async () => {
    const cloud = await freshCloud();
    cloud.functions.set('shard', () => {
      throw new RangeError('no region could be read');
    });
    expect(await answerOf(cloud)).toEqual({
      answer: {
        errorType: 'RangeError',
        errorMessage: 'no region could be read',
        trace: expect.arrayContaining(['RangeError: no region could be read']),
      },
      error: 'Unhandled',
      status: 200,
    });
  });

  test('may throw in its own time, and what is no error', async () => {
    const cloud = await freshCloud();
    cloud.functions.set('shard', () => Promise.reject('words'));
    expect(await answerOf(cloud)).toMatchObject({ answer: { errorMessage: 'words' }, error: 'Unhandled' });
  });

  test('belongs to one account', async () => {
    const cloud = await freshCloud();
    const member = cloud.account('222222222222');
    member.functions.set('shard', () => 'theirs');
    expect(await resultOf(invoke(cloud))).toBe('ResourceNotFoundException 404');
    expect(await resultOf(invoke(cloud, {}, member.id))).toBe('ok');
  });
});

describe('limits', () => {
  test('an event of 6 MiB arrives, and one more byte is refused', async () => {
    const cloud = await freshCloud();
    cloud.functions.set('shard', (text) => String(text).length);
    expect((await answerOf(cloud, { Payload: eventOf(6_291_456) })).answer).toBe(6_291_454);
    const tooMuch = () => invoke(cloud, { Payload: eventOf(6_291_457) });
    expect(await resultOf(tooMuch())).toBe('RequestEntityTooLargeException 413');
    expect(await messageOf(tooMuch())).toBe(
      'Request must be smaller than 6291456 bytes for the InvokeFunction operation',
    );
  });

  test('an answer that is too large is an error of the function', async () => {
    const cloud = await freshCloud();
    cloud.functions.set('shard', () => 'x'.repeat(6_291_555));
    expect(await answerOf(cloud)).toMatchObject({
      answer: { errorType: 'Function.ResponseSizeTooLarge' },
      error: 'Unhandled',
    });
  });
});

describe('a refusal', () => {
  test('names the function that is not there', async () => {
    const cloud = await freshCloud();
    expect(await resultOf(invoke(cloud))).toBe('ResourceNotFoundException 404');
    expect(await messageOf(invoke(cloud))).toBe(
      'Function not found: arn:aws:lambda:eu-west-1:123456789012:function:shard',
    );
  });

  test('of an event that is no JSON', async () => {
    const cloud = await freshCloud();
    cloud.functions.set('shard', () => 'never');
    expect(await resultOf(invoke(cloud, { Payload: '{' }))).toBe('InvalidRequestContentException 400');
  });

  test('because there are too many comes as often as the test says, and of the function it says', async () => {
    const cloud = await freshCloud();
    for (const name of ['shard', 'merge']) cloud.functions.set(name, () => name);
    cloud.fault({
      action: 'Invoke',
      when: ({ FunctionName }) => FunctionName === 'shard',
      times: 2,
      effect: { error: 'TooManyRequestsException', message: 'Rate Exceeded.' },
    });
    const results = [];
    for (const FunctionName of ['shard', 'merge', 'shard', 'shard']) {
      results.push(await resultOf(invoke(cloud, { FunctionName })));
    }
    expect(results).toEqual(['TooManyRequestsException 429', 'ok', 'TooManyRequestsException 429', 'ok']);
  });

  test('of who may not invoke it', async () => {
    const cloud = await freshCloud();
    cloud.functions.set('shard', () => 'here');
    cloud.policy = [
      { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: 'arn:aws:lambda:*:*:function:other' },
    ];
    expect(await resultOf(invoke(cloud))).toBe('AccessDeniedException 403');
    cloud.policy = [
      { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: 'arn:aws:lambda:*:*:function:shard' },
    ];
    expect(await resultOf(invoke(cloud))).toBe('ok');
  });

  test('of what the cloud does not know', async () => {
    const cloud = await freshCloud();
    cloud.functions.set('shard', () => 'here');
    expect(await resultOf(invoke(cloud, { InvocationType: 'Event' }))).toBe('UnsupportedOperation 400');
  });
});

test('the time of a cloud passes while a function waits', async () => {
  const cloud = await freshCloud();
  const time = passTime(cloud, 100);
  cloud.functions.set('shard', async () => {
    await time.clock.sleep(10 * MINUTE);
    await ec2Of(cloud).send(new DescribeVolumesCommand({}));
    return time.clock.now();
  });
  try {
    const answers = await Promise.all([answerOf(cloud), answerOf(cloud)]);
    expect(answers.map(({ answer }) => answer)).toEqual([
      '2026-01-01T03:10:00.200Z',
      '2026-01-01T03:10:00.200Z',
    ]);
    expect(cloud.running).toBe(0);
  } finally {
    time.stop();
  }
});

function eventOf(bytes: number): string {
  return JSON.stringify('x'.repeat(bytes - 2));
}
