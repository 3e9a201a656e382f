import { partitionOf } from './arns.ts';
import { authorize } from './authorize.ts';
import { AwsError } from './wire/errors.ts';
import type { Document } from './wire/reply.ts';
import { required } from './wire/request.ts';
import type { Call } from './wire/request.ts';
import type { XmlFields } from './wire/xml.ts';
import type { World } from './world.ts';

/** A deployed stack, as far as its functions go. */
export interface Stack {
  readonly name: string;
  readonly region: string;
  /** The environment of each function, by its name; `encrypted` where the caller may not decrypt it. */
  readonly functions: Readonly<Record<string, Readonly<Record<string, string>> | 'encrypted'>>;
}

/**
 * The functions among the resources of a stack, which is named by its name or its ARN.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResources.html
 */
export function describeStackResources(call: Call, world: World): XmlFields {
  const named = required(call.params, 'StackName');
  const name = named.startsWith('arn:') ? (named.split('/')[1] ?? '') : named;
  const resource = `${stackArn(call, name)}/*`;
  authorize(call, world, [{ action: 'cloudformation:DescribeStackResources', resource }]);
  const stack = stacksOf(call, world).find((one) => one.name === name);
  if (!stack) throw new AwsError('ValidationError', `Stack with id ${named} does not exist`);
  const functions = Object.keys(stack.functions).map((PhysicalResourceId) => ({
    LogicalResourceId: PhysicalResourceId,
    PhysicalResourceId,
    ResourceStatus: 'CREATE_COMPLETE',
    ResourceType: 'AWS::Lambda::Function',
    StackName: name,
    Timestamp: world.clock.now(),
  }));
  const [first] = functions;
  const others = { LogicalResourceId: 'Topic', PhysicalResourceId: 'topic', ResourceType: 'AWS::SNS::Topic' };
  return { StackResources: [...functions, { ...first, ...others }] };
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html */
export function getFunctionConfiguration(call: Call, world: World): Document {
  const { FunctionName = '' } = call.params;
  const resource = `arn:${partitionOf(call.region)}:lambda:${call.region}:${call.account}:function:${FunctionName}`;
  authorize(call, world, [{ action: 'lambda:GetFunctionConfiguration', resource }]);
  const variables = stacksOf(call, world)
    .map(({ functions }) => functions[FunctionName])
    .find((one) => one !== undefined);
  if (variables === undefined)
    throw new AwsError('ResourceNotFoundException', `Function not found: ${resource}`);
  const refusal = {
    ErrorCode: 'AccessDeniedException',
    Message: 'Lambda was unable to decrypt the environment variables',
  };
  const Environment = variables === 'encrypted' ? { Error: refusal } : { Variables: variables };
  const body = JSON.stringify({ FunctionName, FunctionArn: resource, Environment });
  return { kind: 'document', status: 200, headers: { 'content-type': 'application/json' }, body };
}

function stacksOf({ account, region }: Call, world: World): readonly Stack[] {
  return world.account(account).stacks.filter((one) => one.region === region);
}

function stackArn({ region, account }: Call, name: string): string {
  return `arn:${partitionOf(region)}:cloudformation:${region}:${account}:stack/${name}`;
}
