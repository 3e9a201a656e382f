import { type CreateOne, type CreateSet, volumesOf } from '../../../lambda/core/plan/creation.ts';
import type { ListedSnapshot, Tags } from '../../../lambda/core/snapshot.ts';
import type { DeleteReply, Made, Reply, Writer } from '../../../lambda/carryOut/writer.ts';
import type { Cloud, True } from './memory.ts';
import { DAY, MINUTE } from '../judge/slots.ts';

/** How AWS takes the calls of one run, and what it remembers of them. */

/** What goes wrong with some of the calls of one run. */
export interface Weather {
  readonly create:
    | 'works'
    | 'refused'
    | 'full'
    | 'too soon'
    | 'lost'
    | 'unanswered'
    | 'throttled'
    | 'nameless';
  readonly set: 'works' | 'refused';
  readonly delete: 'works' | 'refused' | 'lost' | 'unanswered' | 'throttled';
  /** The calls of either kind that are struck: `times` of them from `from` on. */
  readonly from: number;
  readonly times: number;
  /** The run dies with its call of this number. */
  readonly diesAt: number;
}

export const CALM: Weather = {
  create: 'works',
  set: 'works',
  delete: 'works',
  from: 0,
  times: 0,
  diesAt: Number.POSITIVE_INFINITY,
};

/** What one run did, as the cloud saw it. */
export interface Log {
  readonly made: ListedSnapshot[];
  /** Volumes whose new copy the run was told of. */
  readonly confirmed: Set<string>;
  /** What is gone by this run, as it was in truth when it went. */
  readonly deleted: True[];
  /** Everything it asked to delete. */
  readonly asked: string[];
  hasDied: boolean;
  onDeath?: () => void;
}

/** What one run writes with. */
export function writerOf(cloud: Cloud, prefix: string, weather: Weather, log: Log): Writer {
  let calls = 0;
  const strikes = { create: 0, set: 0, delete: 0 };

  /** Gives what strikes this call, or never answers a run that has died. */
  async function arrive<Kind extends keyof typeof strikes>(kind: Kind): Promise<Weather[Kind] | 'works'> {
    if (calls >= weather.diesAt) {
      log.hasDied = true;
      log.onDeath?.();
      await new Promise(() => undefined);
    }
    calls += 1;
    const turn = strikes[kind];
    strikes[kind] += 1;
    return turn >= weather.from && turn < weather.from + weather.times ? weather[kind] : 'works';
  }

  function make(request: CreateOne | CreateSet): Made[] {
    return volumesOf(request).map((volumeId) => {
      const tags = tagsOf(cloud, request, volumeId);
      const lasts = cloud.fates.get(volumeId) === 'slow' ? 4 * DAY : 20 * MINUTE;
      const { snapshot } = cloud.add({ volumeId, tags, description: request.description }, cloud.now + lasts);
      log.made.push(snapshot);
      return { volumeId, snapshotId: snapshot.id };
    });
  }

  async function create(request: CreateOne | CreateSet, effect: Weather['create']): Promise<Reply<Made[]>> {
    if (effect !== 'works' && effect !== 'unanswered' && effect !== 'nameless') return BAD[effect];
    const made = make(request);
    if (effect === 'unanswered') return BAD.lost;
    if (effect === 'nameless') return { kind: 'done', value: [] };
    for (const { volumeId } of made) log.confirmed.add(volumeId);
    return { kind: 'done', value: made };
  }

  return {
    'create one': async (request) => create(request, await arrive('create')),
    async 'create set'(request) {
      if ((await arrive('set')) === 'refused') return BAD.refused;
      return create(request, await arrive('create'));
    },
    async 'delete one'({ snapshotId }): Promise<DeleteReply> {
      log.asked.push(snapshotId);
      const effect = await arrive('delete');
      if (effect !== 'works' && effect !== 'unanswered') return BAD[effect];
      const one = cloud.snapshots.get(snapshotId);
      if (one === undefined) return { kind: 'gone' };
      if (!mayDelete(one.snapshot.tags, prefix)) return BAD.refused;
      if (one.held !== undefined) return { kind: 'held', because: one.held };
      log.deleted.push({ ...one });
      cloud.remove(one);
      return effect === 'unanswered' ? BAD.lost : { kind: 'done', value: undefined };
    },
    living: async (volumeIds) =>
      new Map(
        cloud.volumes.flatMap(({ id, instanceIds }) => (volumeIds.includes(id) ? [[id, instanceIds]] : [])),
      ),
    takenSince: async (since, volumeIds, mark) =>
      new Set(
        [...cloud.snapshots.values()].flatMap(({ snapshot: { volumeId, tags, startedAt } }) =>
          volumeIds.includes(volumeId) && tags['snapshot_tool'] === mark && startedAt >= since.getTime()
            ? volumeId
            : [],
        ),
      ),
    close: () => undefined,
  };
}

const BAD = {
  refused: { kind: 'refused', code: 'UnauthorizedOperation', message: 'no' },
  full: { kind: 'refused', code: 'PendingSnapshotLimitExceeded', message: 'full' },
  'too soon': { kind: 'refused', code: 'SnapshotCreationPerVolumeRateExceeded', message: 'wait' },
  lost: { kind: 'unclear', code: 'InternalError', message: 'nobody knows' },
  throttled: { kind: 'throttled', code: 'RequestLimitExceeded', message: 'slower' },
} as const;

/** In a set every member gets the call's tags, beside those that AWS copies from its volume. */
function tagsOf(cloud: Cloud, request: CreateOne | CreateSet, volumeId: string): Tags {
  if (request.kind === 'create one' || !request.copyVolumeTags) return request.tags;
  const own = cloud.volumes.find(({ id }) => id === volumeId)?.tags ?? {};
  const copied = Object.entries(own).filter(([key]) => !key.startsWith('aws:'));
  return { ...Object.fromEntries(copied), ...request.tags };
}

/** The role's condition; IAM reads the keys of tags in any case. */
function mayDelete(tags: Tags, prefix: string): boolean {
  const keys = Object.keys(tags).map((key) => key.toLowerCase());
  return (
    tags['snapshot_tool'] === prefix &&
    !keys.includes(`${prefix}_keep`) &&
    !keys.some((key) => key.startsWith('aws:backup:') || key.startsWith('aws:dlm:'))
  );
}
