import { createHash } from 'node:crypto';

import type { Clock } from '../clock.ts';

/** A bucket, as a test fills and reads it. */
export interface Bucket {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly objects: Map<string, StoredObject>;
  /** In the order of a listing. */
  keys(prefix?: string): string[];
  put(key: string, body: string): void;
  /** Throws where there is no such object. */
  text(key: string): string;
  json(key: string): unknown;
}

export interface StoredObject {
  readonly body: Buffer;
  readonly at: Date;
  readonly etag: string;
  /** What comes back with the object: its type, its metadata and the checksum it was sent with. */
  readonly headers: Readonly<Record<string, string>>;
}

export function newBucket(
  clock: Clock,
  { name, account, region }: Pick<Bucket, 'name' | 'account' | 'region'>,
): Bucket {
  const objects = new Map<string, StoredObject>();
  const text = (key: string): string => {
    const object = objects.get(key);
    if (!object)
      throw new Error(`the bucket ${name} holds ${bucket.keys().join(', ') || 'nothing'}, but not ${key}`);
    return object.body.toString();
  };
  const bucket: Bucket = {
    name,
    account,
    region,
    objects,
    keys: (prefix = '') => inOrder([...objects.keys()].filter((key) => key.startsWith(prefix))),
    put(key, body) {
      objects.set(key, newObject(clock, Buffer.from(body), {}));
    },
    text,
    json: (key) => JSON.parse(text(key)),
  };
  return bucket;
}

export function newObject(clock: Clock, body: Buffer, headers: StoredObject['headers']): StoredObject {
  const etag = `"${createHash('md5').update(body).digest('hex')}"`;
  return { body, at: clock.now(), etag, headers };
}

/** The order of their UTF-8, which is not that of JavaScript's strings. */
function inOrder(keys: readonly string[]): string[] {
  return keys
    .map((key) => ({ key, bytes: Buffer.from(key).toString('latin1') }))
    .toSorted((a, b) => (a.bytes < b.bytes ? -1 : 1))
    .map(({ key }) => key);
}
