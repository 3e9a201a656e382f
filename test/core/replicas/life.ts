import fc from 'fast-check';
import { type Snapshot, type Tags } from '../../../lambda/core/snapshot.ts';
import { isReplica } from '../../../lambda/core/replicas/shelf.ts';
import { detached, later, NOW } from '../fixtures.ts';
import { judgeRun } from './laws.ts';
import {
  type Account,
  type Model,
  type PlansOfRun,
  REGIONS,
  startAccount,
  VAULT,
  type Weather,
  type Who,
} from './model.ts';

/** What happens to an account: runs come, tags change, somebody wipes what the source has, regions cannot be read. */
export type Step =
  | {
      readonly kind: 'run';
      readonly after: number;
      readonly weather: Weather;
      readonly unread: readonly string[];
      readonly who: Who;
    }
  | { readonly kind: 'tags'; readonly region: number; readonly disk: number; readonly tags: Tags }
  | { readonly kind: 'wipe'; readonly region: number; readonly what: 'snapshots' | 'volumes' }
  | { readonly kind: 'volumes are back'; readonly region: number; readonly tags: Tags }
  | { readonly kind: 'written'; readonly nth: number; readonly tags: Tags };

const KEEPS = ['1', '2', '5', 'daily:3', 'weekly:2', 'daily:2+monthly:2', 'within:3d', '1+weekly:3', '30'];

const readable = fc
  .record({
    every: fc.constantFrom('1', '1', '6h', '1h', '2'),
    retain: fc.constantFrom('1', '3', '7', 'within:2d'),
    central: fc.constantFrom(...KEEPS),
    north: fc.option(fc.constantFrom(...KEEPS), { nil: undefined }),
  })
  .map(({ every, retain, central, north }): Tags => {
    const words = [`eu-central-1=${central}`, ...(north === undefined ? [] : [`eu-north-1=${north}`])];
    return { autosnap: every, autosnap_retain: retain, autosnap_replicate: words.join(' ') };
  });

const unclear = fc.constantFrom<Tags>(
  {},
  { autosnap: '1', autosnap_retain: '3' },
  { autosnap: 'often', autosnap_retain: '3', autosnap_replicate: 'eu-central-1=1' },
  { autosnap: '1', autosnap_retain: '3', autosnap_replicate: 'eu-central-1' },
  { autosnap: '1', autosnap_retain: '3', autosnap_replicate: 'eu-central-1=0' },
  { autosnap: '1', autosnap_retain: '3', autosnap_replicate: 'us-east-1=1 222222222222@eu-central-1=1' },
  { autosnap: '1', autosnap_ignore: '', autosnap_replicate: 'eu-central-1=1' },
);

const weather = fc.record<Weather>({
  copies: fc.constantFrom('work', 'work', 'work', 'work', 'refused', 'fails', 'lost', 'some refused'),
  deletes: fc.constantFrom('work', 'work', 'work', 'refused'),
  hours: fc.constantFrom(0, 1, 1, 5, 30),
  diesAt: fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.nat(6) }),
});

const source = fc.nat(1);

export const aStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 14,
    arbitrary: fc.record({
      kind: fc.constant('run' as const),
      after: fc.constantFrom(1, 1, 3, 6, 24, 24, 24, 90),
      who: fc.constantFrom('source', 'vault'),
      weather,
      unread: fc.oneof(
        { weight: 8, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.subarray([...REGIONS], { minLength: 1, maxLength: 2 }) },
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('tags' as const),
      region: source,
      disk: fc.nat(1),
      tags: fc.oneof({ weight: 2, arbitrary: readable }, { weight: 1, arbitrary: unclear }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('wipe' as const),
      region: source,
      what: fc.constantFrom('snapshots' as const, 'volumes' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('volumes are back' as const), region: source, tags: readable }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('written' as const),
      nth: fc.nat(20),
      tags: fc.constantFrom<Tags>({ autosnap_keep: 'me' }, { autosnap_of: 'vol-other' }),
    }),
  },
);

export const anAccount: fc.Arbitrary<Account> = fc.record({
  kind: fc.constantFrom('one account', 'vault'),
  count: fc.constantFrom(2 as const, 3 as const),
  window: fc.constantFrom(1, 2, 3, 15),
  floor: fc.constantFrom(undefined, undefined, 3),
  orphanRetain: fc.constantFrom(undefined, undefined, { count: 1, unit: 'weeks' as const }),
});

/** What was lived, so that a life in which nothing happens is seen. */
export interface Tally {
  steps: number;
  runs: number;
  copied: number;
  deleted: number;
  spared: number;
  died: number;
}

export function noTally(): Tally {
  return { steps: 0, runs: 0, copied: 0, deleted: 0, spared: 0, died: 0 };
}

/** Lives some steps, each run of which is judged, and then calm days until nothing is missing. */
export function live(account: Account, steps: readonly Step[], tally: Tally): void {
  const model = startAccount(account, written(FIRST, account), NOW);
  for (const step of steps) {
    tally.steps += 1;
    take(step, model, tally);
  }
  calm(model);
}

const FIRST: Tags = {
  autosnap: '1',
  autosnap_retain: '3',
  autosnap_replicate: 'eu-central-1=3 eu-north-1=daily:2+weekly:2',
};

/** Places in the account of the vault, where there is one. */
function written(tags: Tags, { kind }: Account): Tags {
  const { autosnap_replicate: asked } = tags;
  return kind === 'vault' && asked !== undefined
    ? { ...tags, autosnap_replicate: asked.replaceAll(/(^| )(?=[a-z])/g, `$1${VAULT}@`) }
    : tags;
}

function take(step: Step, model: Model, tally: Tally): void {
  if (step.kind === 'run') {
    model.now = later(model.now, 60 * step.after);
    model.settle();
    const unread = step.unread.filter((name) => model.regions.some((region) => region.name === name));
    const run = model.plans(unread, { who: step.who });
    const before = model.regions.map((one) => ({ ...one }));
    model.carryOut(run, step.weather);
    judgeRun({ run, unread, isDead: step.weather.diesAt !== undefined, before, model });
    count(run, step.weather, tally);
    return;
  }
  if (step.kind === 'written') {
    const all = model.regions.flatMap(({ snapshots }) => snapshots.filter(isReplica));
    const id = all.at(-1 - step.nth)?.id;
    if (id !== undefined) model.write(id, step.tags);
    return;
  }
  const region = model.regions[model.account.kind === 'vault' ? 0 : step.region];
  if (region === undefined) return;
  switch (step.kind) {
    case 'tags':
      region.volumes = region.volumes.map((one, disk) =>
        disk === step.disk ? { ...one, tags: written(step.tags, model.account) } : one,
      );
      return;
    case 'wipe':
      if (step.what === 'volumes') region.volumes = [];
      else region.snapshots = region.snapshots.filter(isReplica);
      return;
    case 'volumes are back':
      region.volumes = [1, 2].map((disk) =>
        detached(written(step.tags, model.account), { id: `vol-${step.region}${disk}` }),
      );
      return;
  }
}

function count({ plans }: PlansOfRun, { diesAt }: Weather, tally: Tally): void {
  tally.runs += 1;
  if (diesAt !== undefined) tally.died += 1;
  for (const { plan, replicas } of plans.values()) {
    tally.spared += plan.spared.length;
    tally.copied += (replicas?.creates ?? []).reduce((sum, { copies }) => sum + copies.length, 0);
    tally.deleted += replicas?.deletes.length ?? 0;
  }
}

const GOOD: Weather = { copies: 'work', deletes: 'work', hours: 1 };

/** More runs than it takes to copy all that any word asks for. */
const CALM_RUNS = 100;

/**
 * Nothing changes any more, and each run can do all. Then each place has what its words ask for of what there is, and stays so:
 * nothing that was copied meanwhile is deleted.
 */
function calm(model: Model): void {
  model.now = later(model.now, 60 * 24 * 7);
  model.settle();
  const before = new Set(idsIn(model));
  for (let runs = 0; runs < CALM_RUNS; runs += 1) {
    model.now = later(model.now, 60);
    model.settle();
    const run = model.plans([], { window: 15 });
    const all = [...run.plans.values()].flatMap(({ replicas }) => replicas ?? []);
    const gone = all.flatMap(({ deletes }) => deletes.map(({ snapshotId }) => snapshotId));
    const churned = gone.filter((id) => !before.has(id));
    if (churned.length > 0) throw new Error(`no churn: ${churned.join()} was copied and is deleted`);
    const busy = all.filter(({ creates, waiting, pending }) => creates.length + waiting.length + pending > 0);
    const isShared = idsIn(model).some((id) => model.shared.has(id));
    if (busy.length === 0 && gone.length === 0 && !isShared) return;
    model.carryOut(run, GOOD, 'copies');
  }
  throw new Error(`calm: after ${CALM_RUNS} runs something is still missing or deleted`);
}

function idsIn({ regions }: Model): string[] {
  return regions.flatMap(({ snapshots }: { readonly snapshots: readonly Snapshot[] }) =>
    snapshots.map(({ id }) => id),
  );
}
