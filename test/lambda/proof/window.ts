import { openBlockReader } from '../../../lambda/aws/proof/openBlockReader.ts';
import type { BlockList, BlockReader, ListedBlock } from '../../../lambda/carryOut/proof/blockReader.ts';
import type { Patience } from '../../../lambda/aws/patience.ts';
import type { Cloud } from '../../cloud/cloud.ts';
import { withEnvironment } from '../../scenarios/snapper.ts';

/** Lets somebody read blocks of eu-west-1, and closes the reader. */
export async function reading<T>(
  cloud: Cloud,
  act: (reader: BlockReader) => Promise<T>,
  patience?: Patience,
): Promise<T> {
  return withEnvironment(cloud.env, async () => {
    const reader = openBlockReader({ region: 'eu-west-1', patience });
    try {
      return await act(reader);
    } finally {
      reader.close();
    }
  });
}

export function listed(list: Awaited<ReturnType<BlockReader['list']>>): BlockList {
  if (list.kind !== 'listed') throw new Error(JSON.stringify(list));
  return list;
}

/** The first block of a list. */
export function first({ blocks: [block] }: BlockList): ListedBlock {
  if (block === undefined) throw new Error('the list is empty');
  return block;
}
