import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { ec2Repeating, type Site, sts } from './clients.ts';
import { forAside } from './patience.ts';

/** Whose credentials we use. */
export interface Identity {
  readonly account: string;
  /** `aws`, or that of China or of a government. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
  readonly partition: string;
}

/** @throws the SDK's error where STS does not answer. */
export async function callerIdentity({ region, patience }: Site): Promise<Identity> {
  const client = sts(region, forAside(patience));
  try {
    const { Account, Arn = '' } = await client.send(new GetCallerIdentityCommand({}));
    if (Account === undefined) throw new Error('STS answered, but names no account');
    return { account: Account, partition: Arn.split(':')[1] || 'aws' };
  } finally {
    client.destroy();
  }
}

/** The regions enabled for the account, asked in one of them. */
export async function enabledRegions(site: Site): Promise<string[]> {
  const client = ec2Repeating(site);
  try {
    const { Regions = [] } = await client.send(new DescribeRegionsCommand({}));
    return Regions.flatMap(({ RegionName }) => RegionName ?? []).toSorted();
  } finally {
    client.destroy();
  }
}

/** The region in the SDK's own configuration (environment, profile); undefined where there is none. */
export async function defaultRegion(): Promise<string | undefined> {
  try {
    return await new STSClient({}).config.region();
  } catch {
    return undefined;
  }
}
