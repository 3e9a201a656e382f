import { expect, test } from 'vitest';
import { hintsIn, instance, planOf, volume } from '../fixtures.ts';

const SAYS =
  'has the tag autosnap_replicate, but replicas are off, so its snapshots are not copied to another region; name the regions in the setting replicas, or remove the tag';

test.for([
  ['a volume', { volumes: [volume({ tags: { autosnap_replicate: 'eu-central-1=7' } })] }],
  [
    'an instance',
    {
      instances: [
        instance({ tags: { autosnap: '1', autosnap_retain: '3', autosnap_replicate: 'eu-central-1=7' } }),
      ],
    },
  ],
] as const)(
  'a tag that asks for copies on %s does nothing while no region is named for them',
  ([, world]) => {
    expect(hintsIn(planOf(world)).filter((one) => one.includes(SAYS))).toHaveLength(1);
    expect(
      hintsIn(planOf(world, { replicas: ['eu-central-1'] })).filter((one) => one.includes(SAYS)),
    ).toEqual([]);
  },
);
