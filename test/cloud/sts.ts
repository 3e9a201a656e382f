import { callerArn, sessionArn } from './arns.ts';
import { denied } from './authorize.ts';
import { SECOND } from './clock.ts';
import { newSession } from './roles.ts';
import { mayAssume } from './trust.ts';
import { AwsError } from './wire/errors.ts';
import { notEmulated } from './wire/request.ts';
import type { Call, Params } from './wire/request.ts';
import type { XmlFields } from './wire/xml.ts';
import type { World } from './world.ts';

/** Needs no permission, as on AWS. */
export function getCallerIdentity(call: Call): XmlFields {
  const { account, session } = call;
  const UserId = session ? `${session.role.id}:${session.name}` : 'AIDASNAPPERSNAPPERSNA';
  return { Account: account, Arn: callerArn(call), UserId };
}

/**
 * Keys for a session of a role. Whoever may not have them is not told whether there is such a role.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function assumeRole(call: Call, world: World): XmlFields {
  notEmulated(call.params, [
    'Policy',
    'PolicyArns',
    'Tags',
    'TransitiveTagKeys',
    'SourceIdentity',
    'ProvidedContexts',
  ]);
  const { arn, name, externalId, seconds } = checked(call.params);
  const hasCode = call.params['SerialNumber'] !== undefined;
  const role = world.roles.get(arn);
  const organization = role && world.account(role.account).organization;
  const context = {
    'sts:rolesessionname': name,
    ...(hasCode && { 'aws:multifactorauthpresent': 'true' }),
    ...(externalId !== undefined && { 'sts:externalid': externalId }),
    ...(organization !== undefined && { 'aws:resourceorgid': organization }),
  };
  const wish = { action: 'sts:AssumeRole', resource: arn, context };
  if (!role || !mayAssume(call, world, role, wish)) throw denied(call, wish);
  if (hasCode) checkCode(call, world);
  checkDuration(call, seconds);
  const expiresAt = new Date(world.clock.now().getTime() + seconds * SECOND);
  const { credentials } = newSession(world, role, name, expiresAt);
  return {
    AssumedRoleUser: { Arn: sessionArn(role, name), AssumedRoleId: `${role.id}:${name}` },
    Credentials: {
      AccessKeyId: credentials.accessKeyId,
      SecretAccessKey: credentials.secretAccessKey,
      SessionToken: credentials.sessionToken,
      Expiration: expiresAt,
    },
  };
}

function checked({ RoleArn, RoleSessionName, ExternalId, DurationSeconds = '3600' }: Params) {
  const seconds = Number(DurationSeconds);
  if (seconds < 900) throw violated(DurationSeconds, 'durationSeconds', 'value greater than or equal to 900');
  if (seconds > 43_200)
    throw violated(DurationSeconds, 'durationSeconds', 'value less than or equal to 43200');
  const arn = text(RoleArn, 'roleArn', { least: 20, most: 2048, pattern: '[\\s\\S]*' });
  if (!/^arn:[\w-]+:iam::\d{12}:role\/\S+$/.test(arn))
    throw new AwsError('ValidationError', `${arn} is invalid`);
  return {
    arn,
    name: text(RoleSessionName, 'roleSessionName', { least: 2, most: 64, pattern: '[\\w+=,.@-]*' }),
    externalId:
      ExternalId === undefined
        ? undefined
        : text(ExternalId, 'externalId', { least: 2, most: 1224, pattern: '[\\w+=,.@:\\/-]*' }),
    seconds,
  };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html */
function checkCode({ account, params }: Call, world: World): void {
  const { SerialNumber = '', TokenCode } = params;
  const { mfaCodes } = world.account(account);
  if (TokenCode === undefined || mfaCodes.get(SerialNumber) !== TokenCode)
    throw new AwsError(
      'AccessDenied',
      'MultiFactorAuthentication failed with invalid MFA one time pass code.',
    );
  mfaCodes.delete(SerialNumber);
}

/** A role's own longest duration is an hour, unless somebody sets another, which nobody can here. */
function checkDuration({ session }: Call, seconds: number): void {
  if (seconds <= 3600) return;
  throw new AwsError(
    'ValidationError',
    session
      ? 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.'
      : 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
  );
}

interface Constraint {
  readonly least: number;
  readonly most: number;
  readonly pattern: string;
}

function text(value: string | undefined, name: string, { least, most, pattern }: Constraint): string {
  if (value === undefined) {
    throw new AwsError(
      'ValidationError',
      `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
    );
  }
  if (value.length < least) throw violated(value, name, `length greater than or equal to ${least}`);
  if (value.length > most) throw violated(value, name, `length less than or equal to ${most}`);
  if (new RegExp(`^${pattern}$`, 'u').test(value)) return value;
  throw new AwsError(
    'ValidationError',
    `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${pattern}`,
  );
}

function violated(value: string, name: string, constraint: string): AwsError {
  return new AwsError(
    'ValidationError',
    `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: Member must have ${constraint}`,
  );
}
