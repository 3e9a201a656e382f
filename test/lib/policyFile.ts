import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Statement } from '../../lambda/aws/permissions.ts';

/** The statements of one of the `iam-*.json`, filled in as their first user would. */
export function policyFile(
  name: string,
  { account = '123456789012', topicArn = '', regions = ['eu-central-1'], lockDays = 1 } = {},
): readonly Statement[] {
  const text = readFileSync(join(import.meta.dirname, '../..', name), 'utf8')
    .replaceAll('PARTITION', 'aws')
    .replaceAll('ACCOUNT_ID', account)
    .replaceAll('PREFIX', 'autosnap')
    .replaceAll('TOPIC_ARN', topicArn)
    .replaceAll('LOCK_DAYS', String(lockDays));
  const { Statement: statements }: { Statement: readonly Statement[] } = JSON.parse(text);
  return statements.map((one) => ({
    ...one,
    Resource: one.Resource.flatMap((resource) => inRegions(resource, regions)),
  }));
}

/** A resource of one region is written once for each. */
function inRegions(resource: string, regions: readonly string[]): string[] {
  return [...new Set(regions.map((region) => resource.replace('REPLICA_REGION', region)))];
}
