import { Template } from 'aws-cdk-lib/assertions';
import { MemberRoleStack, type MemberRoleStackProps } from '../../lib/roles/memberRoleStack.ts';
import { newApp } from './deployment.ts';

/** The template of the member role, as StackSets get it. */
export function memberTemplate(given: MemberRoleStackProps = {}): Template {
  return Template.fromStack(new MemberRoleStack(newApp(), 'AwsSnapperMember', given));
}
