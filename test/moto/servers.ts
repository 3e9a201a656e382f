import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  AttachVolumeCommand,
  CreateVolumeCommand,
  type CreateVolumeCommandInput,
  DeleteVolumeCommand,
  DescribeVolumesCommand,
  EC2Client,
  RunInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { onTestFinished } from 'vitest';
import { cli, type Ended } from '../commands/builtCli.ts';
import { type Moto, START } from './motoServer.ts';

const REGION = 'eu-west-1';
const ZONE = `${REGION}b`;
const KEYS = { accessKeyId: 'x', secretAccessKey: 'x' };
const house = join(import.meta.dirname, '../..');

/** What of a disk must be as before when it is restored. */
export interface Disk {
  /** `i-… /dev/sdf`; absent where it is attached to nothing. */
  readonly at: string | undefined;
  readonly type: string;
  readonly size: number;
  readonly iops: number | undefined;
  readonly throughput: number | undefined;
  readonly zone: string;
  readonly encrypted: boolean;
  readonly key: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** Servers in a region of moto, and the programs that a person has built, each as a process of its own. */
export interface Servers {
  readonly key: string;
  /** A running server, and its root of moto's: 8 GiB, of the type that is asked for. */
  readonly server: (name: string) => Promise<string>;
  /** A server with a root and two data disks, one of them encrypted. */
  readonly shop: () => Promise<string>;
  readonly stop: (instanceId: string) => Promise<void>;
  /** Terminates the server, and deletes all volumes there are. */
  readonly lose: (instanceId: string) => Promise<void>;
  /** By id. */
  readonly disks: () => Promise<Map<string, Disk>>;
  /** The bundle that is deployed, once. */
  readonly run: (settings?: Readonly<Record<string, string>>) => Promise<void>;
  readonly snapper: (...words: string[]) => Promise<Ended>;
}

export async function serversIn(moto: Moto): Promise<Servers> {
  await moto.reset();
  const settings = { endpoint: moto.endpoint, region: REGION, credentials: KEYS };
  const [ec2, kms] = [new EC2Client(settings), new KMSClient(settings)];
  onTestFinished(() => {
    ec2.destroy();
    kms.destroy();
  });
  const env = {
    AWS_ENDPOINT_URL: moto.endpoint,
    AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
    AWS_REGION: REGION,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  const key = KeyMetadata?.Arn ?? '';

  const servers: Servers = {
    key,
    async server(name) {
      const { Instances: [made] = [] } = await ec2.send(
        new RunInstancesCommand({
          ImageId: 'ami-12345678',
          InstanceType: 't3.micro',
          MinCount: 1,
          MaxCount: 1,
          Placement: { AvailabilityZone: ZONE },
          BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { VolumeSize: 8, VolumeType: 'gp3' } }],
          TagSpecifications: [
            { ResourceType: 'instance', Tags: listed({ Name: name, autosnap: '1', autosnap_retain: '3' }) },
            { ResourceType: 'volume', Tags: listed({ Name: `${name}-root` }) },
          ],
        }),
      );
      return made?.InstanceId ?? '';
    },
    async shop() {
      const id = await servers.server('shop');
      const disk = async (Device: string, wish: Partial<CreateVolumeCommandInput>) => {
        const TagSpecifications = [
          { ResourceType: 'volume', Tags: listed({ Name: `shop${Device}`, team: 'a & b' }) } as const,
        ];
        const { VolumeId } = await ec2.send(
          new CreateVolumeCommand({ AvailabilityZone: ZONE, TagSpecifications, ...wish }),
        );
        await ec2.send(new AttachVolumeCommand({ VolumeId, InstanceId: id, Device }));
      };
      await disk('/dev/sdf', { VolumeType: 'io2', Size: 10, Iops: 2000 });
      await disk('/dev/sdg', {
        VolumeType: 'gp3',
        Size: 12,
        Iops: 5000,
        Throughput: 300,
        Encrypted: true,
        KmsKeyId: key,
      });
      return id;
    },
    async stop(instanceId) {
      await ec2.send(new StopInstancesCommand({ InstanceIds: [instanceId] }));
    },
    async lose(instanceId) {
      await ec2.send(new TerminateInstancesCommand({ InstanceIds: [instanceId] }));
      for (const VolumeId of (await servers.disks()).keys())
        await ec2.send(new DeleteVolumeCommand({ VolumeId }));
    },
    async disks() {
      const { Volumes = [] } = await ec2.send(new DescribeVolumesCommand({}));
      return new Map(
        Volumes.map((one) => [
          one.VolumeId ?? '',
          {
            at: one.Attachments?.map(({ InstanceId, Device }) => `${InstanceId} ${Device}`)[0],
            type: one.VolumeType ?? '',
            size: one.Size ?? 0,
            iops: one.Iops,
            throughput: one.Throughput,
            zone: one.AvailabilityZone ?? '',
            encrypted: one.Encrypted ?? false,
            key: one.KmsKeyId,
            tags: Object.fromEntries((one.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
          },
        ]),
      );
    },
    async run(variables = {}) {
      const invoker = join(house, 'test/moto/invoke.mjs');
      await promisify(execFile)(process.execPath, [invoker, 'handler', START.toISOString(), '{}'], {
        cwd: join(house, 'dist/lambda'),
        env: { ...env, ...variables },
      });
    },
    snapper: async (...words) => cli(env, ...words),
  };
  return servers;
}

function listed(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
