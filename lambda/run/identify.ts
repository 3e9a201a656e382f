import { callerIdentity, type Identity } from '../aws/account.ts';
import type { Site } from '../aws/clients.ts';
import { type AwsError, errorOf } from '../aws/errors.ts';
import { said } from '../core/text.ts';

/** Whose credentials a run has, as far as STS or the function's own ARN says. */
export interface Identified {
  readonly identity: Identity | undefined;
  /** The error of STS; absent where the identity is known. */
  readonly error: AwsError | undefined;
  /** The same in words. */
  readonly silence: string | undefined;
}

/**
 * Asks STS for the account. If STS does not answer, the account is read from the function's ARN.
 *
 * The account's id is for the reader of the report, so a run in one account does not depend on it.
 */
export async function identify(home: Site, functionArn: string | undefined): Promise<Identified> {
  try {
    return { identity: await callerIdentity(home), error: undefined, silence: undefined };
  } catch (error) {
    const identity = identityIn(functionArn);
    if (identity !== undefined) return { identity, error: undefined, silence: undefined };
    const { code, message } = errorOf(error);
    return { identity, error: { code, message }, silence: `${code}: ${said(message)}` };
  }
}

/** What a report says where the account is not known. */
export function notesOn({ silence }: Identified): readonly string[] {
  return silence === undefined ? [] : [`The account could not be identified: ${silence}`];
}

/**
 * `arn:aws-cn:lambda:cn-north-1:222222222222:function:snapper` → `aws-cn` and `222222222222`.
 *
 * A function's credentials are those of a role of its own account.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
 */
export function identityIn(functionArn = ''): Identity | undefined {
  const [, partition, account] =
    /^arn:([a-z-]+):lambda:[a-z0-9-]+:(\d{12}):function:/.exec(functionArn) ?? [];
  return partition === undefined || account === undefined ? undefined : { account, partition };
}
