import type { Instance, Volume } from '../../../lambda/core/inventory.ts';
import type { ListedSnapshot, Tags } from '../../../lambda/core/snapshot.ts';
import type { Cloud, True } from './memory.ts';
import { DAY, HOUR, MINUTE } from '../judge/slots.ts';
import type { Deed, Maker, Step, Who } from './steps.ts';
import { neverReached } from '../../../lambda/core/neverReached.ts';

const DISK = { zone: 'eu-west-1a', iops: 3000, throughput: 125, isMultiAttach: false, devices: [] };

/** What people, AWS and other tools do to a small region between the runs. */
export interface Region {
  readonly cloud: Cloud;
  /** The present volume of each of four places, by id; a volume that vanished comes never back. */
  readonly places: (string | undefined)[];
  /** Until then lists may be late about what people changed, or about what went by another policy. */
  changedUntil: number;
  act(
    step: Exclude<
      Step,
      {
        step:
          | 'run'
          | 'again'
          | 'follow'
          | 'double'
          | 'crash'
          | 'wait'
          | 'clocks change'
          | 'skew'
          | 'settings';
      }
    >,
    prefix: string,
  ): void;
}

export function openRegion(cloud: Cloud): Region {
  let volumes = 0;
  cloud.instances = [
    { id: 'i-0', state: 'running', tags: { autosnap: '1', autosnap_retain: '3' }, rootVolumeId: 'vol-1' },
    { id: 'i-1', state: 'running', tags: { autosnap: '6H', autosnap_retain: '5' } },
    { id: 'i-2', state: 'stopped', tags: {} },
  ];

  const region: Region = {
    cloud,
    places: [],
    changedUntil: 0,
    act(step, prefix) {
      switch (step.step) {
        case 'every':
          return retag(cloud, region, step.on, (tags) => ({ ...tags, [prefix]: step.value }));
        case 'retain':
          return retag(cloud, region, step.on, (tags) => ({ ...tags, [`${prefix}_retain`]: step.value }));
        case 'write':
          return retag(cloud, region, step.on, (tags) => ({ ...tags, ...step.tags }));
        case 'wipe':
          return retag(cloud, region, step.on, () => ({}));
        case 'appear':
          return appear(step.volume);
        case 'vanish':
          cloud.volumes = cloud.volumes.filter(({ id }) => id !== region.places[step.volume]);
          region.places[step.volume] = undefined;
          return undefined;
        case 'detach':
          return changeVolume(step.volume, () => ({ instanceIds: [], state: 'available' }));
        case 'broken':
          return changeVolume(step.volume, () => ({ state: 'error' }));
        case 'mended':
          return changeVolume(step.volume, ({ instanceIds }) => ({
            state: instanceIds.length > 0 ? 'in-use' : 'available',
          }));
        case 'move':
          return changeVolume(step.volume, () => ({ instanceIds: [`i-${step.to}`], state: 'in-use' }));
        case 'attach too':
          return changeVolume(step.volume, ({ instanceIds }) => ({
            instanceIds: [...new Set([...instanceIds, `i-${step.to}`])],
            state: 'in-use',
          }));
        case 'terminate':
        case 'start':
          cloud.instances = cloud.instances.map((one) =>
            one.id === `i-${step.instance}`
              ? { ...one, state: step.step === 'start' ? 'running' : 'terminated' }
              : one,
          );
          return undefined;
        case 'hide':
          cloud.hidden.add(`i-${step.instance}`);
          return undefined;
        case 'show':
          cloud.hidden.delete(`i-${step.instance}`);
          return undefined;
        case 'copies end': {
          const id = region.places[step.volume];
          if (id === undefined) return undefined;
          if (step.as === 'usual') cloud.fates.delete(id);
          else cloud.fates.set(id, step.as);
          return undefined;
        }
        case 'hand':
          return byHand(region, step.copy, step.does, prefix);
        case 'others': {
          const id = region.places[step.volume];
          if (id === undefined) return undefined;
          for (let index = step.count; index > 0; index -= 1) {
            cloud.add(copyBy(step.as, id, new Date(cloud.now - index * step.apart * HOUR), prefix));
          }
          return undefined;
        }
        case 'lag':
          cloud.lag = step.minutes * MINUTE;
          return undefined;
        default:
          return neverReached(step);
      }
    },
  };

  function appear(place: number, change: Partial<Volume> = {}): void {
    if (region.places[place] !== undefined) return;
    volumes += 1;
    const id = `vol-${volumes}`;
    region.places[place] = id;
    const type = place === 3 ? 'st1' : 'gp3';
    const fresh = {
      id,
      type,
      state: 'in-use',
      sizeGiB: 8,
      tags: {},
      instanceIds: [`i-${place % 3}`],
      disk: DISK,
    };
    cloud.volumes = [...cloud.volumes, { ...fresh, ...change }];
  }

  function changeVolume(place: number, change: (one: Volume) => Partial<Volume>): void {
    const id = region.places[place];
    cloud.volumes = cloud.volumes.map((one) => (one.id === id ? { ...one, ...change(one) } : one));
  }

  appear(0);
  appear(1, { instanceIds: ['i-0'] });
  return region;
}

function retag(cloud: Cloud, region: Region, who: Who, change: (tags: Tags) => Tags): void {
  const [kind, place] = who.split(' ');
  const id = kind === 'volume' ? region.places[Number(place)] : `i-${place}`;
  const changed = <Item extends Volume | Instance>(one: Item): Item =>
    one.id === id ? { ...one, tags: change(one.tags) } : one;
  if (kind === 'volume') cloud.volumes = cloud.volumes.map(changed);
  else cloud.instances = cloud.instances.map(changed);
}

function byHand(region: Region, copy: number, does: Deed, prefix: string): void {
  const { cloud } = region;
  const all = [...cloud.snapshots.values()].toReversed();
  const one = all[copy % Math.max(1, all.length)];
  if (one === undefined) return;
  if (does === 'deletes it') {
    if (one.held !== undefined) return;
    cloud.remove(one);
  } else if (does === 'pins it' || does === 'pins it in capitals') {
    const key = `${prefix}_keep`;
    cloud.retag(one, { ...one.snapshot.tags, [does === 'pins it' ? key : key.toUpperCase()]: '' });
  } else if (does === 'unpins it') {
    const tags = Object.entries(one.snapshot.tags).filter(([key]) => !key.toLowerCase().endsWith('_keep'));
    cloud.retag(one, Object.fromEntries(tags));
  } else if (does === 'disowns it') {
    const { snapshot_tool: _, ...tags } = one.snapshot.tags;
    cloud.retag(one, tags);
  } else if (does === 'adopts it' || does === 'adopts it as another') {
    const id = does === 'adopts it' ? one.snapshot.id : 'snap-1';
    cloud.retag(one, { ...one.snapshot.tags, snapshot_tool: prefix, [`${prefix}_adopted`]: id });
  } else if (does === 'marks it') {
    cloud.retag(one, { ...one.snapshot.tags, snapshot_tool: prefix });
  } else if (does === 'says it is older' || does === 'says nonsense of its time') {
    const told = does === 'says it is older' ? ago(new Date(one.snapshot.startedAt), 20 * HOUR) : 'yesterday';
    cloud.retag(one, { ...one.snapshot.tags, [`${prefix}_at`]: told });
  } else {
    passOn(one, does);
  }
}

/** A snapshot goes from the standard tier into the archive and back, and through the Recycle Bin. */
function passOn(one: True, does: Deed): void {
  const { snapshot } = one;
  if (does === 'uses it in an AMI') one.held = 'in use by ami-1';
  else if (does === 'locks it') one.held = 'locked (governance)';
  else if (does === 'lets it go') one.held = undefined;
  else if (does === 'takes it out of the bin' && snapshot.state.startsWith('recover'))
    one.snapshot = { ...snapshot, state: snapshot.state === 'recoverable' ? 'recovering' : 'completed' };
  else if (snapshot.state !== 'completed') return;
  else if (does === 'bins it' && one.held === undefined) one.snapshot = { ...snapshot, state: 'recoverable' };
  else if (does === 'archives it') one.snapshot = { ...snapshot, tier: 'archive' };
  else if (does === 'restores it') one.snapshot = { ...snapshot, tier: 'standard' };
}

/** What other hands leave behind. */
function copyBy(
  maker: Maker,
  volumeId: string,
  started: Date,
  prefix: string,
): Pick<ListedSnapshot, 'volumeId' | 'tags' | 'startedAt' | 'description'> {
  const ours = { snapshot_tool: prefix };
  const startedAt = started.getTime();
  const description = `${prefix}: ${volumeId}`;
  switch (maker) {
    case 'ours':
      return { volumeId, startedAt, description, tags: { ...ours, [`${prefix}_at`]: ago(started, MINUTE) } };
    case 'python':
      return { volumeId, startedAt, description, tags: ours };
    case 'unmarked':
      return { volumeId, startedAt, description, tags: { Name: 'mine' } };
    case 'heir':
      return {
        volumeId,
        startedAt,
        description: 'nightly',
        tags: { ...ours, [`${prefix}_adopted`]: 'snap-1' },
      };
    case 'other prefix':
      return {
        volumeId,
        startedAt,
        description,
        tags: { snapshot_tool: 'fast', ListedSnapshot_Tool: prefix },
      };
    case 'copy':
      return { volumeId: 'vol-ffffffff', startedAt, description, tags: ours };
    case 'backup':
      return { volumeId, startedAt, description, tags: { ...ours, 'aws:backup:source-resource': 'x' } };
    case 'dlm':
      return { volumeId, startedAt, description, tags: { ...ours, 'aws:dlm:lifecycle-policy-id': 'x' } };
    case 'service':
      return { volumeId, startedAt, description, tags: { ...ours, 'aws:service:owner': 'x' } };
    case 'stray time':
      return { volumeId, startedAt, description, tags: { ...ours, [`${prefix}_at`]: ago(started, 3 * DAY) } };
    default:
      return neverReached(maker);
  }
}

function ago(instant: Date, milliseconds: number): string {
  return new Date(instant.getTime() - milliseconds).toISOString();
}
