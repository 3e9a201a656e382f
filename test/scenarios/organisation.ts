import { role as permissions, type Statement } from '../../lambda/aws/permissions.ts';
import type { Account } from '../cloud/accounts.ts';
import type { Cloud, CloudWish } from '../cloud/cloud.ts';
import type { Role } from '../cloud/roles.ts';
import { freshCloud } from './story.ts';

export const HUB = '123456789012';
export const EXTERNAL_ID = 'only-the-hub-knows';
export const ORGANIZATION = 'o-a1b2c3d4e5';

/** A hub whose functions have a role, and a cloud that is called with it. */
export interface Organisation {
  readonly cloud: Cloud;
  readonly hubRole: Role;
  /** The cloud as the hub's functions see it: its address, and their keys. */
  readonly asHub: Pick<Cloud, 'clock'> & { readonly env: Readonly<Record<string, string>> };
  /** Another account, with the role that lets the hub in. */
  readonly member: (id: string) => { readonly account: Account; readonly role: Role };
}

/** An organisation without members. */
export async function organisation(wish?: CloudWish): Promise<Organisation> {
  const cloud = await freshCloud(wish);
  cloud.account(HUB).organization = ORGANIZATION;
  const hubRole = cloud.account(HUB).addRole({
    name: 'snapper-hub',
    trust: {
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    },
    policy: { Statement: [...permissionsIn(HUB, { topicArn: `arn:aws:sns:*:${HUB}:*` }), ...HUB_ONLY] },
  });
  const { accessKeyId, secretAccessKey, sessionToken } = hubRole.credentials('snapper');
  const env = {
    ...cloud.env,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    EXTERNAL_ID,
  };
  const member: Organisation['member'] = (id) => {
    const account = cloud.account(id);
    account.organization = ORGANIZATION;
    const role = account.addRole({
      name: 'aws-snapper-member',
      trust: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: hubRole.arn },
            Action: 'sts:AssumeRole',
            Condition: {
              StringEquals: { 'sts:ExternalId': EXTERNAL_ID, 'aws:PrincipalOrgID': ORGANIZATION },
            },
          },
        ],
      },
      policy: { Statement: permissionsIn(id) },
    });
    return { account, role };
  };
  return { cloud, hubRole, asHub: { clock: cloud.clock, env }, member };
}

function permissionsIn(account: string, more: { readonly topicArn?: string } = {}): Statement[] {
  return permissions({ partition: 'aws', account, prefixes: ['autosnap'], ...more });
}

/** What the hub may do beside what its own volumes need. */
const HUB_ONLY: Statement[] = [
  {
    Sid: 'EnterMembers',
    Effect: 'Allow',
    Action: ['sts:AssumeRole'],
    Resource: ['arn:aws:iam::*:role/aws-snapper-member', 'arn:aws:iam::*:role/ops/other'],
  },
  {
    Sid: 'KeepFiles',
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:ListBucket', 's3:PutObject'],
    Resource: ['arn:aws:s3:::*'],
  },
];
