/** A refusal as AWS words it: the code a client acts on, and the HTTP status it travels with. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status: number = statusOf(code)) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
  }
}

/** The SDK decides by code and by status whether to try again, so both must be right. */
export function statusOf(code: string): number {
  return STATUSES[code] ?? 400;
}

const STATUSES: Readonly<Record<string, number>> = {
  AuthFailure: 401,
  AuthorizationError: 403,
  DryRunOperation: 412,
  EC2ThrottledException: 503,
  InternalError: 500,
  InternalFailure: 500,
  InvalidClientTokenId: 403,
  MissingAuthenticationToken: 403,
  NotFound: 404,
  OptInRequired: 403,
  RequestLimitExceeded: 503,
  ServerInternal: 500,
  ServiceUnavailable: 503,
  Unavailable: 503,
  UnauthorizedOperation: 403,
};
