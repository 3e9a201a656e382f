import { App } from 'aws-cdk-lib';
import { AwsSnapperStack } from '../awsSnapperStack.ts';
import { ConfigurationError } from '../props/configurationError.ts';
import { readContext } from './deployment.ts';
import { underKeys } from './values.ts';
import { readMemberContext } from './member.ts';
import { MemberRoleStack } from '../roles/memberRoleStack.ts';

const app = new App();
try {
  const context = app.node.getAllContext();
  const member = readMemberContext(context);
  if (member === undefined) {
    const { stackName, handedOn, props } = readContext(context);
    const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
    const here = account && region ? { env: { account, region } } : {};
    underKeys(() => new AwsSnapperStack(app, stackName, { ...props, ...(handedOn ?? here) }));
  } else {
    underKeys(() => new MemberRoleStack(app, member.stackName, member.props));
  }
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  console.error(`aws-snapper: ${error.message}`);
  process.exit(1);
}
