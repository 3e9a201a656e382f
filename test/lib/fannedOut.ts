import type { AwsSnapperProps } from '../../lib/props/awsSnapperProps.ts';
import { deployed } from './deployed.ts';
import { deployment } from './deployment.ts';

/** A deployment that fans out, and what CloudFormation calls its parts. */
export const ACCOUNTS = ['222222222222', 'arn:aws:iam::333333333333:role/path/member'];
export const PROPS = { members: { accounts: ACCOUNTS, externalId: 'one-of-ours' }, fanOut: {} };

export const plain = deployed(deployment(PROPS).template());

export const MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:SnapperFanOutRuns';
export const BUCKET = 'arn:aws:s3:::SnapperFanOutBucket';
export const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:SnapperReports';
export const LAMBDA = 'arn:aws:lambda:eu-west-1:123456789012:function';
export const VOLUME = 'arn:aws:ec2:eu-west-1:123456789012:volume/vol-1';
export const SNAPSHOT = 'arn:aws:ec2:eu-west-1::snapshot/snap-1';

/** One in which one thing is different. */
export function made(props: Partial<AwsSnapperProps>) {
  return deployed(deployment({ ...PROPS, ...props }).template());
}
