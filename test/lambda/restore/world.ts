import { carryOutRestore } from '../../../lambda/carryOut/restore/carryOutRestore.ts';
import type { Interruption } from '../../../lambda/carryOut/interruption.ts';
import type { DiskOutcome } from '../../../lambda/core/restore/outcome.ts';
import type { RestorePlan } from '../../../lambda/core/restore/restorePlan.ts';
import { memoryRegion, type Weather } from './memoryRegion.ts';
import { DEVICES } from './plans.ts';

const NOON = new Date('2026-01-01T12:00:00Z');

/** A region with the old volumes of a server, on a clock that moves only while somebody sleeps. */
export function world(change: Partial<Weather> = {}, olds = 3) {
  let time = NOON.getTime();
  const clock = {
    now: () => new Date(time),
    sleep: async (milliseconds: number) => {
      time += milliseconds;
    },
  };
  const region = memoryRegion(clock, change);
  for (let index = 0; index < olds; index += 1) {
    const device = DEVICES[index] ?? '';
    region.add(`vol-old${index}`, {
      state: 'in-use',
      tags: { autosnap: '1' },
      attached: [{ instanceId: 'i-1', device, state: 'attached' }],
    });
  }
  const lines: string[] = [];
  const tell = (line: string): void => void lines.push(line);
  const seconds = (): number => (time - NOON.getTime()) / 1000;
  const restore = async (
    plan: RestorePlan,
    interruption?: Interruption,
  ): Promise<readonly DiskOutcome[] | 'died'> => {
    const restorer = region.open();
    return Promise.race([
      restorer.died,
      carryOutRestore(plan, { restorer, clock, prefix: 'autosnap', interruption, onProgress: tell }),
    ]);
  };
  return { ...region, clock, lines, seconds, restore };
}

export type World = ReturnType<typeof world>;

/** What exists now: where each volume is, and what became of the old ones. */
export function there({ volumes }: World): string[] {
  return [...volumes.values()]
    .map(({ id, state, tags, attached }) => {
      const at = attached.map(({ device, state: how }) => `${device} ${how}`).join();
      const [of, aside] = [tags['autosnap_restored'], tags['autosnap_ignore']];
      return [id, of && `of ${of}`, state, at, aside].filter(Boolean).join(' ');
    })
    .toSorted();
}

export function told(outcomes: readonly DiskOutcome[] | 'died'): string[] {
  if (outcomes === 'died') return ['died'];
  return outcomes.map((one) => {
    const at = one.status === 'done' && one.attached ? ` at ${one.attached.device}` : '';
    const why = one.status === 'failed' ? ` ${one.code}` : '';
    const between = one.status === 'interrupted' && one.message ? `: ${one.message}` : '';
    return `${one.snapshotId} ${one.status}${why} ${one.volumeId ?? '-'}${at}${between}`;
  });
}
