import type { ProofVolume, VolumeProver, VolumeSource } from '../../../lambda/carryOut/proof/prover.ts';
import type { Refused, Reply } from '../../../lambda/carryOut/writer.ts';

export interface MemoryVolume extends Omit<ProofVolume, 'state' | 'isAttached'> {
  state: string;
  isAttached: boolean;
}

/** How a region behaves; a test changes one thing. Times are in milliseconds. */
export interface Weather {
  source: VolumeSource;
  zones: readonly string[];
  /** From a creation to its end. */
  creating: number;
  becomes: 'available' | 'error' | 'gone';
  /** Until a listing shows a new volume. */
  lag: number;
  /** What KMS says against the key. */
  badKey: string | undefined;
  /** Before a call: another answer than its own, or its effect without an answer. */
  trouble: (call: string, index: number) => Reply<never> | 'reset after' | undefined;
}

const NOON = Date.parse('2026-01-01T12:00:00Z');

/** A region in memory with EC2's rules for making and deleting volumes, on a clock that moves only while somebody sleeps. */
export function memoryProver(change: Partial<Weather> = {}) {
  const weather: Weather = {
    source: {},
    zones: ['z-1', 'z-2'],
    creating: 4000,
    becomes: 'available',
    lag: 0,
    badKey: undefined,
    trouble: () => undefined,
    ...change,
  };
  let time = NOON;
  const clock = {
    now: () => new Date(time),
    sleep: async (milliseconds: number) => {
      time += milliseconds;
    },
  };
  const volumes = new Map<string, MemoryVolume>();
  const tokens = new Map<string, string>();
  /** The zones that were asked for. */
  const madeIn: string[] = [];
  const calls: string[] = [];

  async function answered<T>(name: string, act: () => Reply<T>): Promise<Reply<T>> {
    const trouble = weather.trouble(name, calls.length);
    calls.push(name);
    if (typeof trouble === 'object') return trouble;
    settle();
    const reply = act();
    return trouble === 'reset after' ? unclear() : reply;
  }

  function settle(): void {
    for (const volume of volumes.values()) {
      if (volume.state !== 'creating' || time - volume.createdAt < weather.creating) continue;
      if (weather.becomes === 'gone') volumes.delete(volume.id);
      else volume.state = weather.becomes;
    }
  }

  function add(change_: Partial<MemoryVolume> = {}): MemoryVolume {
    const id = `vol-${volumes.size + tokens.size + 1}`;
    const volume: MemoryVolume = {
      id,
      state: 'available',
      snapshotId: 'snap-1',
      proofOf: 'snap-1',
      isAttached: false,
      createdAt: time,
      ...change_,
    };
    volumes.set(volume.id, volume);
    return volume;
  }

  const prover: VolumeProver = {
    zones: async () => answered('zones', () => done(weather.zones)),
    source: async () => answered('source', () => done(weather.source)),
    make: async ({ snapshotId, zone, token }) =>
      answered('make', () => {
        const before = tokens.get(token);
        if (before !== undefined)
          return volumes.has(before) ? done(before) : refused('IdempotentParameterMismatch');
        const { id } = add({ state: 'creating', snapshotId, proofOf: snapshotId });
        tokens.set(token, id);
        madeIn.push(zone);
        return done(id);
      }),
    stateOf: async (id) =>
      answered('stateOf', () => {
        const volume = volumes.get(id);
        const isListed = volume !== undefined && time - volume.createdAt >= weather.lag;
        return done(isListed ? volume.state : undefined);
      }),
    unusableKey: async () => weather.badKey,
    left: async () => [...volumes.values()],
    remove: async (id) =>
      answered('remove', () => {
        const volume = volumes.get(id);
        if (volume === undefined) return refused('InvalidVolume.NotFound');
        if (volume.isAttached) return refused('VolumeInUse');
        if (!['available', 'error'].includes(volume.state)) return refused('IncorrectState');
        volume.state = 'deleting';
        return done(undefined);
      }),
    close: () => undefined,
  };
  return {
    weather,
    clock,
    volumes,
    calls,
    madeIn,
    add,
    prover,
    seconds: () => (time - NOON) / 1000,
    /** The volumes that AWS does not delete. */
    there: () => [...volumes.values()].filter(({ state }) => state !== 'deleting').map(({ id }) => id),
  };
}

function done<T>(value: T): Reply<T> {
  return { kind: 'done', value };
}

export function refused(code: string): Refused {
  return { kind: 'refused', code, message: `${code} it is` };
}

export function unclear(): Reply<never> {
  return { kind: 'unclear', code: 'ECONNRESET', message: 'socket hang up' };
}
