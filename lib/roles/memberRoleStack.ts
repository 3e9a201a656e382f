import { CfnOutput, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { MemberRole, type MemberRoleProps } from './memberRole.ts';
import { externalId, organizationId, roleArn, PlainStack } from './plainStack.ts';

/** What the template asks for where it is not given here. */
const QUESTIONS = {
  hubRoleArn: roleArn('The output HubRoleArn of the stack in the hub account'),
  proverRoleArn: roleArn('The output ProverRoleArn of the stack in the hub account'),
  externalId: externalId('The external id that the hub was deployed with'),
  organizationId: organizationId('The organisation of the hub account'),
};

/** What is given here is the default of the parameter that otherwise asks for it. */
export interface MemberRoleStackProps extends StackProps, Partial<MemberRoleProps> {
  /**
   * Also makes the role of the hub's prover, and asks for `ProverRoleArn`; for a hub with `prove`.
   *
   * @default false
   */
  readonly prove?: boolean | undefined;
}

/** The member role as one template for all accounts. */
export class MemberRoleStack extends PlainStack {
  readonly member: MemberRole;

  constructor(scope: Construct, id: string, props: MemberRoleStackProps = {}) {
    super(scope, id, {
      description: 'aws-snapper: the role by which the hub works in this account',
      ...props,
    });
    const answer = (name: keyof typeof QUESTIONS) => this.answer(name, QUESTIONS[name], props[name]);
    const isProving = props.prove === true || props.proverRoleArn !== undefined;
    this.member = new MemberRole(this, 'Member', {
      ...props,
      hubRoleArn: answer('hubRoleArn'),
      proverRoleArn: isProving ? answer('proverRoleArn') : undefined,
      externalId: answer('externalId'),
      organizationId: answer('organizationId'),
    });
    new CfnOutput(this, 'MemberRoleArn', { value: this.member.role.roleArn, description: 'The member role' });
    if (this.member.proverRole !== undefined) {
      const value = this.member.proverRole.roleArn;
      new CfnOutput(this, 'MemberProverRoleArn', { value, description: "The role of the hub's prover" });
    }
  }
}
