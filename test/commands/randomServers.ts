import fc from 'fast-check';
import { VOLUME_TYPES } from '../../lambda/core/restore/planned/volumeTypes.ts';
import {
  iopsRange,
  type Range,
  throughputRange,
  typeNamed,
} from '../../lambda/core/restore/planned/volumeTypes.ts';
import { aText, asTag } from '../soak/estate/texts.ts';

/** A disk as somebody could have it. */
export interface AnyDisk {
  readonly type: string;
  readonly size: number;
  readonly iops: number | undefined;
  readonly throughput: number | undefined;
  readonly device: string;
  readonly multiAttach: boolean;
  readonly deleteOnTermination: boolean;
  /** It has a tag that leaves it out of the set. */
  readonly isIgnored: boolean;
  /** Which of the account's keys encrypts it; absent where it is not encrypted. */
  readonly key: number | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

export interface AnyServer {
  readonly name: string | undefined;
  readonly zone: 'a' | 'b' | 'c';
  /** The first one is the root. */
  readonly disks: readonly AnyDisk[];
}

/** Keys of the account that encrypt disks. */
export const KEYS = 3;

const aRange = ({ least, most }: Range) => fc.integer({ min: least, max: most });

/** Any values that AWS takes together; the least and the most are frequent. */
const aShape = fc.constantFrom(...Object.keys(VOLUME_TYPES)).chain((type) => {
  const rules = typeNamed(type);
  if (rules === undefined) throw new Error(`no type ${type}`);
  return aRange(rules.size).chain((size) => {
    const range = iopsRange(rules, size);
    return (range === undefined ? fc.constant(undefined) : aRange(range)).chain((iops) => {
      const mibs = throughputRange(rules, iops);
      return fc.record({
        type: fc.constant(type),
        size: fc.constant(size),
        iops: fc.constant(iops),
        throughput: mibs === undefined ? fc.constant(undefined) : aRange(mibs),
        multiAttach: rules.canBeMultiAttach ? fc.boolean() : fc.constant(false),
      });
    });
  });
});

/** Names that AWS takes. What stands before the letters does not tell two of them apart. */
const aDevice = fc
  .tuple(
    fc.constantFrom('/dev/sd', '/dev/xvd', 'sd', 'xvd'),
    fc.constantFrom(...'bcdefghijklmnop'),
    fc.oneof(fc.constant(''), fc.integer({ min: 1, max: 15 }).map(String), fc.constantFrom(...'abcxyz')),
  )
  .map(([start, letter, end]) => {
    const isLetters = /^[a-z]$/.test(end);
    const long = isLetters && /^[bcd]$/.test(letter);
    if (isLetters) return long ? `${start.replace('sd', 'xvd')}${letter}${end}` : `${start}${letter}`;
    return start.endsWith('xvd') ? `${start}${letter}` : `${start}${letter}${end}`;
  });

/** A Name counts without the spaces round it, so it has none here. */
const aName = aText.map((text) => asTag(text, 60).trim() || 'x');

/** What AWS, the schedule or a cluster reads is no tag of the owner. */
const aKey = aText
  .map((text) => asTag(text, 60))
  .filter((key) => key.trim() !== '' && !/^(aws|autosnap|db|name|snapshot_tool|kubernetes|ebs)/i.test(key));

/** Of a value that has only blanks and line breaks the SDK reads nothing. */
const aValue = aText
  .map((text) => asTag(text, 256))
  .filter((value) => value.trim() !== '' || !value.includes('\n'));

const someTags = fc
  .tuple(
    fc.option(aName, { nil: undefined }),
    fc.uniqueArray(fc.tuple(aKey, aValue), { selector: ([key]) => key, maxLength: 12 }),
  )
  .map(([Name, others]) => Object.fromEntries([...others, ...(Name === undefined ? [] : [['Name', Name]])]));

const aDisk: fc.Arbitrary<AnyDisk> = fc
  .tuple(
    aShape,
    fc.record({
      device: aDevice,
      deleteOnTermination: fc.boolean(),
      isIgnored: fc.constantFrom(...Array.from({ length: 10 }, (_, index) => index === 9)),
      key: fc.option(fc.nat({ max: KEYS - 1 }), { nil: undefined }),
      tags: someTags,
    }),
  )
  .map(([shape, rest]) => ({ ...shape, ...rest }));

/** Of 1 to 40 disks; few are frequent. */
export const aServer: fc.Arbitrary<AnyServer> = fc
  .tuple(
    fc.option(aName, { nil: undefined }),
    fc.constantFrom('a' as const, 'b' as const, 'c' as const),
    fc.constantFrom('/dev/xvda', '/dev/sda1', '/dev/sda', 'xvda'),
    fc.oneof(
      { weight: 5, arbitrary: fc.uniqueArray(aDisk, { selector, minLength: 1, maxLength: 5 }) },
      { weight: 1, arbitrary: fc.uniqueArray(aDisk, { selector, minLength: 20, maxLength: 40 }) },
    ),
  )
  .map(([name, zone, root, [first, ...others]]) => ({
    name,
    zone,
    disks: first === undefined ? [] : [{ ...first, device: root, isIgnored: false }, ...others],
  }));

/** A guest takes these for one device. */
function selector({ device }: AnyDisk): string {
  return device.replace(/^(\/dev\/)?(xvd|sd)/, '');
}
