import { type IResource, Stack, Token } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { TOGETHER } from '../../lambda/settings/mistake.ts';
import { ConfigurationError } from './configurationError.ts';

/** Existing resources that a deployment uses. */
export interface ResourceProps {
  /**
   * An existing log group for all functions, and for the state machine of `fanOut`.
   *
   * @default - a log group is made for each of them that is kept as long as `logRetention` says
   */
  readonly logGroup?: ILogGroup | undefined;

  /**
   * The customer key that encrypts what is made here: log groups, queues, the bucket of `fanOut`, the environment of the
   * functions, and the topics unless `topicKey` is given. A key that is made in this app gets the policy that it needs;
   * docs/construct.md says what the policy of an imported one needs.
   *
   * @default - keys of AWS
   */
  readonly encryptionKey?: IKey | undefined;

  /**
   * The network of all functions. Its subnets need a way to AWS: a NAT gateway, or an endpoint for each service that
   * docs/construct.md lists. A function in a public subnet has none.
   * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html
   *
   * @default - the network of Lambda, which has a way to AWS
   */
  readonly vpc?: IVpc | undefined;

  /**
   * The subnets of `vpc` for the functions.
   *
   * @default - the private subnets
   */
  readonly vpcSubnets?: SubnetSelection | undefined;

  /**
   * The security groups of the functions in `vpc`. They must allow HTTPS to AWS.
   *
   * @default - one for each function, which allows all that goes out and nothing that comes in
   */
  readonly securityGroups?: readonly ISecurityGroup[] | undefined;
}

interface Given extends ResourceProps {
  readonly logRetention?: RetentionDays | undefined;
}

/**
 * Refuses at synth what only the deploy would refuse, and what would have no effect.
 *
 * @throws ConfigurationError for a key, log group or network of another region, for public subnets, and for props that
 * contradict each other.
 */
export function refuseWrongResources(scope: Construct, given: Given): void {
  const { encryptionKey, logGroup, vpc, vpcSubnets, securityGroups, logRetention } = given;
  refuseElsewhere(scope, 'encryptionKey', encryptionKey, encryptionKey?.keyArn);
  refuseElsewhere(scope, 'logGroup', logGroup, logGroup?.logGroupArn);
  refuseElsewhere(scope, 'vpc', vpc, vpc?.vpcArn);
  if (logGroup !== undefined && logRetention !== undefined) {
    throw new ConfigurationError({
      code: TOGETHER,
      key: 'logRetention',
      found: logRetention,
      must: 'be absent beside logGroup, which is kept as long as its own retention says',
    });
  }
  if (vpc === undefined) {
    refuseWithoutVpc('vpcSubnets', vpcSubnets);
    refuseWithoutVpc(
      'securityGroups',
      securityGroups?.map(({ securityGroupId }) => securityGroupId),
    );
  } else if (vpc.selectSubnets(vpcSubnets).hasPublic) {
    throw new ConfigurationError({
      code: 'wrong-value',
      key: 'vpcSubnets',
      found: vpcSubnets,
      must: `choose subnets of ${vpc.node.path} that are not public, because a function in a public subnet has no way to AWS`,
    });
  }
}

function refuseElsewhere(
  scope: Construct,
  key: string,
  given: IResource | undefined,
  arn: string | undefined,
): void {
  const { region } = Stack.of(scope);
  const there = given?.env.region ?? region;
  if (there === region || [there, region].some((one) => Token.isUnresolved(one))) return;
  throw new ConfigurationError({
    code: 'wrong-value',
    key,
    found: Token.isUnresolved(arn) ? `${given?.node.path} in ${there}` : arn,
    must: `be in ${region}, the region of the stack`,
  });
}

function refuseWithoutVpc(key: string, found: unknown): void {
  if (found === undefined) return;
  throw new ConfigurationError({ code: 'missing', key, found, must: 'be given together with vpc' });
}
