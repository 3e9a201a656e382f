import { PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Statement } from '../../lambda/aws/permissions.ts';

/** The statements of the program's own lists as a policy of a role. */
export function documentOf(statements: readonly Statement[]): PolicyDocument {
  return new PolicyDocument({ statements: statements.map((one) => PolicyStatement.fromJson(one)) });
}
