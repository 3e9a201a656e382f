import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { onTestFinished } from 'vitest';
import * as z from 'zod/mini';
import type { Report } from '../../lambda/core/report/report.ts';
import { reportSchema, shardsSchema } from '../../lambda/fanOut/files.ts';
import { type Deployer, OWN_KEYS, REGION } from './deployer.ts';

/** What there is when an execution has ended. */
interface Execution {
  /** What the state machine would answer. */
  readonly merged: unknown;
  readonly report: Report;
  /** The keys of its folder. */
  readonly files: readonly string[];
}

/** A deployed fan-out whose functions are called one after the other, in place of its state machine. */
export interface FanOut {
  readonly accounts: readonly string[];
  readonly bucket: string;
  /** One execution of that name. */
  readonly run: (name: string) => (event: object, at: Date) => Promise<Execution>;
}

const listed = z.object({ event: z.record(z.string(), z.unknown()) });
const answered = z.object({ report: reportSchema, next: z.literal('done') });

const described = z.object({ definition: z.string() });

/** The parts of the state machine that say what the functions are told. */
const definition = z.object({
  States: z.object({
    List: z.object({ Parameters: z.object({ Payload: z.object({ accounts: z.array(z.string()) }) }) }),
  }),
});

/** Fetches the functions of the fan-out that is deployed, and what their state machine would tell them. */
export async function fanOutIn(aws: Deployer): Promise<FanOut> {
  const list = await aws.deployedFunction('index.list');
  const shard = await aws.deployedFunction('index.shard');
  const merge = await aws.deployedFunction('index.merge');
  const machine = described.parse(JSON.parse(await aws.stateMachine(await aws.output('StateMachineArn'))));
  const { accounts } = definition.parse(JSON.parse(machine.definition)).States.List.Parameters.Payload;
  const Bucket = await aws.output('ReportsBucket');
  const s3 = new S3Client({
    endpoint: aws.endpoint,
    region: REGION,
    credentials: OWN_KEYS,
    forcePathStyle: true,
  });
  onTestFinished(() => s3.destroy());
  const read = async (Key: string): Promise<unknown> => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return JSON.parse((await Body?.transformToString()) ?? '');
  };

  return {
    accounts,
    bucket: Bucket,
    run: (folder) => async (given, at) => {
      const started = at.toISOString();
      const { event } = listed.parse(await list.invoke({ event: given, accounts, folder, started }, at));
      for (const { account, region } of shardsSchema.parse(await read(`${folder}/shards.json`))) {
        const order = { account, region, event, run: 1, budget: 12, failures: 0, mayDelete: 'as set' };
        const answer = answered.parse(await shard.invoke(order, at));
        const Key = `${folder}/shards/${account}/${region}/1.json`;
        await s3.send(new PutObjectCommand({ Bucket, Key, Body: JSON.stringify(answer) }));
      }
      const merged = await merge.invoke({ event, folder, started }, at);
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: `${folder}/` }));
      return {
        merged,
        report: reportSchema.parse(await read(`${folder}/report.json`)),
        files: Contents.flatMap(({ Key }) => Key ?? []),
      };
    },
  };
}
