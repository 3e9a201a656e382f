import { commandText } from '../../grammar/commandText.ts';
import { grouped } from '../../grouped.ts';
import { counted } from '../../text.ts';
import type { RegionReport } from '../region.ts';
import { someVolumes, titlesIn } from '../titles.ts';
import { isChecksum, kindsWords, seenWords, troubleOf, type UnsoundLine } from '../unsoundLines.ts';
import { type Cause, type CauseLine, dayWords, type LineContext, manyFirst, sumOf } from './cause.ts';

/** What was seen in snapshots and is not as it should be. Nothing of these volumes is deleted until a person decides. */

/** Something else is in them than before. */
export const changed: Cause = {
  level: 'FAILURE',
  count: (regions) => sumOf(regions, ({ totals }) => totals.unsoundChanged),
  headline: (having) =>
    `${counted(changed.count(having), 'volume has changed inside since its', 'volumes have changed inside since their')} last sound snapshot (encrypted, wiped or formatted?)`,
  subject: (having) => `${counted(changed.count(having), 'volume')} changed inside`,
  lines: (having, context) => linesFor('changed', having, context),
};

/** A checksum or a header in them does not match. */
export const damaged: Cause = {
  level: 'FAILURE',
  count: (regions) => sumOf(regions, ({ totals }) => totals.unsoundDamaged),
  headline: (having) => `${counted(damaged.count(having), 'volume has', 'volumes have')} a damaged snapshot`,
  subject: (having) => `${counted(damaged.count(having), 'volume')} damaged`,
  lines: (having, context) => linesFor('damaged', having, context),
};

/** KMS refuses their key, so nothing can be restored from them. */
export const unreadable: Cause = {
  level: 'FAILURE',
  count: (regions) => sumOf(regions, ({ totals }) => totals.unsoundKeys),
  headline: (having) =>
    `${counted(unreadable.count(having), 'volume has', 'volumes have')} a snapshot whose key does not work`,
  subject: (having) => `${counted(unreadable.count(having), 'key does', 'keys do')} not work`,
  lines: (having, context) => linesFor('key', having, context),
};

type Trouble = ReturnType<typeof troubleOf>;

/** As many volumes that are alike have a line each. */
const MOST_ALONE = 3;

function linesFor(
  trouble: Trouble,
  having: readonly RegionReport[],
  context: LineContext,
): readonly CauseLine[] {
  const lines = having.flatMap((region) => {
    const alike = grouped(
      region.unsound.filter((one) => troubleOf(one) === trouble),
      ({ verdict, kinds, good }) => JSON.stringify([verdict, kinds, good?.kinds]),
    );
    return [...alike.values()].flatMap((ones): CauseLine[] =>
      ones.length > MOST_ALONE
        ? [{ text: togetherText(ones, region, context), entries: ones.length, regions: [region] }]
        : ones.map((one) => ({ text: aloneText(one, region, context), entries: 1, regions: [region] })),
    );
  });
  return manyFirst(lines);
}

const SAYS: Readonly<Record<Trouble, readonly [one: string, many: string]>> = {
  changed: ['has changed inside', 'have changed inside'],
  damaged: ['has a damaged snapshot', 'have a damaged snapshot'],
  key: ['has a snapshot whose key does not work', 'have a snapshot whose key does not work'],
};

function aloneText(one: UnsoundLine, region: RegionReport, { at, prefix, ...days }: LineContext): string {
  const { volumeId, snapshotId, since, good, newerGood } = one;
  const trouble = troubleOf(one);
  const where = { region: region.region, prefix };
  const newer = newerGood === 0 ? '' : `; ${counted(newerGood, 'newer one is', 'newer ones are')} sound`;
  const now = `${seenWords(one)} since ${dayWords(since, days)} (${snapshotId}${newer})`;
  const before =
    good === undefined
      ? 'and no older snapshot is known to be good'
      : `${kindsWords(good.kinds)} until ${dayWords(good.taken, days)} (${good.snapshotId})`;
  const remedies = [
    good === undefined
      ? `to find one to prove: ${commandText(['show', volumeId], where)}`
      : `to restore the good one beside it: ${commandText(['restore', good.snapshotId], where)}`,
    trouble === 'key' || isChecksum(one)
      ? `to look at it again: ${commandText(['prove', snapshotId], where)}`
      : `if that is as it should be: ${commandText(['prove', '--accept', snapshotId], where)}`,
  ];
  return `${at(region)}${titlesIn(region)(volumeId)} ${SAYS[trouble][0]}: ${now}, ${before}. Nothing of it is deleted until a person decides: ${LOOK[trouble][0]}; ${remedies.join('; ')}`;
}

const LOOK: Readonly<Record<Trouble, readonly [one: string, many: string]>> = {
  changed: ['look at the disk', 'look at the disks'],
  damaged: ['look at the disk', 'look at the disks'],
  key: ['enable the key, or cancel its deletion', 'enable the keys, or cancel their deletion'],
};

function togetherText(
  ones: readonly [UnsoundLine, ...UnsoundLine[]],
  region: RegionReport,
  { at, prefix, ...days }: LineContext,
): string {
  const [one] = ones;
  const trouble = troubleOf(one);
  const first = ones.map(({ since }) => since).toSorted()[0] ?? one.since;
  const before =
    one.good === undefined
      ? 'and no older snapshots are known to be good'
      : `${kindsWords(one.good.kinds)} before`;
  return `${at(region)}${someVolumes(ones, region)} ${SAYS[trouble][1]}: ${seenWords(one)} since ${dayWords(first, days)}, ${before}. Nothing of them is deleted until a person decides: ${LOOK[trouble][1]}; the list of the region below has the snapshots of each; to see one: ${commandText(['show', one.volumeId], { region: region.region, prefix })}`;
}
