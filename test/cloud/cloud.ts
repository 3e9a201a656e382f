import { accountOf, messagesIn, snapshotsIn } from './accounts.ts';
import type { Account } from './accounts.ts';
import { answer } from './answer.ts';
import { createClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { createFaults } from './faults.ts';
import type { Fault, Removable } from './faults.ts';
import { checkPolicy } from './iam.ts';
import { createIds } from './ids.ts';
import { addPublicResources } from './publicResources.ts';
import type { CloudFunction } from './lambda.ts';
import type { Message, Snapshot, Volume } from './records.ts';
import type { Region } from './region.ts';
import { listen } from './server.ts';
import type { FilterPolicy } from './sns.ts';
import { settle } from './snapshotLife.ts';
import type { Stack } from './stacks.ts';
import { readCall } from './wire/readCall.ts';
import type { Request } from './wire/readCall.ts';
import type { Reply } from './wire/reply.ts';
import { credentialsOf, DEFAULT_ACCOUNT } from './wire/request.ts';
import type { Call, Credentials } from './wire/request.ts';
import { createWorld } from './world.ts';
import type { Hiding, Settings } from './settings.ts';

/** An AWS of one's own, over HTTP on one port. */
export interface Cloud extends Settings {
  readonly endpoint: string;
  /** What makes the SDK of this process, or of a child, talk to this cloud. */
  readonly env: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** Every request that arrived, oldest first. */
  readonly calls: readonly LoggedCall[];

  /** The functions of the default account. */
  readonly functions: Map<string, CloudFunction>;
  /** The deployed stacks of the default account. */
  readonly stacks: Stack[];
  /** How many functions are at work now. */
  readonly running: number;

  credentials(account?: string): Credentials;
  /** A region of the default account. */
  region(name: string): Region;
  /** An account, which begins to exist when somebody asks for it. */
  account(id?: string): Account;
  /** The snapshots of one volume that exist now, of whatever account, oldest first. */
  snapshotsOf(volume: Volume | string): Snapshot[];
  /** What a subscription to a topic gets, by its filter policy, oldest first. @default all that was published */
  messages(topicArn: string, wanted?: FilterPolicy): readonly Message[];
  fault(fault: Fault): Removable;
  /** Runs `act` when a call of this action, or of `any`, has arrived and before anything is done about it. */
  before(action: string, act: (call: LoggedCall) => void | Promise<void>): Removable;
  /** Leaves records out of a listing that pretends to be complete. */
  hide(hiding: Hiding): Removable;
  forgetCalls(): void;
  /** Throws what went wrong inside the cloud, so that no test passes over a bug in it. */
  close(): Promise<void>;
}

export interface LoggedCall extends Pick<Call, 'service' | 'region' | 'account' | 'action' | 'params'> {
  /** The name of the session that called; undefined for an account's lasting keys. */
  readonly session: string | undefined;
  /** `ok`, the error's code, or the name of the fault that struck. */
  readonly outcome: string;
}

export interface CloudWish {
  /** @default 2026-01-01T03:00:00Z */
  readonly at?: Date | string;
  /** The regions enabled for every account; the first is that of `env`. */
  readonly regions?: readonly string[];
  /** Regions that exist and are not enabled. */
  readonly disabledRegions?: readonly string[];
  /** @default a free one */
  readonly port?: number;
  /** Answers requests that are no calls of AWS, which are not logged; undefined hands one on. */
  readonly beside?: (request: Request) => Promise<Reply | undefined>;
}

export async function startCloud(wish: CloudWish = {}): Promise<Cloud> {
  const enabled = wish.regions ?? ['eu-west-1', 'eu-central-1', 'us-east-1', 'us-west-2'];
  const disabled = wish.disabledRegions ?? ['af-south-1'].filter((name) => !enabled.includes(name));
  const clock = createClock(wish.at ?? '2026-01-01T03:00:00Z', () => settle(world));
  const world = createWorld(clock, createIds('own'), { enabled, disabled });
  addPublicResources(world);

  const calls: LoggedCall[] = [];
  const faults = createFaults();
  const hooks = new Set<{
    readonly action: string;
    readonly act: (call: LoggedCall) => void | Promise<void>;
  }>();
  const bugs: unknown[] = [];

  const server = await listen(async (request) => {
    const other = await wish.beside?.(request);
    if (other !== undefined) return other;
    const call = readCall(request, world);
    const { service, region, account, action, params } = call;
    const session = call.session?.name;
    const logged = { service, region, account, session, action, params, outcome: 'unanswered' };
    calls.push(logged);
    try {
      for (const hook of hooks) if (hook.action === 'any' || hook.action === action) await hook.act(logged);
      const { outcome, reply } = await answer(call, world, faults);
      logged.outcome = outcome;
      return reply;
    } catch (bug) {
      bugs.push(bug);
      logged.outcome = 'bug';
      return { kind: 'document', status: 418, headers: {}, body: String(bug) };
    }
  }, wish.port ?? 0);

  const before = (action: string, act: (call: LoggedCall) => void | Promise<void>) => {
    const hook = { action, act };
    hooks.add(hook);
    return { remove: () => void hooks.delete(hook) };
  };
  const accountNamed = (id = DEFAULT_ACCOUNT) => accountOf(id, { world, calls, faults, before });

  const keys = credentialsOf(DEFAULT_ACCOUNT);
  return {
    endpoint: server.endpoint,
    env: {
      AWS_ENDPOINT_URL: server.endpoint,
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      AWS_REGION: enabled[0] ?? 'us-east-1',
      AWS_DEFAULT_REGION: enabled[0] ?? 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      NO_PROXY: '127.0.0.1',
    },
    clock,
    calls,
    get completesAfter() {
      return world.settings.completesAfter;
    },
    set completesAfter(milliseconds) {
      world.settings.completesAfter = milliseconds;
    },
    get copyRate() {
      return world.settings.copyRate;
    },
    set copyRate(rate) {
      world.settings.copyRate = rate;
    },
    get imageAvailableAfter() {
      return world.settings.imageAvailableAfter;
    },
    set imageAvailableAfter(milliseconds) {
      world.settings.imageAvailableAfter = milliseconds;
    },
    get availableAfter() {
      return world.settings.availableAfter;
    },
    set availableAfter(milliseconds) {
      world.settings.availableAfter = milliseconds;
    },
    get withoutKey() {
      return world.settings.withoutKey;
    },
    set withoutKey(fate) {
      world.settings.withoutKey = fate;
    },
    get pageLimit() {
      return world.settings.pageLimit;
    },
    set pageLimit(items) {
      world.settings.pageLimit = items;
    },
    get listLag() {
      return world.settings.listLag;
    },
    set listLag(milliseconds) {
      world.settings.listLag = milliseconds;
    },
    get policy() {
      return world.settings.policy;
    },
    set policy(policy) {
      checkPolicy(policy);
      world.settings.policy = policy;
    },
    credentials: (account = DEFAULT_ACCOUNT) => credentialsOf(account),
    functions: world.account(DEFAULT_ACCOUNT).functions,
    stacks: world.account(DEFAULT_ACCOUNT).stacks,
    get running() {
      return world.invocations.running;
    },
    region: (name) => accountNamed().region(name),
    account: accountNamed,
    snapshotsOf(volume) {
      settle(world);
      return snapshotsIn([...world.places()], volume);
    },
    messages: (topicArn, wanted) => messagesIn([...world.places()], topicArn, wanted),
    fault: (fault) => faults.add(fault),
    before,
    hide(hiding) {
      world.hidings.add(hiding);
      return { remove: () => void world.hidings.delete(hiding) };
    },
    forgetCalls() {
      calls.length = 0;
    },
    async close() {
      await server.close();
      if (bugs.length > 0)
        throw new AggregateError(bugs, `in the embedded cloud: ${bugs.map(String).join('; ')}`);
    },
  };
}
