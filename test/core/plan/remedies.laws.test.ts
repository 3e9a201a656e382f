import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amount } from '../../amounts.ts';
import { parseFrequency } from '../../../lambda/core/grammar/frequency.ts';
import { parseRetention } from '../../../lambda/core/grammar/retention.ts';
import { judge } from '../../../lambda/core/plan/retention.ts';
import { askedBy, type SnapshotPolicy } from '../../../lambda/core/policy/policy.ts';
import type { Snapshot } from '../../../lambda/core/snapshot.ts';
import { hoursBefore, NOW, snapshot, UTC, volume } from '../fixtures.ts';

/** Who follows a remedy keeps at least what the tags kept before a slip spoilt one word of them. */

const RUNS = amount({ sample: 400, long: 20_000 });

/** Each spoils a word, or a place in it that is drawn from 0 to 1. */
type Slip = (word: string, place: number) => string;

const at = (word: string, place: number) => Math.floor(place * word.length);
const SLIPS: Readonly<Record<string, Slip>> = {
  'a character is lost': (word, place) => word.slice(0, at(word, place)) + word.slice(at(word, place) + 1),
  'a character comes twice': (word, place) =>
    word.slice(0, at(word, place) + 1) + word.slice(at(word, place)),
  'two letters change places': (word, place) =>
    word.slice(0, at(word, place)) + word.slice(at(word, place)).replace(/^([a-z@:=-])([a-z@:=-])/, '$2$1'),
  'a space comes in': (word, place) => `${word.slice(0, at(word, place))} ${word.slice(at(word, place))}`,
  'a colon is an equals sign': (word) => word.replace(':', '='),
  'an equals sign is a colon': (word) => word.replace('=', ':'),
  'signs have spaces': (word) => word.replaceAll(/[:=@]/g, ' $& '),
  'an @ is a colon': (word) => word.replace(/(?<=[a-z])@/, ':'),
  'a comma follows': (word) => `${word},`,
  'a semicolon follows': (word) => `${word};`,
  'hours have minutes': (word) => word.replace(/@(\d+)$/, '@$1:30'),
  'a number has a fraction': (word) => word.replace(/\d+/, '$&.5'),
  'a number is negative': (word) => word.replace(/\d/, '-$&'),
  'a number is wide': (word) =>
    word.replace(/\d/, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)),
  'a number has a zero before it': (word) => word.replace(/\d/, '0$&'),
  'a number has thousands': (word) => word.replace(/\d(?=\d)/, '$&,'),
  'a number is a word': (word) => word.replace(/\d+/, 'forever'),
  'a number is missing': (word) => word.replace(/\d+/, ''),
  'a number comes first': (word) => word.replace(/^([a-z]+):(\d+)$/, '$2 $1'),
  'a number is multiplied': (word) => word.replace(/^([a-z]+):(\d+)$/, '$2x $1'),
  'a flag of restic': (word) => word.replace(/^([a-z]+):/, '--keep-$1 '),
  'copies are counted': (word) => word.replace(/\d+$/, '$& copies'),
  'a unit follows': (word) => word.replace(/^([dwmy])([a-z]+:\d+)$/, '$1$2$1'),
  'a letter stands for the tier': (word) => word.replace(/^([a-z])[a-z]+:/, '$1:'),
  'an age is without its name': (word) => word.replace('within:', ''),
  'a unit is a word': (word) => word.replace(/(\d)d$/, '$1 days').replace(/(\d)m$/, '$1 months'),
  'days are words': (word) => word.replaceAll('mon', 'Monday').replaceAll('sun', 'Sunday'),
  'a word is doubled': (word) => `${word} ${word}`,
};

const aCount = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constantFrom(30, 100, 1000));
const aUnit = fc.constantFrom('h', 'd', 'w', 'm', 'y');
const aTier = fc.constantFrom('hourly', 'daily', 'weekly', 'monthly', 'yearly');
const aRetention = fc
  .uniqueArray(
    fc.oneof(
      fc.tuple(aTier, aCount).map(([tier, count]) => [tier, `${tier}:${count}`] as const),
      fc.tuple(aCount, aUnit).map(([count, unit]) => ['within', `within:${count}${unit}`] as const),
      aCount.map((count) => ['last', String(count)] as const),
    ),
    { minLength: 1, maxLength: 4, selector: ([kind]) => kind },
  )
  .map((rules) => rules.map(([, text]) => text).toSorted());

const anAt = fc.constantFrom(
  '@sun@3',
  '@mon-fri@2',
  '@8+20',
  '@1st@2',
  '@1st+15th',
  '@mon+wed@8-10',
  '@last',
  '@0-23',
);
const someSets = fc.array(fc.tuple(aCount, fc.oneof(anAt, fc.constant(''))), { minLength: 1, maxLength: 3 });
const aFrequency = fc.oneof(
  fc.constantFrom('1', '6h', '2d', '1w').map((text) => [text]),
  anAt.map((text) => [text]),
  fc.tuple(aCount, anAt).map(([count, text]) => [`${count}${text}`]),
  someSets.map((sets) =>
    sets.map(([count, text], index) => `${['nightly', 'weekly', 'x_1'][index]}=${count}${text}`),
  ),
);

const aHistory = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 3 * 8760 })), { maxLength: 60 })
  .map((ages) =>
    ages.map((hours, index) => snapshot(`s${index}`, { startedAt: hoursBefore(NOW, hours).getTime() })),
  );

const aSlip = fc.record({
  slip: fc.constantFrom(...Object.values(SLIPS)),
  word: fc.nat({ max: 3 }),
  place: fc.double({ min: 0, max: 0.999, noNaN: true }),
});

function spoilt(
  words: readonly string[],
  { slip, word, place }: { slip: Slip; word: number; place: number },
): string {
  const index = word % words.length;
  return words.map((one, which) => (which === index ? slip(one, place) : one)).join(' ');
}

function policyOf(autosnap: string, retain?: string): SnapshotPolicy {
  const needed = /^\d+[hdw]?$|^@/.test(autosnap) ? { autosnap_retain: retain ?? '7' } : {};
  const asked = askedBy(volume({ tags: { autosnap, ...needed } }), undefined, {
    prefix: 'autosnap',
    interval: 86_400,
  });
  if (asked.kind !== 'managed') throw new Error(`${autosnap} ${retain} is ${asked.kind}`);
  return asked.policy;
}

function keptBy(policy: SnapshotPolicy, snapshots: readonly Snapshot[]): string[] {
  const { verdicts } = judge(snapshots, { retention: policy.retention.value, zone: UTC, holds: new Map() });
  return verdicts.flatMap((verdict) => (verdict.fate === 'keep' ? verdict.snapshot.id : []));
}

describe('W03 the remedy for a tag of which one word is spoilt', () => {
  test('keeps all that the retention kept that was meant', () => {
    fc.assert(
      fc.property(
        aRetention,
        fc.array(aSlip, { minLength: 8, maxLength: 8 }),
        aHistory,
        (words, slips, history) => {
          const before = keptBy(policyOf('1', words.join(' ')), history);
          for (const slip of slips) {
            const read = parseRetention(spoilt(words, slip));
            // A tier of 0 asks for none, whatever it was once.
            if (read.ok || read.like === undefined || /:0( |$)/.test(spoilt(words, slip))) continue;
            const after = new Set(keptBy(policyOf('1', read.like), history));
            expect(
              before.filter((id) => !after.has(id)),
              `${words.join(' ')} → ${spoilt(words, slip)} → ${read.like}`,
            ).toEqual([]);
          }
        },
      ),
      { numRuns: RUNS },
    );
  });

  test('has the rhythm of the frequency that was meant, and keeps all that it kept', () => {
    fc.assert(
      fc.property(
        aFrequency,
        fc.array(aSlip, { minLength: 8, maxLength: 8 }),
        aHistory,
        (words, slips, history) => {
          const meant = policyOf(words.join(' '));
          for (const slip of slips) {
            const read = parseFrequency(spoilt(words, slip));
            if (read.ok || read.like === undefined) continue;
            const like = policyOf(read.like);
            const after = new Set(keptBy(like, history));
            const lost = keptBy(meant, history).filter((id) => !after.has(id));
            expect(
              [like.schedule.value, lost],
              `${words.join(' ')} → ${spoilt(words, slip)} → ${read.like}`,
            ).toEqual([meant.schedule.value, []]);
          }
        },
      ),
      { numRuns: RUNS },
    );
  });

  test.for(Object.entries(SLIPS))('%s: some tags are spoilt by it', ([, slip]) => {
    const words = ['daily:7', 'within:30d', 'monthly:12', 'a=7@mon-fri@2', 'b=10@sun@20', '7'];
    expect(words.some((word) => slip(word, 0.3) !== word)).toBe(true);
  });
});
