import {
  BootstraplessSynthesizer,
  CfnOutput,
  CfnParameter,
  type IStackSynthesizer,
  Stack,
  type StackProps,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { MemberRole, type MemberRoleProps } from './memberRole.ts';

/** What the template asks for where it is not given here. */
const PARAMETERS = {
  hubRoleArn: {
    description: 'The output HubRoleArn of the stack in the hub account',
    allowedPattern: '^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]+$',
  },
  proverRoleArn: {
    description: 'The output ProverRoleArn of the stack in the hub account',
    allowedPattern: '^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]+$',
  },
  externalId: {
    description: 'The external id that the hub was deployed with',
    allowedPattern: '^[A-Za-z0-9_+=,.@:/-]{2,1224}$',
    noEcho: true,
  },
  organizationId: {
    description: 'The organisation of the hub account',
    allowedPattern: '^o-[a-z0-9]{10,32}$',
  },
} as const;

type Parameter = keyof typeof PARAMETERS;

/** What is given here is the default of the parameter that otherwise asks for it. */
export interface MemberRoleStackProps extends StackProps, Partial<MemberRoleProps> {
  /**
   * Also makes the role of the hub's prover, and asks for `ProverRoleArn`; for a hub with `prove`.
   *
   * @default false
   */
  readonly prove?: boolean | undefined;
}

/** The member role as one template for all accounts, without the CDK's bootstrap, as StackSets need it. */
export class MemberRoleStack extends Stack {
  readonly member: MemberRole;

  constructor(scope: Construct, id: string, props: MemberRoleStackProps = {}) {
    super(scope, id, {
      description: 'aws-snapper: the role by which the hub works in this account',
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the CDK is typed without exactOptionalPropertyTypes
      synthesizer: new BootstraplessSynthesizer() as IStackSynthesizer,
      analyticsReporting: false,
      ...props,
    });
    // The file is the same whoever writes it.
    this.node.setContext('aws:cdk:enable-path-metadata', false);
    const parameter = (name: Parameter): string =>
      new CfnParameter(this, name.charAt(0).toUpperCase() + name.slice(1), {
        type: 'String',
        ...PARAMETERS[name],
        ...(props[name] === undefined ? {} : { default: props[name] }),
      }).valueAsString;
    const isProving = props.prove === true || props.proverRoleArn !== undefined;
    this.member = new MemberRole(this, 'Member', {
      ...props,
      hubRoleArn: parameter('hubRoleArn'),
      proverRoleArn: isProving ? parameter('proverRoleArn') : undefined,
      externalId: parameter('externalId'),
      organizationId: parameter('organizationId'),
    });
    new CfnOutput(this, 'MemberRoleArn', { value: this.member.role.roleArn, description: 'The member role' });
    if (this.member.proverRole !== undefined) {
      const value = this.member.proverRole.roleArn;
      new CfnOutput(this, 'MemberProverRoleArn', { value, description: "The role of the hub's prover" });
    }
  }
}
