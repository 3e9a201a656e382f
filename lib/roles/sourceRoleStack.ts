import { CfnOutput, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { externalId, organizationId, roleArn, PlainStack } from './plainStack.ts';
import { SourceRole, type SourceRoleProps } from './sourceRole.ts';

/** What the template asks for where it is not given here. */
const QUESTIONS = {
  vaultRoleArn: roleArn('The output VaultRoleArn of the stack in the vault account'),
  externalId: externalId('The external id that the vault was deployed with'),
  organizationId: organizationId('The organisation of the vault account'),
};

/** What is given here is the default of the parameter that otherwise asks for it. */
export interface SourceRoleStackProps extends StackProps, Partial<SourceRoleProps> {}

/** The source role as one template for all source accounts of a vault. */
export class SourceRoleStack extends PlainStack {
  readonly source: SourceRole;

  constructor(scope: Construct, id: string, props: SourceRoleStackProps = {}) {
    super(scope, id, {
      description: 'aws-snapper: the role by which a vault reads this account',
      ...props,
    });
    const answer = (name: keyof typeof QUESTIONS) => this.answer(name, QUESTIONS[name], props[name]);
    this.source = new SourceRole(this, 'Source', {
      ...props,
      vaultRoleArn: answer('vaultRoleArn'),
      externalId: answer('externalId'),
      organizationId: answer('organizationId'),
    });
    new CfnOutput(this, 'SourceRoleArn', { value: this.source.role.roleArn, description: 'The source role' });
  }
}
