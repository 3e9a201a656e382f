import {
  GetObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { s3 } from './clients.ts';

/** Files of JSON in a bucket, under one name. */
export interface Folder {
  readonly write: (name: string, content: unknown) => Promise<void>;
  /**
   * Writes a file only where there is none of that name.
   *
   * @throws the SDK's error: `PreconditionFailed` where there is one, `ConditionalRequestConflict` where it must be sent again.
   */
  readonly create: (name: string, content: unknown) => Promise<void>;
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
  const put = async (
    name: string,
    content: unknown,
    condition: Pick<PutObjectCommandInput, 'IfNoneMatch'> = {},
  ): Promise<void> => {
    const file = { Key: keyOf(name), Body: JSON.stringify(content), ContentType: 'application/json' };
    await client.send(new PutObjectCommand({ Bucket: bucket, ...file, ...condition }));
  };
  return {
    write: async (name, content) => put(name, content),
    create: async (name, content) => put(name, content, { IfNoneMatch: '*' }),
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
