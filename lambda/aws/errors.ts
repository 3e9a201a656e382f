/** An error of the SDK, as the report shows it. */
export interface AwsError {
  readonly code: string;
  readonly message: string;
}

export function errorOf(error: unknown): AwsError {
  if (!(error instanceof Error)) return { code: 'Error', message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return { code, message: error.message };
}

/**
 * A service control policy of the organisation refuses the call, whatever the account's own roles allow.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function isForbidden(error: unknown): boolean {
  const { code, message } = errorOf(error);
  return /^(UnauthorizedOperation|AccessDenied)/.test(code) && /service control policy/i.test(message);
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
const THROTTLES = new Set([
  'RequestLimitExceeded',
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'EC2ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'TooManyRequestsException',
  'SlowDown',
]);

/** AWS was too busy and did nothing, so the same call can be sent again. */
export function isThrottle(error: unknown): boolean {
  return THROTTLES.has(errorOf(error).code) || statusOf(error) === 429;
}

/**
 * AWS answered with a reason and did nothing.
 *
 * After any other error (a broken connection, a timeout, a 5xx, an answer that cannot be read) it is not known
 * whether the call took effect.
 */
export function isRefusal(error: unknown): boolean {
  const status = statusOf(error) ?? 0;
  return status >= 400 && status < 500 && status !== 408 && hasAwsCode(error);
}

/** The SDK saw by the answer that this machine's clock is wrong, and signs the next call by AWS's. */
export function hasCorrectedClock(error: unknown): boolean {
  return metadataOf(error)?.clockSkewCorrected === true;
}

function statusOf(error: unknown): number | undefined {
  return metadataOf(error)?.httpStatusCode;
}

function metadataOf(error: unknown): { httpStatusCode?: number; clockSkewCorrected?: boolean } | undefined {
  return error instanceof Error && '$metadata' in error && typeof error.$metadata === 'object'
    ? (error.$metadata ?? undefined)
    : undefined;
}

/** The error page of a proxy has no AWS error code. */
function hasAwsCode(error: unknown): boolean {
  return error instanceof Error && 'Code' in error && typeof error.Code === 'string';
}
