import { ConfigurationError } from '../props/configurationError.ts';
import { MEMBER_KEYS } from './keys.ts';
import { valuesIn } from './values.ts';
import { environmentOf } from '../props/environment.ts';
import type { MemberRoleProps } from '../roles/memberRole.ts';

/** The member role as a person describes it on the command line. */
export interface MemberDeployment {
  readonly stackName: string;
  readonly given: Partial<MemberRoleProps>;
}

/**
 * Reads the member role from the CDK context; undefined where that describes a deployment of the program.
 *
 * @throws ConfigurationError for a key that the member role does not have, and for a value that cannot be used.
 */
export function readMemberContext(context: Readonly<Record<string, unknown>>): MemberDeployment | undefined {
  if (String(context['member']).trim() !== 'true') return undefined;
  const { list, matching, wrong } = valuesIn(context, MEMBER_KEYS);
  const prefixes = list('prefix');
  try {
    environmentOf({ prefixes });
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    throw wrong('prefix', context['prefix']);
  }
  return {
    stackName: matching('stackName', /^[A-Za-z][A-Za-z0-9-]{0,127}$/) ?? 'AwsSnapperMember',
    given: {
      prefixes,
      ...given('roleName', matching('roleName', /^[\w+=,.@-]{1,64}$/)),
      ...given('hubRoleArn', matching('hubRoleArn', /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/)),
      ...given('externalId', matching('externalId', /^[\w+=,.@:/-]{2,1224}$/)),
      ...given('organizationId', matching('organizationId', /^o-[a-z0-9]{10,32}$/)),
    },
  };
}

function given(key: keyof MemberRoleProps, value: string | undefined): Partial<MemberRoleProps> {
  return value === undefined ? {} : { [key]: value };
}
