export type { AccountsProps } from './props/members.ts';
export { AwsSnapper, type AwsSnapperProps } from './awsSnapper.ts';
export { AwsSnapperStack } from './awsSnapperStack.ts';
export { ConfigurationError } from './props/configurationError.ts';
export type { SnapperSettings } from './props/environment.ts';
export { FanOut, type FanOutProps } from './fanOut/fanOut.ts';
export { MemberRole, type MemberRoleProps } from './roles/memberRole.ts';
export { MemberRoleStack } from './roles/memberRoleStack.ts';
