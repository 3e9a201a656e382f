import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { ec2Repeating, sts } from './clients.ts';

/** The id of the account whose credentials we use. */
export async function accountId(region: string): Promise<string | undefined> {
  const client = sts(region);
  try {
    return (await client.send(new GetCallerIdentityCommand({}))).Account;
  } finally {
    client.destroy();
  }
}

/** The regions enabled for the account, as one of them tells. */
export async function enabledRegions(region: string): Promise<string[]> {
  const client = ec2Repeating(region);
  try {
    const { Regions = [] } = await client.send(new DescribeRegionsCommand({}));
    return Regions.flatMap(({ RegionName }) => RegionName ?? []).toSorted();
  } finally {
    client.destroy();
  }
}

/** The region the SDK's own configuration names (environment, profile); undefined where it names none. */
export async function defaultRegion(): Promise<string | undefined> {
  try {
    return await new STSClient({}).config.region();
  } catch {
    return undefined;
  }
}
