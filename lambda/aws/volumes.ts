import { DescribeVolumesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { ec2Repeating, type Site } from './clients.ts';
import { MOST_VALUES } from './pages.ts';

interface FoundVolume {
  readonly id: string;
  readonly state: string;
  readonly instanceIds: string[];
}

/** Asks AWS by id for some volumes, and gives those that exist. */
export async function foundVolumes(
  site: Site,
  volumeIds: readonly string[],
  client: EC2Client = ec2Repeating(site),
): Promise<FoundVolume[]> {
  const found: FoundVolume[] = [];
  try {
    for (let first = 0; first < volumeIds.length; first += MOST_VALUES) {
      const Values = volumeIds.slice(first, first + MOST_VALUES);
      const answer = await client.send(
        new DescribeVolumesCommand({ Filters: [{ Name: 'volume-id', Values }] }),
      );
      for (const { VolumeId, State, Attachments = [] } of answer.Volumes ?? []) {
        if (VolumeId === undefined) continue;
        const instanceIds = Attachments.flatMap(({ InstanceId }) => InstanceId ?? []);
        found.push({ id: VolumeId, state: State ?? 'unknown', instanceIds });
      }
    }
    return found;
  } finally {
    client.destroy();
  }
}
