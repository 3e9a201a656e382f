export { AwsSnapper, type AwsSnapperProps } from './awsSnapper.ts';
export { AwsSnapperStack, type AwsSnapperStackProps } from './awsSnapperStack.ts';
export { ConfigurationError, type WrongProp } from './props/configurationError.ts';
export type { SnapperSettings } from './props/environment.ts';
export type { FanOutLimits, MembersProps } from './props/members.ts';
export { Prover, type ProverProps } from './prover/prover.ts';
export { FanOut, type FanOutProps } from './fanOut/fanOut.ts';
export { MemberRole, type MemberRoleProps } from './roles/memberRole.ts';
export { MemberRoleStack, type MemberRoleStackProps } from './roles/memberRoleStack.ts';
