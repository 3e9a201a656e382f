import { Template } from 'aws-cdk-lib/assertions';
import type { MemberRoleProps } from '../../lib/roles/memberRole.ts';
import { MemberRoleStack } from '../../lib/roles/memberRoleStack.ts';
import { newApp } from './deployment.ts';

/** The template of the member role, as StackSets get it. */
export function memberTemplate(given: Partial<MemberRoleProps> = {}): Template {
  return Template.fromStack(new MemberRoleStack(newApp(), 'AwsSnapperMember', given));
}
