import type { Cloud } from '../cloud/cloud.ts';
import type { FilterPolicy } from '../cloud/sns.ts';
import type { Instance, Resource, Volume } from '../cloud/records.ts';
import { runSnapper, withEnvironment } from './snapper.ts';
import { describedBy, type World } from './world.ts';

const HOME = 'eu-west-1';

/** The embedded cloud as a world that a story can be told in. */
export function embeddedWorld(cloud: Cloud): World {
  const topics: { readonly arn: string; readonly wanted: FilterPolicy }[] = [];
  const regions = [HOME, 'us-east-1'].map((name) => cloud.region(name));
  const instanceOf = (id: string): Instance =>
    find(
      regions.flatMap((region) => region.instances()),
      id,
    );
  const volumeOf = (id: string): Volume =>
    find(
      regions.flatMap((region) => region.volumes()),
      id,
    );
  const resourceOf = (id: string): Resource =>
    find(
      regions.flatMap((region) => [...region.instances(), ...region.volumes(), ...region.snapshots()]),
      id,
    );

  return {
    async instance(tags = {}, region = HOME) {
      const instance = cloud.region(region).instance({ tags: { ...tags } });
      return { id: instance.id, root: cloud.region(region).volume({ attachedTo: instance }).id };
    },
    async volume({ tags = {}, attachedTo, type = 'gp3', region = HOME } = {}) {
      const instance = attachedTo && instanceOf(attachedTo.id);
      return cloud.region(region).volume({
        type,
        tags: { ...tags },
        ...(instance && { attachedTo: instance }),
      }).id;
    },
    async tag(resource, tags) {
      Object.assign(resourceOf(resource).tags, tags);
    },
    async untag(resource, ...keys) {
      for (const key of keys) delete resourceOf(resource).tags[key];
    },
    async deleteVolume(id) {
      const volume = volumeOf(id);
      cloud.region(volume.region).remove(volume);
    },
    async snapshot(id, tags = {}) {
      const volume = volumeOf(id);
      return cloud
        .region(volume.region)
        .snapshot({ of: volume, tags: { ...tags }, description: describedBy(tags) }).id;
    },
    async imageSnapshot(tags) {
      const region = cloud.region(HOME);
      const snapshot = region.snapshot({ of: 'vol-00000000000000001', tags: { ...tags } });
      region.image({ snapshots: [snapshot] });
      return snapshot.id;
    },
    async snapshotsOf(id) {
      return cloud.snapshotsOf(id);
    },
    async exists(id) {
      return regions.some((region) => region.snapshots().some((snapshot) => snapshot.id === id));
    },
    async topic(region = HOME, wanted = {}) {
      const arn = cloud.region(region).topic('reports');
      topics.push({ arn, wanted });
      return arn;
    },
    async reports() {
      return topics.flatMap(({ arn, wanted }) => [...cloud.messages(arn, wanted)]);
    },
    async pass(milliseconds) {
      cloud.clock.advance(milliseconds);
    },
    run: (event) => runSnapper(cloud, event),
    inside: (act) => withEnvironment(cloud.env, act),
  };
}

function find<T extends Resource>(resources: readonly T[], id: string): T {
  const found = resources.find((resource) => resource.id === id);
  if (found === undefined) throw new Error(`this world has no ${id}`);
  return found;
}
