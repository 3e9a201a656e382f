import { CreateTagsCommand } from '@aws-sdk/client-ec2';
import type { Recorder } from '../../carryOut/proof/prover.ts';
import { keysOf } from '../../core/keys.ts';
import { ec2Repeating, type Site } from '../clients.ts';
import { replyTo } from '../replyTo.ts';

/**
 * Writes records of proofs in one region, and says how AWS answered.
 *
 * A tag that is set to a value can be set again, so the SDK may send it again.
 */
export function openRecorder(site: Site, prefix: string): Recorder {
  const client = ec2Repeating(site);
  const { proved: Key } = keysOf(prefix);
  return {
    record: async (snapshotId, Value) =>
      replyTo(async () => {
        await client.send(new CreateTagsCommand({ Resources: [snapshotId], Tags: [{ Key, Value }] }));
      }),
    close: () => client.destroy(),
  };
}
