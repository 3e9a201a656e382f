import type { AwsError } from '../aws/errors.ts';
import type { Site } from '../aws/clients.ts';
import { identify } from '../run/identify.ts';
import { SettingsError } from '../settings/settings.ts';
import { inQuotes, said } from '../core/text.ts';
import { quoted } from '../settings/mistake.ts';
import { CommandError } from './command.ts';

/**
 * What to tell a person whom AWS does not know, in place of a report about regions that could not be read.
 *
 * @param error Why STS does not know whose credentials these are.
 * @param profile The value of `AWS_PROFILE`.
 * @returns undefined where the credentials are not what is wrong.
 */
export function credentialsError(
  { code, message }: AwsError,
  profile: string | undefined,
): CommandError | undefined {
  const words = wordsFor({ code, message }, profile);
  return words === undefined
    ? undefined
    : new CommandError({ code: 'no-credentials', ...where(profile) }, `${words}; nothing was done`);
}

function where(profile: string | undefined): { key?: string; found?: string } {
  return profile === undefined ? {} : { key: 'AWS_PROFILE', found: profile };
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
const EXPIRED = /^(ExpiredToken(Exception)?|RequestExpired|TokenRefreshRequired)$/;
const UNKNOWN_KEY =
  /^(AuthFailure|InvalidClientTokenId|InvalidAccessKeyId|UnrecognizedClientException|MissingAuthenticationToken)$/;
const WRONG_SECRET = /^(SignatureDoesNotMatch|InvalidSignatureException|IncompleteSignature)$/;
const CLOCK = /^(RequestTimeTooSkewed|RequestInTheFuture)$/;
const TOO_OLD = /signature (expired|not yet current)|too skewed/i;
/** Not where a proxy is named after it. */
const LOCAL = /^connect ECONNREFUSED ((?:127\.0\.0\.1|::1):\d+)$/;
const PROVIDER = /^(Credentials|Token)?ProviderError$/;

function wordsFor({ code, message }: AwsError, profile: string | undefined): string | undefined {
  const whose = profile === undefined ? 'these credentials' : `profile ${inQuotes(profile)}`;
  const flag = profile === undefined ? '' : ` --profile ${quoted(profile)}`;
  if (CLOCK.test(code) || (WRONG_SECRET.test(code) && TOO_OLD.test(message))) {
    return `the clock of this machine is not AWS's (${code}: ${said(message)}); set it right`;
  }
  const [, local] = LOCAL.exec(message) ?? [];
  if (local !== undefined) {
    return `nothing answers at ${local} on this machine, to which AWS_ENDPOINT_URL sends the calls (${code}); start what served it again, as with npm run sandbox, or open a new terminal to use AWS itself`;
  }
  if (EXPIRED.test(code)) {
    return `the session of ${whose} has expired (${code}), unless the clock of this machine is wrong; open a new one, as with aws sso login${flag}`;
  }
  if (UNKNOWN_KEY.test(code)) {
    return `AWS does not know the access key of ${whose} (${code}), or the region is not enabled for its account; check AWS_ACCESS_KEY_ID or set AWS_PROFILE, and check the region`;
  }
  if (WRONG_SECRET.test(code)) {
    return `the secret of ${whose} is not that of the access key (${code}); check AWS_SECRET_ACCESS_KEY or set AWS_PROFILE`;
  }
  if (code.startsWith('AccessDenied') && message.includes('MultiFactorAuthentication failed')) {
    return `AWS did not accept the code of the MFA device of ${whose} (${code}); run it again and type the code that the device shows now: each is good once`;
  }
  if (code.startsWith('AccessDenied') && message.includes('sts:AssumeRole')) {
    return `${whose} may not assume its role (${said(message)}); let the role's trust policy name who may`;
  }
  return PROVIDER.test(code) || /\bSSO\b/.test(message) ? noneFound(message, profile, flag) : undefined;
}

/** The SDK looked in the environment, the profile and the machine's own role. */
function noneFound(message: string, profile: string | undefined, flag: string): string {
  if (/\bSSO\b|aws sso login/i.test(message)) {
    return `the SSO session${profile === undefined ? '' : ` of profile ${inQuotes(profile)}`} has expired or was never opened; type: aws sso login${flag}`;
  }
  if (/aws login|\/login\/cache/i.test(message)) {
    return `the session${profile === undefined ? '' : ` of profile ${inQuotes(profile)}`} has expired or was never opened; type: aws login${flag}`;
  }
  const isGeneral = message.startsWith('Could not load credentials from any providers');
  if (!isGeneral) return `no credentials: ${said(message)}`;
  return profile === undefined
    ? 'no AWS credentials were found; set AWS_PROFILE to a profile (aws configure list-profiles names them), type aws sso login, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY'
    : `profile ${inQuotes(profile)} (AWS_PROFILE) is not in ~/.aws/config, or has no credentials there; aws configure list-profiles names those that are`;
}

/** @throws CommandError where AWS does not know whose credentials these are. */
export async function refuseUnknown(home: Site, profile: string | undefined): Promise<void> {
  const { error } = await identify(home, undefined);
  const refusal = error === undefined ? undefined : credentialsError(error, profile);
  if (refusal !== undefined) throw refusal;
}

/**
 * Rethrows an error. A profile that is not there names no region either, so without any region it is what is wrong.
 *
 * @throws CommandError about the profile, or the error.
 */
export async function rethrow(error: unknown, profile: string | undefined): Promise<never> {
  if (error instanceof SettingsError && error.code === 'missing' && profile !== undefined) {
    const { error: why } = await identify({ region: ANY_REGION }, undefined);
    if (why !== undefined && PROVIDER.test(why.code)) throw credentialsError(why, profile) ?? error;
  }
  throw error;
}

/** The SDK looks for credentials before it sends anything. */
const ANY_REGION = 'us-east-1';
