import { reading, type Site } from './clients.ts';

/** A function of a CloudFormation stack, with its environment. */
export interface StackFunction {
  readonly name: string;
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * The functions of a stack. Its name may be an ARN.
 *
 * The two clients are loaded here, because only `--stack` needs them.
 *
 * @throws the SDK's error, and EnvironmentUnreadable where Lambda does not show the environment of one.
 */
export async function stackFunctions(stack: string, site: Site): Promise<readonly StackFunction[]> {
  const names = await functionNames(stack, site);
  const { GetFunctionConfigurationCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
  const lambda = new LambdaClient(reading(site));
  try {
    const read = names.map(async (name): Promise<StackFunction> => {
      const { Environment = {} } = await lambda.send(
        new GetFunctionConfigurationCommand({ FunctionName: name }),
      );
      const { Variables: variables = {}, Error: refusal } = Environment;
      if (refusal !== undefined)
        throw new EnvironmentUnreadable(`${name}: ${refusal.Message ?? refusal.ErrorCode}`);
      return { name, variables };
    });
    return await Promise.all(read);
  } finally {
    lambda.destroy();
  }
}

/**
 * CloudFormation lists the first 100 resources of a stack.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResources.html
 */
async function functionNames(stack: string, site: Site): Promise<readonly string[]> {
  const { CloudFormationClient, DescribeStackResourcesCommand } = await import(
    '@aws-sdk/client-cloudformation'
  );
  const cloudFormation = new CloudFormationClient(reading(site));
  try {
    const { StackResources = [] } = await cloudFormation.send(
      new DescribeStackResourcesCommand({ StackName: stack }),
    );
    return StackResources.filter(
      ({ ResourceType, ResourceStatus }) =>
        ResourceType === 'AWS::Lambda::Function' && ResourceStatus !== 'DELETE_COMPLETE',
    ).flatMap(({ PhysicalResourceId }) => PhysicalResourceId ?? []);
  } finally {
    cloudFormation.destroy();
  }
}

/** Lambda shows no environment where the caller may not decrypt it. */
export class EnvironmentUnreadable extends Error {
  override readonly name = 'EnvironmentUnreadable';
}
