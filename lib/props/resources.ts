import { type IResource, Resource, Stack, Token } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SelectedSubnets, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
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
 * @throws ConfigurationError for a key, log group or network of another region, for an alias, for subnets that are public
 * or that there are not, and for props that contradict each other.
 */
export function refuseWrongResources(scope: Construct, given: Given): void {
  const { encryptionKey, logGroup, vpc, vpcSubnets, securityGroups, logRetention } = given;
  refuseElsewhere(scope, 'encryptionKey', encryptionKey, encryptionKey?.keyArn);
  if (encryptionKey !== undefined) refuseWrongKey(scope, encryptionKey);
  refuseElsewhere(scope, 'logGroup', logGroup, logGroup?.logGroupArn);
  if (logGroup !== undefined) refuseOtherAccount(scope, logGroup);
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
  } else {
    refuseWrongSubnets(vpc, vpcSubnets);
  }
}

/** CloudWatch Logs takes a key alone. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
function refuseWrongKey(scope: Construct, given: IKey): void {
  if ('aliasName' in given) {
    throw new ConfigurationError({
      code: 'wrong-value',
      key: 'encryptionKey',
      found: given.node.path,
      must: 'be a key and not an alias, because CloudWatch Logs takes only keys, like Key.fromLookup(this, "Key", { aliasName })',
    });
  }
  const { account } = Stack.of(scope);
  if (!Resource.isOwnedResource(given) || !isElsewhere(given.env.account, account)) return;
  throw new ConfigurationError({
    code: 'wrong-value',
    key: 'encryptionKey',
    found: `${given.node.path} in ${given.env.account}`,
    must: `be given by its ARN (Key.fromKeyArn), because its stack is of another account than ${account} and cannot name the roles that are made here`,
  });
}

/** A function writes only to logs of its own account. */
function refuseOtherAccount(scope: Construct, { env, logGroupArn }: ILogGroup): void {
  const { account } = Stack.of(scope);
  if (!isElsewhere(env.account, account)) return;
  throw new ConfigurationError({
    code: 'wrong-value',
    key: 'logGroup',
    found: Token.isUnresolved(logGroupArn) ? `a log group in ${env.account}` : logGroupArn,
    must: `be in ${account}, the account of the stack`,
  });
}

/** Where there are none, Lambda puts the function outside the network. */
function refuseWrongSubnets(vpc: IVpc, vpcSubnets: SubnetSelection | undefined): void {
  const wrong = (must: string) =>
    new ConfigurationError({ code: 'wrong-value', key: 'vpcSubnets', found: wordsOf(vpcSubnets), must });
  const chosen = subnetsOf(vpc, vpcSubnets);
  if (typeof chosen === 'string') throw wrong(`choose subnets that ${vpc.node.path} has: ${chosen}`);
  const { subnetIds, hasPublic, isPendingLookup } = chosen;
  if (hasPublic) {
    throw wrong(
      `choose subnets of ${vpc.node.path} that are not public, because a function in a public subnet has no way to AWS`,
    );
  }
  if (subnetIds.length === 0 && isPendingLookup !== true) {
    throw wrong(`choose at least one subnet of ${vpc.node.path}`);
  }
}

/** What the CDK chooses, or what it says of a choice that there is not. */
function subnetsOf(vpc: IVpc, vpcSubnets: SubnetSelection | undefined): SelectedSubnets | string {
  try {
    return vpc.selectSubnets(vpcSubnets);
  } catch (error) {
    return error instanceof Error ? error.message.trim() : String(error);
  }
}

/** A person knows subnets by their paths. */
function wordsOf(vpcSubnets: SubnetSelection | undefined): unknown {
  const subnets = vpcSubnets?.subnets;
  return subnets === undefined ? vpcSubnets : { subnets: subnets.map(({ node }) => node.path) };
}

/** Where a stack is deployed may be known only then. */
function isElsewhere(there: string, here: string): boolean {
  return there !== here && ![there, here].some((one) => Token.isUnresolved(one));
}

function refuseElsewhere(
  scope: Construct,
  key: string,
  given: IResource | undefined,
  arn: string | undefined,
): void {
  const { region } = Stack.of(scope);
  const there = given?.env.region ?? region;
  if (!isElsewhere(there, region)) return;
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
