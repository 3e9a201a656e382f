import fc from 'fast-check';
import { operator, role } from '../../../lambda/aws/permissions.ts';
import { DAY } from '../../cloud/clock.ts';
import { type Cloud, startCloud } from '../../cloud/cloud.ts';
import type { Tags, Volume } from '../../cloud/records.ts';
import { asTag, aText, aValue, NEARLY } from './texts.ts';

/** A region in which everything that anybody may write is hostile, beside volumes that are well. */

export const DAILY: Tags = { autosnap: '1', autosnap_retain: '3' };

const ours = [
  'Name',
  'autosnap_keep',
  'Autosnap',
  'autosnap_Retain',
  'AUTOSNAP_KEEP',
  'Snapshot_Tool',
  'autosnap_at',
];
const theirs = [
  'aws:cloudformation:stack-name',
  'constructor',
  '__proto__',
  'toString',
  'x'.repeat(128),
  '=1+1',
];

const aKey = fc.oneof(
  fc.constantFrom(...ours),
  fc.constantFrom(...theirs),
  aText.map((text) => asTag(text, 128)).filter((key) => key !== ''),
);

/** What people and attackers write on a volume that is scheduled all the same. */
const anyTags: fc.Arbitrary<Tags> = fc
  .array(fc.tuple(aKey, aValue), { maxLength: 6 })
  .map((pairs) =>
    Object.fromEntries(pairs.filter(([key]) => !['autosnap', 'autosnap_ignore'].includes(key))),
  );

export interface HostileVolume {
  /** What the value of a key that we read is replaced by; absent where the schedule is well. */
  readonly broken: Tags | undefined;
  readonly tags: Tags;
  readonly instanceTags: Tags | undefined;
  /** On its newest copy. */
  readonly copyTags: Tags;
}

const aBreak = fc.oneof(
  fc.tuple(fc.constantFrom('autosnap', 'autosnap_retain'), fc.oneof(aValue, fc.constantFrom(...NEARLY))),
  fc.tuple(fc.constantFrom('autosnap_ignore', 'snapshot_tool'), aValue),
);

export const aVolume: fc.Arbitrary<HostileVolume> = fc.record({
  broken: fc.option(
    aBreak.map(([key, value]) => ({ [key]: value })),
    { nil: undefined, freq: 2 },
  ),
  tags: anyTags,
  instanceTags: fc.option(anyTags, { nil: undefined, freq: 2 }),
  copyTags: anyTags,
});

export interface Story {
  readonly cloud: Cloud;
  readonly topic: string;
  readonly volumes: readonly { readonly volume: Volume; readonly wish: HostileVolume }[];
  /** One alone, and one on an instance with hostile volumes. */
  readonly healthy: readonly Volume[];
}

/** The role that is deployed, and no other permission. */
const ROLE = role({
  partition: 'aws',
  account: '123456789012',
  prefixes: ['autosnap'],
  topicArn: 'arn:aws:sns:*:123456789012:*',
});

/** What the operator's list adds, for the commands. */
export const PERSON = [
  ...ROLE,
  ...operator({ partition: 'aws', account: '123456789012', prefixes: ['autosnap'] }),
];

/** Each volume has five copies of the last days, so two may go when it got its new one. */
export async function openStory(wishes: readonly HostileVolume[]): Promise<Story> {
  const cloud = await startCloud();
  cloud.policy = ROLE;
  const region = cloud.region('eu-west-1');
  const shared = region.instance();
  const healthy = [region.volume({ tags: DAILY }), region.volume({ tags: DAILY, attachedTo: shared })];
  const volumes = wishes.map((wish, index) => {
    const tags = { ...wish.tags, ...DAILY, ...wish.broken };
    const host = index % 5 === 0 ? shared : wish.instanceTags && region.instance({ tags: wish.instanceTags });
    return { wish, volume: region.volume({ tags, ...(host && { attachedTo: host }) }) };
  });
  for (const { volume, wish } of [...volumes, ...healthy.map((one) => ({ volume: one, wish: undefined }))]) {
    for (const days of [5, 4, 3, 2, 1]) {
      const tags: Tags = { ...(days === 1 ? wish?.copyTags : {}), snapshot_tool: 'autosnap' };
      const startedAt = new Date(cloud.clock.now().getTime() - days * DAY);
      region.snapshot({ of: volume, startedAt, description: 'autosnap: x', tags });
    }
  }
  return { cloud, topic: region.topic('reports'), volumes, healthy };
}
