import { DescribeVolumeStatusCommand, type EC2Client } from '@aws-sdk/client-ec2';
import type { Initialisation } from '../../carryOut/restore/restorer.ts';
import { errorOf } from '../errors.ts';
import { batches } from '../pages.ts';

/**
 * How far AWS is with loading the blocks of some volumes, without those that are gone or need no loading.
 *
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-initialize-monitor.html
 *
 * @throws the SDK's error where it cannot be asked.
 */
export async function initialisations(
  client: EC2Client,
  volumeIds: readonly string[],
): Promise<Map<string, Initialisation>> {
  const found = await Promise.all(batches(volumeIds).map(async (ids) => ofExisting(client, ids)));
  return new Map(found.flat());
}

type Found = readonly [volumeId: string, Initialisation];

/** AWS refuses a whole call for one unknown id, and has no filter for ids here, so each is then asked for alone. */
async function ofExisting(client: EC2Client, ids: readonly string[]): Promise<Found[]> {
  try {
    const { VolumeStatuses = [] } = await client.send(
      new DescribeVolumeStatusCommand({ VolumeIds: [...ids] }),
    );
    return VolumeStatuses.flatMap(({ VolumeId, InitializationStatusDetails: details }): Found[] =>
      VolumeId === undefined || details?.Progress === undefined
        ? []
        : [[VolumeId, { percent: details.Progress, secondsLeft: details.EstimatedTimeToCompleteInSeconds }]],
    );
  } catch (error) {
    if (errorOf(error).code !== 'InvalidVolume.NotFound') throw error;
    if (ids.length === 1) return [];
    return (await Promise.all(ids.map(async (id) => ofExisting(client, [id])))).flat();
  }
}
