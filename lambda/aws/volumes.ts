import { DescribeVolumesCommand } from '@aws-sdk/client-ec2';
import { ec2Repeating, type Site } from './clients.ts';
import { MOST_VALUES } from './pages.ts';

/** Asks AWS by id for some volumes, and gives those that exist. */
export async function stillThere(site: Site, volumeIds: readonly string[]): Promise<Set<string>> {
  const client = ec2Repeating(site);
  const known = new Set<string>();
  try {
    for (let first = 0; first < volumeIds.length; first += MOST_VALUES) {
      const Values = volumeIds.slice(first, first + MOST_VALUES);
      const answer = await client.send(
        new DescribeVolumesCommand({ Filters: [{ Name: 'volume-id', Values }] }),
      );
      for (const { VolumeId } of answer.Volumes ?? []) if (VolumeId !== undefined) known.add(VolumeId);
    }
    return known;
  } finally {
    client.destroy();
  }
}
