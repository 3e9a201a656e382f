import { Agent } from 'node:http';
import type { LookupFunction } from 'node:net';
import { Readable } from 'node:stream';

import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';

import { messageOf, resultOf } from './callers.ts';
import { Bucket, cloudWithBucket, s3Of } from './cloudWithBucket.ts';
import type { Statement } from './iam.ts';

function put(Key: string, Body: string | Buffer = 'x') {
  return new PutObjectCommand({ Bucket, Key, Body });
}

/** Two megabytes in which every place is told from the next. */
function large(): Buffer {
  return Buffer.from(Uint32Array.from({ length: 524_288 }, (_, index) => index * 2_654_435_761).buffer);
}

describe('an object', () => {
  test('comes back as it was put, under any key', async () => {
    const { cloud, bucket, s3 } = await cloudWithBucket();
    const keys = ['a.json', 'run 1/shards/222222222222/eu-west-1/1.json', 'ü+&=?%2F#/☃', '/first/', '//'];
    for (const key of keys) {
      await s3.send(
        new PutObjectCommand({ Bucket, Key: key, Body: `{"key":"${key}"}`, ContentType: 'application/json' }),
      );
      const { Body, ContentType, LastModified, ETag } = await s3.send(
        new GetObjectCommand({ Bucket, Key: key }),
      );
      expect(await Body?.transformToString()).toBe(`{"key":"${key}"}`);
      expect({ ContentType, LastModified }).toEqual({
        ContentType: 'application/json',
        LastModified: cloud.clock.now(),
      });
      expect(ETag).toMatch(/^"[0-9a-f]{32}"$/);
      expect(bucket.json(key)).toEqual({ key });
    }
    expect(bucket.keys().toSorted()).toEqual(keys.toSorted());
  });

  test('keeps its metadata, and not how it travelled', async () => {
    const { s3 } = await cloudWithBucket();
    await s3.send(
      new PutObjectCommand({
        Bucket,
        Key: 'a',
        Body: Readable.from(['x']),
        ContentLength: 1,
        Metadata: { run: '1' },
      }),
    );
    const { Metadata, ContentEncoding } = await s3.send(new GetObjectCommand({ Bucket, Key: 'a' }));
    expect({ Metadata, ContentEncoding }).toEqual({ Metadata: { run: '1' }, ContentEncoding: undefined });
  });

  test.for<[string, () => { readonly Body: Buffer | Readable | string; readonly ContentLength?: number }]>([
    ['in one piece', () => ({ Body: large() })],
    [
      'in chunks with a checksum behind them',
      () => ({ Body: Readable.from(slices(large())), ContentLength: 2_097_152 }),
    ],
  ])('of two megabytes arrives whole %s, and goes out again', async ([, body]) => {
    const { bucket, s3 } = await cloudWithBucket();
    const { ChecksumCRC32 } = await s3.send(new PutObjectCommand({ Bucket, Key: 'large', ...body() }));
    expect(bucket.objects.get('large')?.body.equals(large())).toBe(true);
    const { Body, ...got } = await s3.send(new GetObjectCommand({ Bucket, Key: 'large' }));
    expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(large())).toBe(true);
    expect(ChecksumCRC32).toMatch(/==$/);
    expect(got.ChecksumCRC32).toBe(ChecksumCRC32);
  });

  test('takes the place of the one before it', async () => {
    const { bucket, s3 } = await cloudWithBucket();
    for (const body of ['1', '2']) await s3.send(put('a', body));
    expect([bucket.keys(), bucket.text('a')]).toEqual([['a'], '2']);
  });

  test('with `If-None-Match: *` never replaces an object', async () => {
    const { bucket, s3 } = await cloudWithBucket();
    const putNew = (Body: string, IfNoneMatch = '*') =>
      resultOf(s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body, IfNoneMatch })));
    const answers = await Promise.all(['1', '2', '3'].map(async (body) => putNew(body)));
    expect(answers.toSorted()).toEqual(['PreconditionFailed 412', 'PreconditionFailed 412', 'ok']);
    expect(bucket.text('a')).toBe(String(answers.indexOf('ok') + 1));
    bucket.objects.delete('a');
    expect(await putNew('4')).toBe('ok');
    expect(await putNew('5', '"an-etag"')).toBe('NotImplemented 501');
    expect(bucket.text('a')).toBe('4');
  });

  test('is refused where a checksum does not fit', async () => {
    const { bucket, s3 } = await cloudWithBucket();
    const wrong = new PutObjectCommand({ Bucket, Key: 'a', Body: 'x', ChecksumCRC32: 'AAAAAA==' });
    expect(await resultOf(s3.send(wrong))).toBe('BadDigest 400');
    expect(bucket.keys()).toEqual([]);
  });

  test('that was damaged on its way out is not taken by the SDK', async () => {
    const { cloud, s3 } = await cloudWithBucket();
    await s3.send(put('a', 'abcdef'));
    cloud.fault({ action: 'GetObject', effect: 'truncated' });
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'a' }));
    await expect(Body?.transformToString()).rejects.toThrow('Checksum mismatch');
  });
});

describe('what is not there', () => {
  test.for([
    ['a key', { Bucket, Key: 'missing' }, 'NoSuchKey 404'],
    ['a bucket', { Bucket: 'missing', Key: 'a' }, 'NoSuchBucket 404'],
  ] as const)('%s: %s', async ([, input, expected]) => {
    const { s3 } = await cloudWithBucket();
    expect(await resultOf(s3.send(new GetObjectCommand(input)))).toBe(expected);
  });

  test('a bucket of another account or region is not for everybody', async () => {
    const { cloud } = await cloudWithBucket();
    expect(await resultOf(s3Of(cloud, '222222222222').send(put('a')))).toBe('AccessDenied 403');
    expect(await resultOf(s3Of(cloud, undefined, { region: 'us-east-1' }).send(put('a')))).toBe(
      'PermanentRedirect 301',
    );
    expect(() => cloud.region('us-east-1').bucket(Bucket)).toThrow('exists in eu-west-1 of 123456789012');
  });

  test('what the cloud does not know it refuses, rather than guess', async () => {
    const { s3 } = await cloudWithBucket();
    const part = new GetObjectCommand({ Bucket, Key: 'a', Range: 'bytes=0-1' });
    expect(await resultOf(s3.send(part))).toBe('NotImplemented 501');
    expect(await resultOf(s3.send(new HeadObjectCommand({ Bucket, Key: 'a' })))).toMatch(/ 501$/);
    expect(await resultOf(s3.send(new ListObjectsV2Command({ Bucket, Delimiter: '/' })))).toBe(
      'UnsupportedOperation 400',
    );
  });
});

describe('permissions', () => {
  test('are asked of the object for reading and writing, of the bucket for listing', async () => {
    const { cloud, s3 } = await cloudWithBucket();
    cloud.policy = [
      allow('s3:PutObject', 'arn:aws:s3:::reports/mine/*'),
      allow('s3:GetObject', 'arn:aws:s3:::reports/*'),
    ];
    expect(await resultOf(s3.send(put('mine/a')))).toBe('ok');
    expect(await resultOf(s3.send(put('a')))).toBe('AccessDenied 403');
    const listed = s3.send(new ListObjectsV2Command({ Bucket }));
    expect(await messageOf(listed)).toBe(
      'User: arn:aws:iam::123456789012:user/snapper is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::reports" because no identity-based policy allows the s3:ListBucket action',
    );
  });

  test('can be allowed only with `If-None-Match: *`', async () => {
    const { cloud, s3 } = await cloudWithBucket();
    const Condition = { Null: { 's3:if-none-match': 'false' } };
    cloud.policy = [{ ...allow('s3:PutObject', '*'), Condition }];
    const asking = new PutObjectCommand({ Bucket, Key: 'a', Body: 'x', IfNoneMatch: '*' });
    expect(await resultOf(s3.send(put('a')))).toBe('AccessDenied 403');
    expect(await resultOf(s3.send(asking))).toBe('ok');
  });

  test('to list decide whether one is told that a key is missing', async () => {
    const { cloud, s3 } = await cloudWithBucket();
    const missing = () => resultOf(s3.send(new GetObjectCommand({ Bucket, Key: 'missing' })));
    cloud.policy = [allow('s3:GetObject', '*')];
    expect(await missing()).toBe('AccessDenied 403');
    cloud.policy = [allow('s3:GetObject', '*'), allow('s3:ListBucket', 'arn:aws:s3:::reports')];
    expect(await missing()).toBe('NoSuchKey 404');
  });
});

test('faults strike S3 as they strike the others', async () => {
  const { cloud, bucket, s3 } = await cloudWithBucket();
  cloud.fault({
    action: 'PutObject',
    times: 1,
    effect: { error: 'SlowDown', message: 'Please reduce your request rate.' },
  });
  cloud.fault({ action: 'PutObject', when: ({ Key }) => Key === 'b', effect: 'reset after' });
  expect(await resultOf(s3.send(put('a')))).toBe('SlowDown 503');
  expect(await resultOf(s3.send(put('a')))).toBe('ok');
  expect(await resultOf(s3.send(put('b')))).toMatch(/^(Error|TimeoutError)/);
  expect(bucket.keys()).toEqual(['a', 'b']);
  expect(cloud.calls.map(({ action, outcome }) => [action, outcome])).toEqual([
    ['PutObject', 'SlowDown'],
    ['PutObject', 'ok'],
    ['PutObject', 'reset after'],
  ]);
});

test('the bucket may stand before the name of the host', async () => {
  const { cloud, bucket } = await cloudWithBucket();
  const s3 = s3Of(cloud, undefined, {
    endpoint: cloud.endpoint.replace('127.0.0.1', 'localhost'),
    requestHandler: { httpAgent: new Agent({ lookup: thisMachine }) },
  });
  await s3.send(put('folder/a', 'in the host'));
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'folder/a' }));
  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket }));
  expect(await Body?.transformToString()).toBe('in the host');
  expect([bucket.keys(), Contents?.map(({ Key }) => Key)]).toEqual([['folder/a'], ['folder/a']]);
});

/** Not every resolver knows that `reports.localhost` is here. */
const thisMachine: LookupFunction = (_, options, found) => {
  if (options.all) found(null, [{ address: '127.0.0.1', family: 4 }]);
  else found(null, '127.0.0.1', 4);
};

function slices(body: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < body.length; at += 50_000) pieces.push(body.subarray(at, at + 50_000));
  return pieces;
}

function allow(Action: string, Resource: string): Statement {
  return { Effect: 'Allow', Action, Resource };
}
