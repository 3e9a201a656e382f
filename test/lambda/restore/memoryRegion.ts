import type { Restorer } from '../../../lambda/carryOut/restore/restorer.ts';
import type { Reply } from '../../../lambda/carryOut/writer.ts';
import type { Clock } from '../../../lambda/clock.ts';
import type { RestoredVolume } from '../../../lambda/core/restore/facts.ts';

export interface MemoryVolume {
  readonly id: string;
  state: string;
  tags: Record<string, string>;
  attached: { instanceId: string; device: string; state: string }[];
  /** In milliseconds since 1970. */
  readonly madeAt: number;
}

/** What goes wrong with the call of this name that comes after `index` others. */
export type Trouble = (
  call: string,
  index: number,
) => Reply<never> | 'throws' | 'reset after' | 'death before' | 'death after' | undefined;

/** How a region behaves; a test changes one thing. Times are in milliseconds. */
export interface Weather {
  /** From a creation to its end. */
  creating: number;
  /** How long attaching, detaching and replacing take. */
  moving: number;
  /** Until a listing shows a new volume. */
  lag: number;
  badKeys: ReadonlyMap<string, string>;
  mayAskKeys: boolean;
  taskEnd: 'succeeded' | 'failed' | 'failed-detached';
  trouble: Trouble;
  /** Percent of the blocks that are loaded a second. */
  loading: number;
}

/** A region in memory with EC2's rules for making, attaching, detaching and replacing volumes. */
export function memoryRegion(clock: Clock, change: Partial<Weather> = {}) {
  const weather: Weather = {
    creating: 4000,
    moving: 3000,
    lag: 0,
    badKeys: new Map(),
    mayAskKeys: true,
    taskEnd: 'succeeded',
    trouble: () => undefined,
    loading: 1,
    ...change,
  };
  const volumes = new Map<string, MemoryVolume>();
  const tasks: { id: string; state: string; startedAt: number }[] = [];
  /** What each token made. */
  const tokens = new Map<string, string>();
  const due: { readonly at: number; readonly act: () => void }[] = [];
  const calls: string[] = [];
  const now = (): number => clock.now().getTime();

  function settle(): void {
    const over = due.filter(({ at }) => at <= now());
    for (const one of over) due.splice(due.indexOf(one), 1);
    for (const { act } of over) act();
  }

  const later = (milliseconds: number, act: () => void): void => {
    due.push({ at: now() + milliseconds, act });
  };

  function add(id: string, more: Partial<MemoryVolume> = {}): MemoryVolume {
    const volume = { id, state: 'available', tags: {}, attached: [], madeAt: now(), ...more };
    volumes.set(id, volume);
    return volume;
  }

  /** One program's window to it. After its death nothing answers it any more. */
  function open(): Restorer & { readonly died: Promise<'died'> } {
    let isDead = false;
    let die: ((value: 'died') => void) | undefined;
    const died = new Promise<'died'>((resolve) => {
      die = resolve;
    });

    async function answered<T>(name: string, act: () => T): Promise<T | Reply<never>> {
      const trouble = isDead ? 'death before' : weather.trouble(name, calls.length);
      if (!isDead) calls.push(name);
      if (typeof trouble === 'object') return trouble;
      if (trouble === 'throws') throw new Error(`${name} is out of order`);
      settle();
      const value = trouble === 'death before' ? undefined : act();
      if (trouble === 'reset after')
        return { kind: 'unclear', code: 'ECONNRESET', message: 'socket hang up' };
      if (value !== undefined && trouble === undefined) return value;
      isDead = true;
      die?.('died');
      return new Promise<never>(() => undefined);
    }

    async function looked<T extends object>(name: string, act: () => T): Promise<T> {
      const answer = await answered(name, act);
      if ('kind' in answer) throw new Error(`${name}: ${JSON.stringify(answer)}`);
      return answer;
    }

    return {
      died,
      create: async (disk, token) =>
        answered(`create ${disk.snapshotId}`, () => {
          const before = tokens.get(token);
          if (before !== undefined) {
            return volumes.has(before) ? done(before) : refused('IdempotentParameterMismatch');
          }
          const id = `vol-new${tokens.size + 1}`;
          tokens.set(token, id);
          const key = disk.key?.value;
          const isDoomed = key !== undefined && weather.badKeys.has(key);
          add(id, { state: 'creating', tags: { ...disk.tags } });
          later(weather.creating, () => {
            const volume = volumes.get(id);
            if (isDoomed) volumes.delete(id);
            else if (volume?.state === 'creating') volume.state = 'available';
          });
          return done(id);
        }),
      made: async (id) =>
        looked('made', () =>
          [...volumes.values()]
            .filter((one) => one.tags['autosnap_restore'] === id && isListed(one))
            .map(seen),
        ),
      volumes: async (ids) =>
        looked('volumes', () => [...volumes.values()].filter(({ id }) => ids.includes(id)).map(seen)),
      stateOf: async () => done('stopped'),
      mayAttach: async () => done(undefined),
      attach: async ({ volumeId, instanceId, device }) =>
        answered(`attach ${volumeId}`, () => {
          const volume = volumes.get(volumeId);
          if (volume === undefined) return refused('InvalidVolume.NotFound');
          if (volume.state !== 'available') return refused('VolumeInUse');
          if (isTaken(instanceId, device)) return refused('InvalidParameterValue');
          const attachment = { instanceId, device, state: 'attaching' };
          volume.state = 'in-use';
          volume.attached = [attachment];
          later(weather.moving, () => {
            attachment.state = 'attached';
          });
          return done(undefined);
        }),
      detach: async ({ volumeId, instanceId }) =>
        answered(`detach ${volumeId}`, () => {
          const volume = volumes.get(volumeId);
          const attachment = volume?.attached.find((one) => one.instanceId === instanceId);
          if (volume === undefined || attachment?.state !== 'attached') return refused('IncorrectState');
          attachment.state = 'detaching';
          later(weather.moving, () => free(volume));
          return done(undefined);
        }),
      replaceRoot: async (instanceId, volumeId, token) =>
        answered(`root ${volumeId}`, () => {
          const before = tokens.get(token);
          if (before !== undefined) return done(before);
          const fresh = volumes.get(volumeId);
          if (fresh?.state !== 'available') return refused('VolumeInUse');
          const task = { id: `replacevol-${tokens.size}`, state: 'pending', startedAt: now() };
          tokens.set(token, task.id);
          tasks.unshift(task);
          later(weather.moving, () => {
            task.state = weather.taskEnd;
            const old = [...volumes.values()].find(({ attached }) => attached[0]?.device === ROOT);
            if (old === undefined || task.state === 'failed') return;
            free(old);
            if (task.state === 'failed-detached') return;
            fresh.state = 'in-use';
            fresh.attached = [{ instanceId, device: ROOT, state: 'attached' }];
          });
          return done(task.id);
        }),
      rootTasks: async () => looked('tasks', () => structuredClone(tasks)),
      tag: async (volumeId, tags) =>
        answered(`tag ${volumeId}`, () => {
          const volume = volumes.get(volumeId);
          if (volume === undefined) return refused('InvalidVolume.NotFound');
          volume.tags = { ...volume.tags, ...tags };
          return done(undefined);
        }),
      unusableKey: async (key) => {
        const { reason } = await looked('key', () => ({
          reason: weather.mayAskKeys ? weather.badKeys.get(key) : undefined,
        }));
        return reason;
      },
      initialisation: async (ids) =>
        looked(
          'initialisation',
          () =>
            new Map(
              ids.map((id) => {
                const age = (now() - (volumes.get(id)?.madeAt ?? 0)) / 1000;
                const percent = Math.min(100, Math.floor(age * weather.loading));
                return [id, { percent, secondsLeft: Math.ceil((100 - percent) / weather.loading) }];
              }),
            ),
        ),
      close: () => undefined,
    };
  }

  const isListed = ({ madeAt }: MemoryVolume): boolean => now() - madeAt >= weather.lag;

  const isTaken = (instanceId: string, device: string): boolean =>
    [...volumes.values()].some(({ attached }) =>
      attached.some((one) => one.instanceId === instanceId && one.device === device),
    );

  return { weather, volumes, tasks, calls, add, open, settle };
}

export const ROOT = '/dev/xvda';

function seen(volume: MemoryVolume): RestoredVolume {
  return structuredClone(volume);
}

function free(volume: MemoryVolume): void {
  volume.state = 'available';
  volume.attached = [];
}

function done<T>(value: T): Reply<T> {
  return { kind: 'done', value };
}

export function refused(code: string): Reply<never> {
  return { kind: 'refused', code, message: `AWS says ${code}` };
}
