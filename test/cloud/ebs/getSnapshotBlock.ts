import { createHash } from 'node:crypto';

import { BLOCK_SIZE } from '../content.ts';
import type { Document } from '../wire/reply.ts';
import type { Call } from '../wire/request.ts';
import type { World } from '../world.ts';
import { wholeNumber } from './blockPages.ts';
import { checkBlockToken } from './blockTokens.ts';
import { readable } from './readable.ts';
import { invalid } from './refused.ts';

/**
 * The bytes of one block that a list has named.
 * https://docs.aws.amazon.com/ebs/latest/APIReference/API_GetSnapshotBlock.html
 */
export function getSnapshotBlock(call: Call, world: World): Document {
  const { SnapshotId: id = '', BlockToken: token = '' } = call.params;
  const index = wholeNumber(call, 'BlockIndex', 0);
  const snapshot = readable(call, world, id);
  if (index * BLOCK_SIZE >= snapshot.size * 1024 ** 3)
    throw invalid('INVALID_BLOCK', `The snapshot '${id}' has no block ${index}.`);
  checkBlockToken(world, snapshot, index, token);
  const body = Buffer.from(snapshot.content.get(index) ?? new Uint8Array(BLOCK_SIZE));
  const headers = {
    'content-type': 'application/octet-stream',
    'x-amz-data-length': String(body.length),
    'x-amz-checksum': createHash('sha256').update(body).digest('base64'),
    'x-amz-checksum-algorithm': 'SHA256',
    'x-amzn-requestid': world.ids.next('request'),
  };
  return { kind: 'document', status: 200, headers, body };
}
