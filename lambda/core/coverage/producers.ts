import { MARK } from '../keys.ts';
import { isVolumeOfCopies, type Label } from '../label.ts';
import type { Maker, MakerHint, Snapshot } from '../snapshot.ts';

/** Who made a snapshot of a volume, by what nobody else can write. `other` is a person or any program. */
export type Producer = (typeof PRODUCERS)[number];

export const PRODUCERS = ['ours', 'AWS Backup', 'DLM', 'other'] as const;

/**
 * Who made a snapshot of the volume whose id it has; undefined for a replica or another copy.
 *
 * AWS calls the volume id of a copy arbitrary: such a snapshot protects no volume that it names.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Snapshot.html
 */
export function producerOf({ label, maker, volumeId }: Snapshot): Producer | undefined {
  if (maker?.producer === 'copy' || label.ownership === 'replica' || isVolumeOfCopies(volumeId)) {
    return undefined;
  }
  return label.ownership === 'ours' ? 'ours' : (maker?.producer ?? 'other');
}

/** What a snapshot looks like; undefined where that is nothing, or where it is known who made it. */
export function hintOf({ maker }: Snapshot): MakerHint | undefined {
  return maker?.producer === 'other' ? maker.hint : undefined;
}

/** What AWS lists of a snapshot. */
interface Listed extends Pick<Label, 'ownership'> {
  /** The keys of all its tags. */
  readonly keys: readonly string[];
  readonly description: string;
  /** AWS says that it is a copy of another snapshot. */
  readonly isCopy: boolean;
}

/** Who else made a snapshot; nothing for one that we took or copied. Always one of the same few objects. */
export function makerOf({ ownership, keys, description, isCopy }: Listed): Pick<Snapshot, 'maker'> {
  if (ownership === 'replica') return {};
  if (isCopy) return { maker: COPY };
  if (ownership === 'ours') return {};
  return { maker: byAws(keys) ?? byTag(keys) ?? byDescription(description) ?? OTHER };
}

const COPY: Maker = { producer: 'copy' };
const OTHER: Maker = { producer: 'other' };
const AWS_BACKUP: Maker = { producer: 'AWS Backup' };
const DLM: Maker = { producer: 'DLM' };

/**
 * Only AWS writes tags whose keys begin with `aws:`.
 *
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions
 */
function byAws(keys: readonly string[]): Maker | undefined {
  if (keys.some((key) => key.startsWith('aws:backup:'))) return AWS_BACKUP;
  return keys.some((key) => key.startsWith('aws:dlm:')) ? DLM : undefined;
}

/** What a program writes on its snapshots and not on volumes: keys of tags, and how a description begins. */
interface Signs {
  readonly program: string;
  readonly keys?: readonly string[];
  readonly description?: RegExp;
}

/** A key overrides a description, and the first program that fits overrides the others. */
const SIGNS: readonly Signs[] = [
  {
    program: 'CSI driver',
    keys: ['CSIVolumeSnapshotName'],
    description: /^Created by AWS EBS CSI driver for volume /,
  },
  { program: 'Shelvery', keys: ['shelvery:tag_name', 'shelvery:backup'] },
  { program: 'N2W', keys: ['cpm_policy_name', 'cpm_server_id'] },
  {
    program: 'Commvault',
    keys: ['commvault:vendor', '_GX_BACKUP_'],
    description: /^Snapshot_created_by_Commvault_/,
  },
  { program: 'Elastic Disaster Recovery', keys: ['AWSElasticDisasterRecoveryManaged'] },
  { program: 'Cloud Custodian', keys: ['custodian_snapshot'] },
  { program: 'VSS', keys: ['AppConsistent', 'AwsVssConfig'] },
  { program: 'aws-snapper', keys: [MARK] },
  { program: 'image', description: /^(?:Created by CreateImage\(i-|Copied for DestinationAmi ami-)/ },
  { program: 'AWS Backup', description: /^This snapshot is created by the AWS Backup service/ },
  { program: 'DLM', keys: ['dlm:managed'], description: /^Created for policy: policy-/ },
  // Its keys are encrypted, so only a name that a person gave tells.
  { program: 'Veeam', description: /\bveeam\b/i },
];

function other(hint: MakerHint): Maker {
  return { producer: 'other', hint };
}

const BY_KEY: ReadonlyMap<string, { readonly rank: number; readonly maker: Maker }> = new Map(
  SIGNS.flatMap(({ program, keys = [] }, rank) =>
    keys.map((key) => [key, { rank, maker: other({ program, key }) }] as const),
  ),
);

const BY_DESCRIPTION = SIGNS.flatMap(({ program, description }) =>
  description === undefined ? [] : [{ begins: description, maker: other({ program }) }],
);

function byTag(keys: readonly string[]): Maker | undefined {
  const found = keys.flatMap((key) => BY_KEY.get(key) ?? []);
  return found.toSorted((a, b) => a.rank - b.rank)[0]?.maker;
}

function byDescription(description: string): Maker | undefined {
  return BY_DESCRIPTION.find(({ begins }) => begins.test(description))?.maker;
}
