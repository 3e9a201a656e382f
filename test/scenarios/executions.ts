import { AsyncLocalStorage } from 'node:async_hooks';
import { ClientRequest, type IncomingMessage } from 'node:http';
import { subscribe } from 'node:diagnostics_channel';
import { shardsSchema } from '../../lambda/fanOut/files.ts';
import type { Listed } from '../../lambda/fanOut/list.ts';
import type { ShardAnswer } from '../../lambda/fanOut/shard.ts';
import { errorOf } from '../../lambda/aws/errors.ts';
import { MINUTE, SECOND } from '../cloud/clock.ts';
import type { fannedOut } from './fanOutSteps.ts';

/** Executions of the state machine, with its retries and catches, whose functions may die. */

type Steps = Awaited<ReturnType<typeof fannedOut>>;

/** The call of a function at which it dies, and whether that call still has its effect; none where it lives. */
export type Death = { readonly call: number; readonly isDone: boolean } | undefined;

/** How an execution ended: its work is done, another has it, or a state failed, from which it can be redriven. */
export type Ending =
  | { readonly kind: 'worked' }
  | { readonly kind: 'left'; readonly to: string }
  | { readonly kind: 'failed'; readonly at: 'List' }
  | { readonly kind: 'failed'; readonly at: 'Merge'; readonly listed: Listed };

/** How often a state calls its function before it fails. */
const TRIES = 3;

/**
 * Runs an execution to its end, or one that failed from the state that failed. `deathOf` says how the function of a
 * state dies: each try of List, each of a shard, and Merge.
 */
export async function execute(
  steps: Steps,
  { name, event, from }: { readonly name: string; readonly event: object; readonly from?: Ending },
  deathOf: (state: 'List' | 'Run' | 'Merge') => Death = () => undefined,
): Promise<Ending> {
  const listed = from?.kind === 'failed' && from.at === 'Merge' ? from.listed : await list();
  if (listed === undefined) return { kind: 'failed', at: 'List' };
  if ('leftTo' in listed) return { kind: 'left', to: listed.leftTo };
  if (listed !== Object(from)['listed']) await shards(listed);
  try {
    await mortal(deathOf('Merge'), () => steps.merged(listed.event, name));
    return { kind: 'worked' };
  } catch {
    return { kind: 'failed', at: 'Merge', listed };
  }

  async function list() {
    for (let tries = 1; tries <= TRIES; tries += 1) {
      try {
        return await mortal(deathOf('List'), () => steps.lists(event, name));
      } catch {
        steps.cloud.clock.advance(30 * SECOND);
      }
    }
    return undefined;
  }

  async function shards({ event: given }: Listed): Promise<void> {
    const all = shardsSchema.parse(steps.bucket.json(`${name}/shards.json`));
    await Promise.all(all.map(async ({ account, region }) => shard(account, region, given)));
  }

  async function shard(account: string, region: string, given: object): Promise<void> {
    let before: Pick<ShardAnswer, 'failures' | 'mayDelete'> = { failures: 0, mayDelete: 'as set' };
    for (let run = 1; ; run += 1) {
      try {
        const orders = { ...before, run, event: given, folder: name };
        const answer = await mortal(deathOf('Run'), () => steps.shard(account, region, orders));
        if (answer.next === 'done') return;
        before = answer;
        steps.cloud.clock.advance(MINUTE);
      } catch (error) {
        steps.fails(account, region, run, { Error: errorOf(error).code, Cause: '' }, name);
        before = { failures: before.failures + 1, mayDelete: 'nothing' };
        if (before.failures === TRIES) return;
        steps.cloud.clock.advance(30 * SECOND);
      }
    }
  }
}

const life = new AsyncLocalStorage<{ calls: number; readonly death: Death }>();

/** Runs a function that dies at one of its calls: from then on its calls fail. */
export async function mortal<T>(death: Death, act: () => Promise<T>): Promise<T> {
  return life.run({ calls: 0, death }, act);
}

const DEATH = new Error('the function died');

subscribe('http.client.request.start', (message) => {
  const one = life.getStore();
  if (one?.death === undefined || typeof message !== 'object' || message === null) return;
  if (!('request' in message) || !(message.request instanceof ClientRequest)) return;
  one.calls += 1;
  const { call, isDone } = one.death;
  if (one.calls < call) return;
  const { request } = message;
  if (one.calls > call || !isDone) {
    request.destroy(DEATH);
    return;
  }
  request.prependOnceListener('response', (response: IncomingMessage) => {
    request.removeAllListeners('response');
    response.destroy();
    request.emit('error', DEATH);
  });
});
