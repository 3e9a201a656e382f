import { CreateTagsCommand, DeleteTagsCommand } from '@aws-sdk/client-ec2';
import type { TagChange } from '../core/plan/retag.ts';
import { ec2Repeating } from './clients.ts';

/**
 * Writes and removes the tags of one resource. A second call does no harm, so the SDK retries.
 *
 * @throws the SDK's error where AWS refuses; tags that were written before that stay.
 */
export async function changeTags(region: string, id: string, change: TagChange): Promise<void> {
  const written = Object.entries(change).flatMap(([Key, Value]) =>
    Value === undefined ? [] : { Key, Value },
  );
  const removed = Object.entries(change).flatMap(([Key, Value]) => (Value === undefined ? { Key } : []));
  const client = ec2Repeating({ region });
  try {
    if (written.length > 0) await client.send(new CreateTagsCommand({ Resources: [id], Tags: written }));
    if (removed.length > 0) await client.send(new DeleteTagsCommand({ Resources: [id], Tags: removed }));
  } finally {
    client.destroy();
  }
}
