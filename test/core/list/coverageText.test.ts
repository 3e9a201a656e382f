import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import type { RegionCoverage } from '../../../lambda/core/coverage/covered.ts';
import { mergedCoverage } from '../../../lambda/core/coverage/merged.ts';
import { coverageText, type Lines } from '../../../lambda/core/list/coverageText.ts';
import type { Tags } from '../../../lambda/core/snapshot.ts';
import { ATTACKS, RAW_DANGER } from '../../soak/estate/texts.ts';
import { BERLIN, DAILY, detached, instance, NOW, snapshot, volume } from '../fixtures.ts';
import { coverageOf, hoursAgo, of, ours } from '../coverage/rows.ts';

function textOf(regions: readonly RegionCoverage[], lines: Lines = 'in danger', width = 80): string {
  const writing = { zone: BERLIN, now: NOW, width, widthOf: stringWidth, options: [] };
  return coverageText(mergedCoverage(regions), lines, writing);
}

const OLD = { createdAt: hoursAgo(100 * 24) };

function called(id: string, tags: Tags) {
  return detached(tags, { id, ...OLD });
}

const PROOF = { at: hoursAgo(50), verdict: 'sound', kinds: 'gpt ext4' } as const;

/** Something of each kind, in two regions. */
function estate(): RegionCoverage[] {
  const ireland = coverageOf({
    instances: [instance({ tags: { ...DAILY, Name: 'web-1' } })],
    volumes: [
      volume({ id: 'vol-0123456789abcdef0', ...OLD }),
      called('vol-0123456789abcdef1', { Name: 'scratch' }),
      called('vol-0123456789abcdef2', { ...DAILY, Name: 'reports' }),
      called('vol-0123456789abcdef3', { Name: 'k8s', autosnap_rpo: '26h' }),
      called('vol-0123456789abcdef4', { ...DAILY, autosnap_rpo: 'soon' }),
    ],
    snapshots: [
      ours(3, 'vol-0123456789abcdef0', { proof: PROOF }),
      ours(60, 'vol-0123456789abcdef2'),
      of({ producer: 'other', hint: { program: 'CSI driver' } }, 100, 'vol-0123456789abcdef3'),
      of({ producer: 'AWS Backup' }, 30, 'vol-0123456789abcdef4'),
    ],
  });
  const description = `autosnap: replica of vol-0123456789abcdef2 from eu-west-1/snap-1 of 2026-03-07T17:00:00Z`;
  const frankfurt = coverageOf({
    region: 'eu-central-1',
    volumes: [called('vol-0123456789abcdef5', { Name: 'archive' })],
    snapshots: [
      snapshot('x', { volumeId: 'vol-ffffffff', description, startedAt: hoursAgo(50) }),
      of({ producer: 'DLM' }, 300, 'vol-0123456789abcdef5'),
    ],
  });
  return [ireland, frankfurt];
}

test('the worst first, then what it comes to, and what to do', () => {
  expect(`\n${textOf(estate())}\n`).toMatchInlineSnapshot(`
    "
    STANDING     VOLUME   ID         AGE     OBJECTIVE  BY       INSIDE  REPLICA
    unprotected  scratch  …9abcdef1  none    -          -             -  -
    outside      k8s      …9abcdef3  4 days  26 h       other  >=25.8 %  -
    outside      reports  …9abcdef2  60 h    48 h       ours     79.9 %  60 h

    vol-0123456789abcdef4: autosnap_rpo = "soon" is wrong at character 1: a whole
    number from 1 to 9999 with h, d or w is expected; its objective is 48 h until
    then.
    Of 6 volumes, 2 are outside their objective, 1 is unprotected, 1 has no
    objective, 3 are untagged.
    At least 55.2 % of volume-hours were inside their objective since 2026-03-06;
    the worst was k8s (vol-0123456789abcdef3) in eu-west-1: 4 days, until 2026-03-10
    06:00.
    Not listed: 2 inside their objective, 1 without an objective; --all lists all.
    Times are in Europe/Berlin; it is 2026-03-10 06:00.

    To schedule the first that nobody tagged:
      aws-snapper enable vol-0123456789abcdef1 --every 1 --retain 7 \\
        --region eu-west-1
    "
  `);
});

test('all of them, where there is room', () => {
  expect(`\n${textOf(estate(), 'all', 200)}\n`).toMatchInlineSnapshot(`
    "
    STANDING                VOLUME          ID                     WHERE         AGE      OBJECTIVE         BY                     INSIDE  REPLICA            PROVED
    unprotected, untagged   scratch         vol-0123456789abcdef1  eu-west-1     none     -                 -                           -  -                  never
    outside, untagged       k8s             vol-0123456789abcdef3  eu-west-1     4 days   26 h by tag       other (CSI driver?)  >=25.8 %  -                  never
    outside                 reports         vol-0123456789abcdef2  eu-west-1     60 h     48 h by schedule  ours                   79.9 %  60 h eu-central-1  never
    no objective, untagged  archive         vol-0123456789abcdef5  eu-central-1  12 days  -                 DLM                         -  -                  never
    inside, wrong tag       -               vol-0123456789abcdef4  eu-west-1     30 h     48 h by schedule  AWS Backup              100 %  -                  never
    inside                  web-1 /dev/sdf  vol-0123456789abcdef0  eu-west-1     3 h      48 h by schedule  ours                    100 %  -                  50 h

    vol-0123456789abcdef4: autosnap_rpo = "soon" is wrong at character 1: a whole number from 1 to 9999 with h, d or w is expected; its objective is 48 h until then.
    Of 6 volumes, 2 are outside their objective, 1 is unprotected, 1 has no objective, 3 are untagged.
    At least 55.2 % of volume-hours were inside their objective since 2026-03-06; the worst was k8s (vol-0123456789abcdef3) in eu-west-1: 4 days, until 2026-03-10 06:00.
    Times are in Europe/Berlin; it is 2026-03-10 06:00.

    To schedule the first that nobody tagged:
      aws-snapper enable vol-0123456789abcdef1 --every 1 --retain 7 --region eu-west-1
    "
  `);
});

describe('the sentences', () => {
  test.for<readonly [string, Parameters<typeof coverageOf>[0], RegExp]>([
    ['no volumes', {}, /^There are no volumes\. Times are in /],
    [
      'all is well',
      { volumes: [called('vol-1', DAILY)], snapshots: [ours(3)] },
      /The only volume is inside its objective\. 100 % of volume-hours were inside their objective since 2026-03-10\. Not listed: 1 inside its objective; --all/,
    ],
    [
      'what another saved can be more',
      { volumes: [called('vol-1', { autosnap_rpo: '1d' })], snapshots: [of({ producer: 'DLM' }, 30)] },
      /At least 79\.8 % of volume-hours were inside their objective since 2026-03-09; the worst was vol-1 in eu-west-1: 30 hours, until 2026-03-10 06:00\./,
    ],
    [
      'without times of completion',
      {
        volumes: [called('vol-1', DAILY)],
        snapshots: [ours(3, 'vol-1', { completedAfter: undefined })],
      },
      /Of 1 snapshot AWS does not say when all data were there; it counts from its start\./,
    ],
  ])('%s', ([, world, sentence]) => {
    expect(textOf([coverageOf(world)]).replaceAll('\n', ' ')).toMatch(sentence);
  });
});

test('no line is wider than the terminal, and no Name steers it', () => {
  const aName = fc.oneof(
    fc.constantFrom(...Object.values(ATTACKS)),
    fc.string({ unit: 'binary', maxLength: 40 }),
  );
  const regions = estate();
  fc.assert(
    fc.property(aName, fc.integer({ min: 40, max: 160 }), (Name, width) => {
      const world = coverageOf({ volumes: [called('vol-0123456789abcdef0', { Name })] });
      const text = textOf([...regions, world], 'all', width);
      expect(Math.max(...text.split('\n').map((line) => stringWidth(line)))).toBeLessThanOrEqual(width);
      expect(text.replaceAll('\n', '')).not.toMatch(RAW_DANGER);
    }),
    { numRuns: 25 },
  );
});
