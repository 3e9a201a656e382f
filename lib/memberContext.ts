import { ConfigurationError } from './configurationError.ts';
import { type Needs, valuesIn } from './contextValues.ts';
import { environmentOf } from './environment.ts';
import type { MemberRoleProps } from './memberRole.ts';

/** Every key that goes with `-c member=true`. LAMBDA.md explains them. */
const KEYS = {
  stackName: ['be a name of letters, digits and hyphens that begins with a letter', 'AwsSnapperMember'],
  prefix: ['be one or more tag prefixes separated by commas', 'autosnap'],
  roleName: ['be the name of a role', 'aws-snapper-member'],
  hubRoleArn: ["be the ARN of the hub's role", 'arn:aws:iam::111111111111:role/AwsSnapper-SnapperRole'],
  externalId: ['be 2 to 1224 letters, digits or any of +=,.@:/-_', 'one-of-yours'],
  organizationId: ['be the id of an organisation', 'o-a1b2c3d4e5'],
  member: ['be true or false', 'true'],
} as const satisfies Needs;

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
  const { list, matching, wrong } = valuesIn(context, KEYS);
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
