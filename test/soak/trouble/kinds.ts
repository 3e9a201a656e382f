import type { Effect } from '../../cloud/faults.ts';
import type { Site } from './sites.ts';

/** What can go wrong with a call. */
export interface Kind {
  readonly name: string;
  readonly effect: Effect;
  /** Once, or as long as the run lasts. */
  readonly lasts: 'once' | 'for ever';
  /** What an honest program must make of it, when it is about something to be written. */
  readonly means: 'busy' | 'refused' | 'unclear' | 'nothing';
  /** Whether AWS has done what was asked all the same. */
  readonly isDone: boolean;
}

/** A code that AWS answers with, and its HTTP status where it is not 400. */
function coded(error: string, means: Kind['means'], lasts: Kind['lasts'], status?: number): Kind {
  const effect = { error, ...(status === undefined ? {} : { status }) };
  return { name: `${error} ${lasts}`, effect, lasts, means, isDone: false };
}

function broken(effect: Extract<Effect, string>, lasts: Kind['lasts'], isDone: boolean): Kind {
  return { name: `${effect} ${lasts}`, effect, lasts, means: 'unclear', isDone };
}

/** Any call of AWS can meet these. */
const ANY: readonly Kind[] = (['once', 'for ever'] as const).flatMap((lasts) => [
  coded('RequestLimitExceeded', 'busy', lasts),
  coded('InternalError', 'unclear', lasts),
  coded('Unavailable', 'unclear', lasts),
  broken('reset before', lasts, false),
  broken('reset after', lasts, true),
  broken('timeout', lasts, false),
  broken('timeout after', lasts, true),
  broken('truncated', lasts, true),
  broken('html', lasts, false),
  coded('RequestExpired', 'refused', lasts),
  coded('ExpiredToken', 'refused', lasts, 403),
  coded('AuthFailure', 'refused', lasts),
  coded('UnauthorizedOperation', 'refused', lasts),
]);

/** The other codes of EC2's list that are not about one action. */
const ANY_OF_EC2: readonly Kind[] = [
  coded('OptInRequired', 'refused', 'for ever'),
  coded('ServerInternal', 'unclear', 'for ever'),
  coded('InternalFailure', 'unclear', 'for ever'),
  coded('ServiceUnavailable', 'unclear', 'for ever'),
];

const LISTING: readonly Kind[] = [
  ...(['once', 'for ever'] as const).map(
    (lasts): Kind => ({
      name: `empty page ${lasts}`,
      effect: 'empty page',
      lasts,
      means: 'nothing',
      isDone: true,
    }),
  ),
  coded('FilterLimitExceeded', 'refused', 'for ever'),
  coded('InvalidParameterValue', 'refused', 'for ever'),
];

const CREATING: readonly Kind[] = [
  'SnapshotCreationPerVolumeRateExceeded',
  'ConcurrentSnapshotLimitExceeded',
  'PendingSnapshotLimitExceeded',
  'SnapshotLimitExceeded',
  'ResourceLimitExceeded',
  'InvalidState',
  'IncorrectState',
  'InvalidVolume.NotFound',
  'TagLimitExceeded',
  'InvalidTagKey.Malformed',
  'TagPolicyViolation',
  'ConcurrentTagAccess',
].flatMap((code) => [coded(code, 'refused', 'once'), coded(code, 'refused', 'for ever')]);

const BACKUP = 'This snapshot is managed by the AWS Backup service and cannot be deleted via EC2 APIs';

const DELETING: readonly Kind[] = [
  coded('InvalidSnapshot.NotFound', 'refused', 'for ever'),
  coded('InvalidSnapshot.InUse', 'refused', 'for ever'),
  coded('IncorrectState', 'refused', 'for ever'),
  held('OperationNotPermitted', 'The snapshot is locked and cannot be deleted'),
  held('InvalidParameterValue', BACKUP),
];

function held(error: string, message: string): Kind {
  return { ...coded(error, 'refused', 'for ever'), effect: { error, message } };
}

/** A look that AWS only offers in newer endpoints. */
const UNKNOWN: readonly Kind[] = [coded('InvalidAction', 'refused', 'for ever')];

const SNS: readonly Kind[] = ['NotFound', 'InvalidParameter', 'AuthorizationError', 'KMSThrottling'].map(
  (code) => coded(code, 'refused', 'for ever'),
);

const OF_ACTION: Readonly<Record<string, readonly Kind[]>> = {
  GetCallerIdentity: [coded('InvalidClientTokenId', 'refused', 'for ever')],
  Publish: SNS,
  DescribeRegions: ANY_OF_EC2,
  DescribeInstances: [...ANY_OF_EC2, ...LISTING, coded('InvalidInstanceID.NotFound', 'refused', 'for ever')],
  DescribeVolumes: [...ANY_OF_EC2, ...LISTING, coded('InvalidVolume.NotFound', 'refused', 'for ever')],
  DescribeSnapshots: [...ANY_OF_EC2, ...LISTING, coded('InvalidSnapshot.NotFound', 'refused', 'for ever')],
  DescribeImages: [...ANY_OF_EC2, ...LISTING, ...UNKNOWN],
  DescribeLockedSnapshots: [...ANY_OF_EC2, ...LISTING, ...UNKNOWN],
  CreateSnapshot: [...ANY_OF_EC2, ...CREATING],
  CreateSnapshots: [...ANY_OF_EC2, ...CREATING, coded('InvalidInstanceID.NotFound', 'refused', 'once')],
  DeleteSnapshot: [...ANY_OF_EC2, ...DELETING],
};

/** All that can go wrong with one call. */
export function kindsFor({ action }: Pick<Site, 'action'>): readonly Kind[] {
  const own = OF_ACTION[action];
  if (own === undefined) throw new Error(`nobody has said what can go wrong with ${action}`);
  return [...ANY, ...own];
}
