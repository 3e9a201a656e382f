import { App } from 'aws-cdk-lib';
import { AwsSnapperStack } from '../awsSnapperStack.ts';
import { ConfigurationError } from '../props/configurationError.ts';
import { readContext } from './deployment.ts';
import { underKeys } from './values.ts';
import { readMemberContext } from './member.ts';
import { readSourceContext } from './source.ts';
import { MemberRoleStack } from '../roles/memberRoleStack.ts';
import { SourceRoleStack } from '../roles/sourceRoleStack.ts';

const app = new App();
try {
  const context = app.node.getAllContext();
  const [member, source] = [readMemberContext(context), readSourceContext(context)];
  if (member !== undefined) {
    underKeys(() => new MemberRoleStack(app, member.stackName, member.props));
  } else if (source !== undefined) {
    underKeys(() => new SourceRoleStack(app, source.stackName, source.props));
  } else {
    const { stackName, handedOn, props } = readContext(context);
    const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
    const here = account && region ? { env: { account, region } } : {};
    underKeys(() => new AwsSnapperStack(app, stackName, { ...props, ...(handedOn ?? here) }));
  }
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  console.error(`aws-snapper: ${error.message}`);
  process.exit(1);
}
