import { Aws } from 'aws-cdk-lib';
import type { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { images } from '../../lambda/aws/images/permissions.ts';
import { hub, role } from '../../lambda/aws/permissions.ts';
import { vault } from '../../lambda/aws/replicas/vaultPermissions.ts';
import { regionsAmong } from '../../lambda/core/grammar/replicate.ts';
import { DEFAULT_PREFIXES, type SnapperSettings } from '../props/environment.ts';
import { membersOf } from '../props/members.ts';
import { sourcesOf } from '../props/vault.ts';
import { documentOf } from './documentOf.ts';
import { lockRights, replicaRights } from './replicaRights.ts';

/** Where a deployment is, and where its function reports by itself. */
export interface Here {
  readonly partition: string;
  readonly account: string;
  readonly topicArn?: string;
}

/** The policies of the role of a deployment's function, by their names. A vault has one of its own, and takes nothing. */
export function rightsOf(settings: SnapperSettings, here: Here): Record<string, PolicyDocument> {
  const { tagPrefixes: prefixes = DEFAULT_PREFIXES, members } = settings;
  const { partition, account } = here;
  const regions = regionsAmong(settings.replicas?.regions ?? []);
  if (settings.vault !== undefined) {
    const sources = sourcesOf(settings.vault, here);
    const rights = vault({ ...here, partition: Aws.PARTITION, prefixes, regions, sources });
    return { Vault: documentOf([...rights, ...lockRights(prefixes, { ...settings.replicas, regions })]) };
  }
  return {
    Snapper: documentOf([...role({ ...here, prefixes }), ...membersOf(members, here).flatMap(hub)]),
    ...(settings.images ? { Images: documentOf(images({ partition, account, prefixes })) } : {}),
    ...(regions.length === 0 ? {} : { Replicas: replicaRights(prefixes, { ...settings.replicas, regions }) }),
  };
}
