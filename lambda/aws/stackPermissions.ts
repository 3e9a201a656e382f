import type { Deployment, Statement } from './permissions.ts';

/**
 * What a person needs besides for `--stack`: to read the settings of one stack, and to change nothing.
 *
 * CloudFormation begins the names of a stack's functions with the name of the stack, which it cuts where the whole
 * would be longer than the 64 characters of a name.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
 */
export function stackReader({ partition, account, stack }: Reading): Statement[] {
  return [
    {
      Sid: 'FindTheStack',
      Effect: 'Allow',
      Action: ['cloudformation:DescribeStackResources'],
      Resource: [`arn:${partition}:cloudformation:*:${account}:stack/${stack}/*`],
    },
    {
      Sid: 'ReadItsSettings',
      Effect: 'Allow',
      Action: ['lambda:GetFunctionConfiguration'],
      Resource: [`arn:${partition}:lambda:*:${account}:function:${stack}-*`],
    },
  ];
}

/** Whose settings are read. */
export interface Reading extends Pick<Deployment, 'partition' | 'account'> {
  /** The name of the stack. */
  readonly stack: string;
}
