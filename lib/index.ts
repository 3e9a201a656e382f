export type { AccountsProps } from './accounts.ts';
export { AwsSnapper, type AwsSnapperProps } from './awsSnapper.ts';
export { AwsSnapperStack } from './awsSnapperStack.ts';
export { ConfigurationError } from './configurationError.ts';
export type { SnapperSettings } from './environment.ts';
export { FanOut, type FanOutProps } from './fanOut.ts';
export { MemberRole, type MemberRoleProps } from './memberRole.ts';
export { MemberRoleStack } from './memberRoleStack.ts';
