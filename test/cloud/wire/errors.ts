/** A refusal as AWS words it: the code a client acts on, and the HTTP status it travels with. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  /** Why, of services that say it beside the code. */
  readonly reason: string | undefined;

  constructor(code: string, message: string, status: number = statusOf(code), reason?: string) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
    this.reason = reason;
  }
}

/** The SDK decides by code and by status whether to try again, so both must be right. */
export function statusOf(code: string): number {
  return STATUSES[code] ?? 400;
}

const STATUSES: Readonly<Record<string, number>> = {
  AccessDenied: 403,
  AccessDeniedException: 403,
  AuthFailure: 401,
  AuthorizationError: 403,
  ConditionalRequestConflict: 409,
  DryRunOperation: 412,
  EC2ThrottledException: 503,
  ExpiredToken: 403,
  ExpiredTokenException: 403,
  InsufficientInstanceCapacity: 500,
  InsufficientVolumeCapacity: 500,
  InternalError: 500,
  InternalFailure: 500,
  InternalServerException: 500,
  InvalidAccessKeyId: 403,
  InvalidClientTokenId: 403,
  MissingAuthenticationToken: 403,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  NotFound: 404,
  NotImplemented: 501,
  OptInRequired: 403,
  PermanentRedirect: 301,
  PreconditionFailed: 412,
  RequestEntityTooLargeException: 413,
  RequestLimitExceeded: 503,
  ResourceNotFoundException: 404,
  ServerInternal: 500,
  ServiceException: 500,
  ServiceUnavailable: 503,
  SlowDown: 503,
  TooManyRequestsException: 429,
  UnauthorizedOperation: 403,
  Unavailable: 503,
  UnknownOperationException: 404,
  UnrecognizedClientException: 403,
};
