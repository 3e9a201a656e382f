import { ListObjectsV2Command, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';

import { resultOf } from './callers.ts';
import { Bucket, cloudWithBucket } from './cloudWithBucket.ts';

describe('a listing', () => {
  test('has the keys with its prefix, in the order of their bytes', async () => {
    const { bucket, s3 } = await cloudWithBucket();
    for (const key of ['run/b', 'run/\u{1f600}', 'run/\uffee', 'run/B', 'runs', 'other', 'run/a & <b>'])
      bucket.put(key, 'xyz');
    const { Contents = [], ...rest } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'run/' }));
    expect(Contents.map(({ Key }) => Key)).toEqual([
      'run/B',
      'run/a & <b>',
      'run/b',
      'run/\uffee',
      'run/\u{1f600}',
    ]);
    expect(Contents[0]).toMatchObject({ Size: 3, LastModified: new Date('2026-01-01T03:00:00Z') });
    expect(rest).toMatchObject({ KeyCount: 5, IsTruncated: false, Prefix: 'run/', Name: Bucket });
  });

  test('writes its keys as in a URL, for those who ask', async () => {
    const { bucket, s3 } = await cloudWithBucket();
    bucket.put('a b/ü', 'x');
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket, EncodingType: 'url' }));
    expect(Contents?.map(({ Key }) => Key)).toEqual(['a%20b/%C3%BC']);
  });

  test('of nothing is empty', async () => {
    const { s3 } = await cloudWithBucket();
    const listed = await s3.send(new ListObjectsV2Command({ Bucket }));
    expect([listed.Contents, listed.KeyCount]).toEqual([undefined, 0]);
  });

  test('comes in pages of a thousand, in which nothing is lost when objects come and go', async () => {
    const { cloud, bucket, s3 } = await cloudWithBucket();
    for (let count = 10_000; count < 12_500; count += 1) bucket.put(`run/${count}`, 'x');
    bucket.put('other', 'x');
    const pages: number[] = [];
    const seen = new Set<string | undefined>();
    cloud.before('ListObjectsV2', ({ params }) => {
      if (params['continuation-token'] === undefined) return;
      bucket.put(`run/1000${pages.length}x`, 'behind what was listed');
      bucket.objects.delete('run/10999');
    });
    for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix: 'run/' })) {
      pages.push(Contents.length);
      for (const { Key } of Contents) seen.add(Key);
    }
    expect(pages).toEqual([1000, 1000, 500]);
    expect(seen.size).toBe(2500);
  });

  test('has pages as small as one asks for, or as the test says', async () => {
    const { cloud, bucket, s3 } = await cloudWithBucket();
    for (const key of ['a', 'b', 'c', 'd', 'e']) bucket.put(key, 'x');
    const sizes = async (pageSize: number) => {
      const pages: (number | undefined)[] = [];
      for await (const page of paginateListObjectsV2({ client: s3, pageSize }, { Bucket }))
        pages.push(page.KeyCount);
      return pages;
    };
    expect(await sizes(2)).toEqual([2, 2, 1]);
    expect(await sizes(5)).toEqual([5]);
    cloud.pageLimit = 3;
    expect(await sizes(1000)).toEqual([3, 2]);
  });

  test('does not go on with a token that it did not give out', async () => {
    const { s3 } = await cloudWithBucket();
    const command = new ListObjectsV2Command({ Bucket, ContinuationToken: 'x' });
    expect(await resultOf(s3.send(command))).toBe('InvalidArgument 400');
  });
});
