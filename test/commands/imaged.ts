import { createImage } from '../../lambda/core/images/createImage.ts';
import type { RestoreDocument } from '../../lambda/commands/documents.ts';
import type { Answer } from '../../lambda/commands/command.ts';
import { restoreImageCommand } from '../../lambda/commands/restoreImage.ts';
import type { RestoreFlags } from '../../lambda/commands/restoreOrder.ts';
import { settings } from '../core/fixtures.ts';
import { freshCloud } from '../cloud/callers.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Statement } from '../cloud/iam.ts';
import type { SecurityGroup, Subnet } from '../cloud/network.ts';
import type { Image, Instance, Snapshot, Tags } from '../cloud/records.ts';
import type { Region } from '../cloud/region.ts';
import type { ImageWish } from '../cloud/wishes.ts';
import { DAY } from '../scenarios/story.ts';
import { give, type Manner, RESTORER } from './person.ts';
import { restoreOf } from './servers.ts';

/** A server in a network of its own, with a role, a key pair and an image of ours that was made a day ago. */
export interface ImagedServer {
  readonly cloud: Cloud;
  readonly region: Region;
  readonly web: Instance;
  readonly image: Image;
  readonly snapshots: readonly Snapshot[];
  readonly subnet: Subnet;
  readonly group: SecurityGroup;
}

const ROLE_NAME = 'web';
const TRUST = { Version: '2012-10-17', Statement: [] } as const;

/** What a person adds who may pass this one role. docs/restore.md has it. */
export const PASS_ROLE: Statement = {
  Effect: 'Allow',
  Action: 'iam:PassRole',
  Resource: `arn:aws:iam::123456789012:role/${ROLE_NAME}`,
  Condition: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
};

/** Tags that the server has of its owner. */
export const SERVER: Tags = { Name: 'web', team: 'blue' };

export async function imagedServer(tags: Tags = {}): Promise<ImagedServer> {
  const cloud = await freshCloud({ at: '2026-01-02T03:00:00Z' });
  const region = cloud.region('eu-west-1');
  const subnet = region.subnet({ zone: 'eu-west-1b', vpcId: 'vpc-0123456789abcdef0' });
  const group = region.securityGroup({ vpcId: subnet.vpcId, name: 'web' });
  region.keyPair('ops');
  const role = cloud.account().addRole({ name: ROLE_NAME, trust: TRUST, policy: 'allow all' });
  const { arn } = cloud.account().addInstanceProfile(ROLE_NAME, role);
  const web = region.instance({
    type: 'm7i.large',
    zone: subnet.zone,
    subnetId: subnet.id,
    securityGroups: [group.id],
    profile: arn,
    keyName: 'ops',
    tags: { ...SERVER, autosnap_image: '1', ...tags },
  });
  const root = region.volume({ attachedTo: web, zone: web.zone });
  const snapshots = [region.snapshot({ of: root, size: 8 }), region.snapshot({ size: 20 })];
  const image = imageOf({ cloud, region, web, snapshots }, 1);
  cloud.policy = [...RESTORER, PASS_ROLE];
  return { cloud, region, web, image, snapshots, subnet, group };
}

/** An image of ours as a run makes it, with the tags that a run writes. */
export function imageOf(
  { cloud, region, web, snapshots }: Pick<ImagedServer, 'cloud' | 'region' | 'web' | 'snapshots'>,
  daysAgo: number,
  wish: Partial<ImageWish> = {},
): Image {
  const createdAt = new Date(cloud.clock.now().getTime() - daysAgo * DAY);
  const instance = {
    id: web.id,
    state: web.state,
    tags: web.tags,
    launch: {
      type: web.type,
      subnetId: web.subnetId,
      groupIds: web.securityGroups,
      profileArn: web.profile,
      keyName: web.keyName,
    },
  };
  const made = createImage(
    { instance, slot: createdAt, taken: new Set(region.images().map(({ name }) => name)) },
    createdAt,
    settings(),
  );
  const { name, description, tags } = made;
  return region.image({ name, description, snapshots, createdAt, ...wish, tags: { ...tags, ...wish.tags } });
}

/** The server and its disks, as if they had never been; the images stay. */
export function loseServer({ region, web }: Pick<ImagedServer, 'region' | 'web'>): void {
  region.terminate(web);
  region.remove(web);
}

/** The instances that restores have launched, oldest first. */
export function launchedIn(region: Region): Instance[] {
  return region.instances().filter(({ tags }) => tags['autosnap_restore'] !== undefined);
}

export function launchOf(answer: Answer): NonNullable<RestoreDocument['launch']> {
  const { launch } = restoreOf(answer);
  if (launch === undefined) throw new Error(`nothing is launched: ${answer.text}`);
  return launch;
}

export async function restoreImage(
  ...[cloud, name, flags, manner]: Parameters<typeof restoreImageUnasked>
): Promise<Answer> {
  return restoreImageUnasked(cloud, name, { yes: true, ...flags }, manner);
}

/** Without a terminal, and without `--yes`. */
export async function restoreImageUnasked(
  cloud: Cloud,
  name: string,
  flags: RestoreFlags = {},
  manner?: Manner,
): Promise<Answer> {
  return give(cloud, (context) => restoreImageCommand(name, { image: true, ...flags }, context), manner);
}
