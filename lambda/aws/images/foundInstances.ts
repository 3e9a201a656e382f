import { DescribeInstancesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { ec2Repeating, type Site } from '../clients.ts';
import { batches } from '../pages.ts';

export interface FoundInstance {
  readonly id: string;
  readonly state: string;
}

/** Asks AWS by id for some instances, and gives those that exist, or did until a moment ago. */
export async function foundInstances(
  site: Site,
  instanceIds: readonly string[],
  client: EC2Client = ec2Repeating(site),
): Promise<FoundInstance[]> {
  const found: FoundInstance[] = [];
  try {
    for (const Values of batches(instanceIds)) {
      const Filters = [{ Name: 'instance-id', Values }];
      const { Reservations = [] } = await client.send(new DescribeInstancesCommand({ Filters }));
      for (const { InstanceId, State } of Reservations.flatMap(({ Instances = [] }) => Instances)) {
        if (InstanceId !== undefined) found.push({ id: InstanceId, state: State?.Name ?? 'unknown' });
      }
    }
    return found;
  } finally {
    client.destroy();
  }
}
