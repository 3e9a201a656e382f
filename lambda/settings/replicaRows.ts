import * as replicas from './replicaShape.ts';
import type { Setting } from './setting.ts';
import * as shape from './shape.ts';

const MOST_MIN = 1000;

/** AWS copies 20 snapshots to one region at one time. https://docs.aws.amazon.com/ebs/latest/userguide/ebs-copy-snapshot.html */
const MOST_WINDOW = 20;

/** The settings of replicas, which are snapshots that were copied to other regions. */
export const replicaRows = {
  replicas: {
    name: 'replicas',
    cli: { flags: '--replicas <places>', of: 'every command' },
    prop: 'replicas.regions',
    kind: 'list',
    schema: replicas.places,
    must: 'be a list of one or more places, each a region or one of another account (222222222222@eu-west-1)',
    like: ['eu-central-1'],
    odd: replicas.oddPlaces,
    near: replicas.placesNear,
    otherwise: 'off',
    words:
      'regions in which replicas of snapshots are kept, separated by commas or spaces; the tag `autosnap_replicate` says of which volumes. `222222222222@eu-west-1` is a region in which the vault of another account keeps them. `all` is not allowed',
  },
  replica_keys: {
    name: 'replicaKeys',
    cli: { flags: '--replica-keys <pairs>', of: 'every command' },
    prop: 'replicas.keys',
    kind: 'pairs',
    schema: replicas.keysOfPlaces,
    must: 'be pairs of a region and a KMS key of that region (alias/…, id or ARN), each region once',
    like: 'eu-central-1=alias/backup',
    odd: replicas.oddKeysOfPlaces,
    otherwise: 'none',
    words:
      'the KMS key that encrypts the replicas in each region, like `eu-central-1=alias/backup`, separated by commas or spaces: an alias, an id or an ARN; needed where an encrypted snapshot is copied',
  },
  replica_min: {
    name: 'replicaMin',
    cli: { flags: '--replica-min <count>', of: 'every command' },
    prop: 'replicas.min',
    kind: 'number',
    schema: shape.wholeNumber(1, MOST_MIN),
    must: `be a whole number from 1 to ${MOST_MIN}`,
    like: 7,
    otherwise: 'what the tags say',
    words: `the newest replicas that stay of each volume in each region, and the newest of as many days, even if its tag says fewer: 1 to ${MOST_MIN}`,
  },
  replica_window: {
    name: 'replicaWindow',
    cli: { flags: '--replica-window <count>', of: 'runs' },
    prop: 'replicas.window',
    kind: 'number',
    schema: shape.wholeNumber(1, MOST_WINDOW),
    must: `be a whole number from 1 to ${MOST_WINDOW}`,
    like: 15,
    fallback: 15,
    words: `the most replicas that AWS makes for this program in one region at one time: 1 to ${MOST_WINDOW}. AWS makes ${MOST_WINDOW} at one time, for all programs together`,
  },
  replica_within: {
    name: 'replicaWithin',
    cli: { flags: '--replica-within <time>', of: 'runs' },
    prop: 'replicas.within',
    kind: 'text',
    schema: replicas.within,
    must: 'be a time from 15m to 48h in steps of 15 minutes, like 4h or 90m',
    like: replicas.SOME_TIME,
    mended: replicas.mendedWithin,
    otherwise: 'as long as AWS takes',
    words:
      'the time in which AWS is to complete each replica, like `4h` or `90m` (minutes): 15m to 48h, in steps of 15 minutes. AWS bills it for each GiB, and more for a shorter time',
  },
  replica_lock: {
    name: 'replicaLock',
    cli: { flags: '--replica-lock <days>', of: 'runs' },
    prop: 'replicas.lock',
    kind: 'text',
    schema: replicas.lock,
    must: `be days or weeks, like 14d or 2w: at most ${replicas.MOST_LOCK}d`,
    like: replicas.SOME_LOCK,
    mended: replicas.mendedLock,
    otherwise: 'off',
    words: `locks each new replica in governance mode for this time from its completion, like \`14d\` or \`2w\`: at most ${replicas.MOST_LOCK}d. Until then nobody deletes it who may not unlock snapshots, and it costs storage`,
  },
  replica_orphan_retain: {
    name: 'replicaOrphanRetain',
    cli: { flags: '--replica-orphan-retain <age>', of: 'runs' },
    prop: 'replicas.orphanRetain',
    kind: 'text',
    schema: shape.orphanRetain,
    must: 'be an age (12h, 90d, 8w, 6m, 2y), or an age and "last:" with a longer one',
    like: '90d',
    mended: shape.mendedOrphanRetain,
    otherwise: 'never',
    words:
      'deletes the replicas of a volume that is gone when all of them are older than this, written like `orphan_retain`, which itself deletes no replicas',
  },
} as const satisfies Readonly<Record<string, Setting>>;
