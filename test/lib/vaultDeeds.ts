import { ALLOWED, type Deed, type Deeds, FOREIGN, OURS, SNAPSHOT, VOLUME } from './deeds.ts';
import { on } from './proofDeeds.ts';
import { ALLOWED_ANYWAY, ALLOWED_WITH_REPLICAS, DENIED_WITH_REPLICAS } from './replicaDeeds.ts';
import { sharing } from './sourceDeeds.ts';

/** The accounts whose snapshots the vault of the rows keeps. */
export const SOURCES = ['111111111111', '333333333333'];

const OF_SOURCE = { asks: OURS, owner: SOURCES[0] ?? '' };

/** What has to do with taking snapshots here, or with copying own ones; a vault does neither. */
const TAKES = /^(copy an own|copy one|snapshot |make a snapshot|make a set|mark a snapshot in|mark a set in)/;

/** What a vault needs in its own account. */
export const ALLOWED_TO_VAULTS: Deeds = {
  ...only({ ...ALLOWED, ...ALLOWED_WITH_REPLICAS, ...ALLOWED_ANYWAY }, (what) => !TAKES.test(what)),
  'copy what a source shares, whose tags nobody sees': on('ec2:CopySnapshot', SNAPSHOT, OF_SOURCE),
  'copy what it shares in another region': on(
    'ec2:CopySnapshot',
    SNAPSHOT.replace('eu-west-1', 'us-east-1'),
    OF_SOURCE,
  ),
  'copy what the other source shares': on('ec2:CopySnapshot', SNAPSHOT, {
    ...OF_SOURCE,
    owner: SOURCES[1] ?? '',
  }),
  'become the source role of a source': becoming(SOURCES[0]),
  'become the source role of the other': becoming(SOURCES[1]),
};

/** What would harm somebody, by whoever has the role of a vault. */
export const DENIED_TO_VAULTS: Deeds = {
  ...only({ ...ALLOWED, ...ALLOWED_WITH_REPLICAS }, (what) => TAKES.test(what)),
  ...DENIED_WITH_REPLICAS,
  'copy its own snapshots': on('ec2:CopySnapshot', SNAPSHOT, {
    has: OURS,
    asks: OURS,
    owner: '123456789012',
  }),
  'copy what an account shares that is no source': on('ec2:CopySnapshot', SNAPSHOT, {
    asks: OURS,
    owner: FOREIGN,
  }),
  'copy what is public, of an AWS account': on('ec2:CopySnapshot', SNAPSHOT, { asks: OURS, owner: 'amazon' }),
  'copy what a source shares in another partition': on(
    'ec2:CopySnapshot',
    SNAPSHOT.replaceAll('aws', 'aws-cn'),
    OF_SOURCE,
  ),
  'share a replica with a source': sharing({ 'ec2:Add/userId': [...SOURCES] }),
  'take a share back': sharing({ 'ec2:Remove/userId': [...SOURCES] }),
  'bring a replica back from the archive': on('ec2:RestoreSnapshotTier', SNAPSHOT, { has: OURS }),
  'let snapshots become public': on('ec2:DisableSnapshotBlockPublicAccess', '*'),
  'make a volume of what a source shares': on('ec2:CreateVolume', SNAPSHOT, OF_SOURCE),
  'make a volume of a replica': on('ec2:CreateVolume', SNAPSHOT, { has: OURS }),
  'delete a volume': on('ec2:DeleteVolume', VOLUME, { has: OURS }),
  'read the blocks of a replica': on('ebs:GetSnapshotBlock', SNAPSHOT, { has: OURS }),
  'delete a rule of the recycle bin': {
    action: 'rbin:DeleteRule',
    on: 'arn:aws:rbin:eu-west-1:123456789012:rule/one',
  },
  'say that somebody else becomes the source role': {
    ...becoming(SOURCES[0]),
    action: 'sts:SetSourceIdentity',
  },
  'become the member role of a source': becoming(SOURCES[0], 'aws-snapper-member'),
  'become the source role of an account that is no source': becoming(FOREIGN),
  'become an administrator of a source': becoming(SOURCES[0], 'Admin'),
  'publish elsewhere': { action: 'sns:Publish', on: 'arn:aws:sns:eu-west-1:123456789012:other' },
  'change its own rights': {
    action: 'iam:PutRolePolicy',
    on: 'arn:aws:iam::123456789012:role/SnapperRole',
  },
};

function becoming(account = '', role = 'aws-snapper-member-source'): Deed {
  return { action: 'sts:AssumeRole', on: `arn:aws:iam::${account}:role/${role}` };
}

function only(deeds: Deeds, isWanted: (what: string) => boolean): Deeds {
  return Object.fromEntries(Object.entries(deeds).filter(([what]) => isWanted(what)));
}
