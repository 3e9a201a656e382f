import type { Listing } from '../estate/listing.ts';
import { neverReached } from '../../../lambda/core/neverReached.ts';
import type { Volume } from '../../cloud/records.ts';
import { copyOf } from '../estate/truth.ts';
import type { Region } from '../../cloud/region.ts';
import { DAY } from '../judge/slots.ts';
import type { HttpStep, RunStep } from './httpSteps.ts';

/** A region of the embedded cloud in which people and other tools do things. */
export interface Places {
  readonly region: Region;
  readonly volumes: (Volume | undefined)[];
}

export function openPlaces(region: Region): Places {
  const tags = { autosnap: '1', autosnap_retain: '3' };
  const hosts = [
    region.instance({ tags }),
    region.instance({ tags: { autosnap: '6H', autosnap_retain: '2' } }),
    region.instance(),
  ];
  const volumes = [0, 1].map(() => region.volume(hosts[0] && { attachedTo: hosts[0] }));
  return { region, volumes };
}

export function act(
  { region, volumes }: Places,
  step: Exclude<HttpStep, RunStep | { step: 'clock' | 'event' }>,
): void {
  switch (step.step) {
    case 'every':
    case 'retain':
    case 'wipe':
    case 'ignore': {
      const [kind, place] = step.on.split(' ');
      const one = kind === 'volume' ? volumes[Number(place)] : region.instances()[Number(place)];
      if (one === undefined) return;
      if (step.step === 'wipe') one.tags = {};
      else if (step.step === 'ignore') one.tags['autosnap_ignore'] = '';
      else one.tags[step.step === 'every' ? 'autosnap' : 'autosnap_retain'] = step.value;
      return;
    }
    case 'appear': {
      const host = region.instances()[step.volume % 3];
      volumes[step.volume] ??= region.volume(host && { attachedTo: host });
      return;
    }
    case 'vanish':
    case 'detach':
    case 'copies end':
    case 'others':
    case 'hand':
      actOnVolume(region, volumes, step);
      return;
    default:
      neverReached(step);
  }
}

function actOnVolume(
  region: Region,
  volumes: (Volume | undefined)[],
  step: Exclude<
    HttpStep,
    RunStep | { step: 'clock' | 'event' | 'every' | 'retain' | 'wipe' | 'ignore' | 'appear' }
  >,
): void {
  const volume = step.step === 'hand' ? undefined : volumes[step.volume];
  switch (step.step) {
    case 'vanish':
      if (volume !== undefined) region.remove(volume);
      volumes[step.volume] = undefined;
      return;
    case 'detach':
      if (volume !== undefined) region.detach(volume);
      return;
    case 'copies end':
      if (volume !== undefined) volume.snapshotsComplete = step.as;
      return;
    case 'others':
      if (volume === undefined) return;
      for (let index = step.count; index > 0; index -= 1) {
        const startedAt = new Date(Date.UTC(2026, 2, 15) - index * DAY);
        region.snapshot({
          of: volume,
          startedAt,
          description: step.mark === 'inherited' ? 'nightly' : `${step.mark}: x`,
          tags:
            step.mark === 'inherited'
              ? { ...volume.tags, snapshot_tool: 'autosnap' }
              : { snapshot_tool: step.mark },
        });
      }
      return;
    case 'hand':
      byHand(region, step);
      return;
    default:
      neverReached(step);
  }
}

function byHand(region: Region, { copy, does }: Extract<HttpStep, { step: 'hand' }>): void {
  const all = region.snapshots().toSorted((a, b) => b.startedAt.getTime() - a.startedAt.getTime());
  const one = all[copy % Math.max(1, all.length)];
  if (one === undefined) return;
  switch (does) {
    case 'deletes it':
      if (!heldIn(region).has(one.id)) region.remove(one);
      return;
    case 'pins it':
      one.tags['autosnap_keep'] = 'yes';
      return;
    case 'unpins it':
      delete one.tags['autosnap_keep'];
      return;
    case 'disowns it':
      delete one.tags['snapshot_tool'];
      return;
    case 'uses it in an AMI':
      if (one.state === 'completed') region.image({ snapshots: [one] });
      return;
    case 'locks it':
      if (one.state === 'completed') region.lock(one);
      return;
    case 'archives it':
      if (one.state === 'completed') one.tier = 'archive';
      return;
    case 'restores it for some days':
      if (one.tier === 'archive') one.restoreExpiresAt = new Date(one.startedAt.getTime() + 400 * DAY);
      return;
    case 'lets it go back to the archive':
      one.restoreExpiresAt = undefined;
      return;
    case 'bins it':
      if (one.state === 'completed' && !heldIn(region).has(one.id)) one.state = 'recoverable';
      return;
    case 'takes it out of the bin':
      if (one.state === 'recoverable') one.state = 'recovering';
      else if (one.state === 'recovering') one.state = 'completed';
      return;
    case 'adopts it':
    case 'adopts it as another':
      one.tags['snapshot_tool'] = 'autosnap';
      one.tags['autosnap_adopted'] = does === 'adopts it' ? one.id : 'snap-1';
      return;
    case 'marks it':
      one.tags['snapshot_tool'] = 'autosnap';
      return;
    default:
      neverReached(does);
  }
}

/** What holds snapshots of a region in truth, by their ids. */
export function heldIn(region: Region): Map<string, string> {
  const images = region
    .images()
    .flatMap((image) => image.devices.map(({ snapshot }) => [snapshot.id, image.id] as const));
  const locks = region.snapshots().flatMap(({ id, lock }) => (lock ? [[id, 'a lock'] as const] : []));
  return new Map([...images, ...locks]);
}

/** The region as it is, in the words of the core. */
export function inventoryOf(region: Region): Listing {
  return {
    region: region.name,
    instances: region.instances().map(({ id, state, tags }) => ({ id, state, tags: { ...tags } })),
    volumes: region.volumes().map(({ id, state, type, size, tags, attachments, ...one }) => ({
      id,
      state,
      type,
      sizeGiB: size,
      tags: { ...tags },
      instanceIds: attachments.map(({ instance }) => instance.id),
      disk: {
        zone: one.zone,
        iops: one.iops,
        throughput: one.throughput,
        isMultiAttach: one.multiAttach,
        devices: attachments.map(({ device, deleteOnTermination }) => ({
          name: device,
          isDeletedOnTermination: deleteOnTermination,
        })),
      },
    })),
    snapshots: region.snapshots().map(copyOf),
    holds: heldIn(region),
    notes: [],
  };
}
