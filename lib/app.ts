import { App } from 'aws-cdk-lib';
import { AwsSnapperStack } from './awsSnapperStack.ts';
import { ConfigurationError } from './configurationError.ts';
import { readContext } from './context.ts';

const app = new App();
try {
  const { stackName, snapper } = readContext(app.node.getAllContext());
  const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
  new AwsSnapperStack(app, stackName, account && region ? { env: { account, region } } : {}, snapper);
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  console.error(`aws-snapper: ${error.message}`);
  process.exit(1);
}
