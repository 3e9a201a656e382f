import {
  type EC2Client,
  type Instance,
  type _InstanceType as InstanceType,
  paginateDescribeInstances,
  type ResourceType,
  RunInstancesCommand,
  type RunInstancesCommandInput,
} from '@aws-sdk/client-ec2';
import type { Launcher } from '../../carryOut/restore/launcher.ts';
import type { Reply } from '../../carryOut/writer.ts';
import { keysOf } from '../../core/keys.ts';
import type { LaunchedInstance, LaunchPlan } from '../../core/restore/launched/launchPlan.ts';
import { ec2Repeating, type Site } from '../clients.ts';
import { collected, PAGE, required, tagsOf } from '../pages.ts';
import { replyTo } from '../replyTo.ts';
import { asking } from './asking.ts';

/** Sends the calls of a launch in one region, and says how AWS answered. A launch has a token, so it can be repeated. */
export function openLauncher(site: Site, prefix: string): Launcher {
  const client = ec2Repeating(site);
  return {
    launch: async (plan, token) => withoutRoom(await replyTo(async () => launch(client, plan, token))),
    mayLaunch: async (plan) => mayLaunch(client, plan),
    launched: async (id) => launchedIn(client, prefix, id),
    close: () => client.destroy(),
  };
}

/**
 * The instances that restores have launched, oldest first.
 *
 * @param id May have `*`, which stands for any text.
 * @throws the SDK's error where they cannot be listed.
 */
export async function launchedInstances(site: Site, prefix: string, id: string): Promise<LaunchedInstance[]> {
  return asking(site, async (client) => launchedIn(client, prefix, id));
}

async function launch(client: EC2Client, plan: LaunchPlan, ClientToken: string): Promise<string> {
  const { Instances = [] } = await client.send(
    new RunInstancesCommand({ ...instanceAsked(plan), ClientToken }),
  );
  return required(Instances[0]?.InstanceId, 'a new instance without id');
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html */
function instanceAsked(plan: LaunchPlan): RunInstancesCommandInput {
  const { type, subnet, groups, profile, key, image, tags } = plan;
  const ResourceType: ResourceType = 'instance';
  return {
    ImageId: image.imageId,
    InstanceType: instanceType(required(type.value, 'no instance type')),
    MinCount: 1,
    MaxCount: 1,
    SubnetId: subnet.value,
    SecurityGroupIds: groups.value && [...groups.value],
    IamInstanceProfile: profile.value === undefined ? undefined : profileAsked(profile.value),
    KeyName: key.value,
    TagSpecifications: [{ ResourceType, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }],
  };
}

function profileAsked(profile: string): RunInstancesCommandInput['IamInstanceProfile'] {
  return profile.startsWith('arn:') ? { Arn: profile } : { Name: profile };
}

/** Types are newer than any list of them, so AWS decides. */
function instanceType(name: string): InstanceType {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return name as InstanceType;
}

/** AWS says with a status of its own failures that it has no room. Nothing was launched then. */
function withoutRoom(reply: Reply<string>): Reply<string> {
  return reply.kind === 'unclear' && /^Insufficient\w*Capacity$/.test(reply.code)
    ? { ...reply, kind: 'refused' }
    : reply;
}

/** AWS answers a dry run with an error in any case. */
async function mayLaunch(client: EC2Client, plan: LaunchPlan): Promise<Reply<void>> {
  const reply = await replyTo(async () => {
    await client.send(new RunInstancesCommand({ ...instanceAsked(plan), DryRun: true }));
  });
  return reply.kind !== 'done' && reply.code === 'DryRunOperation'
    ? { kind: 'done', value: undefined }
    : reply;
}

async function launchedIn(client: EC2Client, prefix: string, id: string): Promise<LaunchedInstance[]> {
  const Filters = [{ Name: `tag:${keysOf(prefix).restore}`, Values: [id] }];
  const pages = paginateDescribeInstances({ client, pageSize: PAGE }, { Filters });
  const all = await collected(pages, ({ Reservations = [] }) =>
    Reservations.flatMap(({ Instances = [] }) => Instances),
  );
  return all.toSorted((a, b) => launchedAt(a) - launchedAt(b)).map(launchedInstance);
}

function launchedAt({ LaunchTime }: Instance): number {
  return LaunchTime?.getTime() ?? 0;
}

function launchedInstance(one: Instance): LaunchedInstance {
  return {
    id: required(one.InstanceId, 'an instance without id'),
    state: one.State?.Name ?? 'unknown',
    tags: tagsOf(one.Tags),
    privateIp: one.PrivateIpAddress,
    failure: one.StateReason?.Message,
  };
}
