import { GetObjectCommand, paginateListObjectsV2, PutObjectCommand } from '@aws-sdk/client-s3';
import { s3 } from './clients.ts';

/** Files of JSON in a bucket, under one name. */
export interface Folder {
  readonly write: (name: string, content: unknown) => Promise<void>;
  /** @throws the SDK's error where there is none of that name. */
  readonly read: (name: string) => Promise<unknown>;
  /** The names of all that begin so, in their order. */
  readonly names: (beginning: string) => Promise<readonly string[]>;
  readonly close: () => void;
}

/** Opens the folder of a bucket in the region of the SDK's configuration. */
export function openFolder(bucket: string, folder: string): Folder {
  const client = s3();
  const keyOf = (name: string): string => `${folder}/${name}`;
  return {
    write: async (name, content) => {
      const Body = JSON.stringify(content);
      await client.send(
        new PutObjectCommand({ Bucket: bucket, Key: keyOf(name), Body, ContentType: 'application/json' }),
      );
    },
    read: async (name) => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: keyOf(name) }));
      return JSON.parse((await Body?.transformToString()) ?? '');
    },
    names: async (beginning) => {
      const keys: string[] = [];
      for await (const { Contents = [] } of paginateListObjectsV2(
        { client },
        { Bucket: bucket, Prefix: keyOf(beginning) },
      )) {
        keys.push(...Contents.flatMap(({ Key }) => Key?.slice(folder.length + 1) ?? []));
      }
      return keys;
    },
    close: () => client.destroy(),
  };
}
