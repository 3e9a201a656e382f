import type { Report } from '../../lambda/core/report/report.ts';
import { list, type Listed } from '../../lambda/fanOut/list.ts';
import { merge } from '../../lambda/fanOut/merge.ts';
import { createShard } from '../../lambda/handler.ts';
import type { ShardAnswer } from '../../lambda/fanOut/shard.ts';
import { shardsSchema } from '../../lambda/fanOut/files.ts';
import { MINUTE } from '../cloud/clock.ts';
import { HUB, organisation } from './organisation.ts';
import { clockOf, withEnvironment } from './snapper.ts';

export const FIRST = '222222222222';
export const SECOND = '333333333333';
export const FOLDER = 'one-run';

interface Orders {
  readonly failures?: ShardAnswer['failures'] | undefined;
  readonly mayDelete?: ShardAnswer['mayDelete'] | undefined;
  readonly run?: number;
  readonly budget?: number;
  /** Until the function ends. */
  readonly milliseconds?: number;
  readonly event?: object;
  /** The name of its execution. @default one for all */
  readonly folder?: string;
}

/** The functions around a state machine, to be called as it calls them. */
export async function fannedOut(regions: readonly string[] = ['eu-west-1', 'us-east-1']) {
  const { cloud, hubRole, asHub, member } = await organisation({ regions });
  const bucket = cloud.region('eu-west-1').bucket('reports');
  const topic = cloud.region('eu-west-1').topic('reports');
  const env = { ...asHub.env, BUCKET: 'reports', SNS_ARN: topic };
  const told: Report[] = [];
  const functionArn = `arn:aws:lambda:eu-west-1:${HUB}:function:snapper`;
  const door = {
    clock: clockOf(cloud),
    env: () => process.env,
    tell: (one: Report) => void told.push(one),
    functionArn,
  };
  const lists = async (event: unknown, folder: string) =>
    withEnvironment(env, () => list({ event, accounts: [HUB, FIRST, SECOND], folder }, door));
  const listed = async (event: unknown): Promise<Listed> => {
    const answer = await lists(event, FOLDER);
    if ('shards' in answer) return answer;
    throw new Error(answer.because);
  };
  /** The functions that start with what they are given, as a person starts them. */
  const byHand = {
    list: async (input: unknown) => withEnvironment(env, () => list(input, door)),
    shard: async (input: unknown) =>
      withEnvironment(env, () =>
        createShard(door.clock, () => undefined)(input, {
          functionName: 'shard',
          getRemainingTimeInMillis: () => 900_000,
        }),
      ),
  };
  /** One run of a shard, its answer kept as the state machine keeps it. */
  const shard = async (
    account: string,
    region: string,
    {
      run = 1,
      budget = 12,
      milliseconds = 900_000,
      event = {},
      failures = 0,
      mayDelete = 'as set',
      folder = FOLDER,
    }: Orders = {},
  ): Promise<ShardAnswer> => {
    const runs = createShard(door.clock, () => undefined);
    const context = {
      functionName: 'shard',
      invokedFunctionArn: functionArn,
      getRemainingTimeInMillis: () => milliseconds,
    };
    const answer = await withEnvironment(env, () =>
      runs({ account, region, event, run, budget, failures, mayDelete }, context),
    );
    bucket.put(`${folder}/shards/${account}/${region}/${run}.json`, JSON.stringify(answer));
    return answer;
  };
  /** A run of a shard that threw, its failure kept as the state machine keeps it. */
  const fails = (account: string, region: string, run: number, failure: object, folder = FOLDER): void => {
    bucket.put(`${folder}/shards/${account}/${region}/${run}.json`, JSON.stringify(failure));
  };
  const merged = async (event = {}, folder = FOLDER) =>
    withEnvironment(env, () => merge({ event, folder, started: '2026-01-01T03:00:00Z' }, door));
  /** What the state machine does with its functions; each run of a shard has the time that the story gives it, and a minute passes before it. */
  const execution = async (given: object, timeOf: (account: string, run: number) => number | undefined) => {
    const { event } = await listed(given);
    for (const { account, region } of shardsSchema.parse(bucket.json(`${FOLDER}/shards.json`))) {
      let answer: ShardAnswer | undefined;
      for (let run = 1; answer?.next !== 'done'; run += 1) {
        cloud.clock.advance(MINUTE);
        const milliseconds = timeOf(account, run) ?? 900_000;
        const { failures, mayDelete } = answer ?? {};
        answer = await shard(account, region, { event, run, milliseconds, failures, mayDelete });
      }
    }
    await merged(event);
    const report = told.at(-1);
    if (report === undefined) throw new Error('the merging function told nothing');
    return report;
  };
  return {
    cloud,
    hubRole,
    member,
    bucket,
    topic,
    told,
    lists,
    listed,
    shard,
    fails,
    merged,
    execution,
    byHand,
  };
}
