import { Template } from 'aws-cdk-lib/assertions';
import { MemberRoleStack, type MemberRoleStackProps } from '../../lib/roles/memberRoleStack.ts';
import { SourceRoleStack, type SourceRoleStackProps } from '../../lib/roles/sourceRoleStack.ts';
import { VaultStack } from '../../lib/roles/vaultStack.ts';
import { newApp } from './deployment.ts';

/** The template of the member role, as StackSets get it. */
export function memberTemplate(given: MemberRoleStackProps = {}): Template {
  return Template.fromStack(new MemberRoleStack(newApp(), 'AwsSnapperMember', given));
}

/** The template of the source role, as StackSets get it. */
export function sourceTemplate(given: SourceRoleStackProps = {}): Template {
  return Template.fromStack(new SourceRoleStack(newApp(), 'AwsSnapperSource', given));
}

/** The template of a whole vault. */
export function vaultTemplate(): Template {
  return Template.fromStack(new VaultStack(newApp(), 'AwsSnapperVault'));
}
