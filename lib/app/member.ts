import type { MemberRoleStackProps } from '../roles/memberRoleStack.ts';
import { environmentOf } from '../props/environment.ts';
import { MEMBER_KEYS } from './keys.ts';
import { underKeys, type Values, valuesIn } from './values.ts';

/** The member role as a person describes it on the command line. */
export interface MemberDeployment {
  readonly stackName: string;
  readonly props: MemberRoleStackProps;
}

/**
 * Reads the member role from the CDK context; undefined where that describes a deployment of the program.
 *
 * @throws ConfigurationError for a key that the member role does not have, and for a value that cannot be used.
 */
export function readMemberContext(context: Readonly<Record<string, unknown>>): MemberDeployment | undefined {
  if (String(context['member']).trim() !== 'true') return undefined;
  const values = valuesIn(context, MEMBER_KEYS);
  const { list, text, flag, given } = values;
  const tagPrefixes = list('tagPrefixes');
  const replicas = list('replicas');
  underKeys(() =>
    environmentOf({
      tagPrefixes,
      replicas: replicas === undefined ? undefined : { regions: replicas, lock: text('replicaLock') },
    }),
  );
  return {
    stackName: text('stackName') ?? 'AwsSnapperMember',
    props: {
      tagPrefixes,
      images: flag('images'),
      replicas,
      prove: isProving(values),
      ...given(['roleName', 'hubRoleArn', 'proverRoleArn', 'externalId', 'organizationId', 'replicaLock']),
    },
  };
}

/** The number that the hub has counts as true, so that both can be written from one cdk.json. */
function isProving({ written, flag, number }: Values): boolean | undefined {
  return /^\d/.test(written('prove') ?? '') ? number('prove') !== undefined : flag('prove');
}
