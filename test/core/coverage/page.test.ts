import { describe, expect, test } from 'vitest';
import type { CoveragePage } from '../../../lambda/core/coverage/page/given.ts';
import { COVERAGE_SCRIPT, COVERAGE_SCRIPT_HASH } from '../../../lambda/core/coverage/page/script.ts';
import { COVERAGE_STYLE, COVERAGE_STYLE_HASH } from '../../../lambda/core/coverage/page/style.ts';
import { cutTo, mergedCoverage } from '../../../lambda/core/coverage/merged.ts';
import type { Tags } from '../../../lambda/core/snapshot.ts';
import { ATTACKS } from '../../soak/estate/texts.ts';
import { estatePage, estateTags, pageOf } from '../../browser/coveragePages.ts';
import { DAILY, detached, instance, volume } from '../fixtures.ts';
import { elements, HOSTILE, isSafe } from '../page/safety.ts';
import { coverageOf, hoursAgo, of, ours } from './rows.ts';

const OLD = { createdAt: hoursAgo(400 * 24) };
const RPO = { autosnap_rpo: '26h' } as const;

/** The text between two texts of a page. */
function between(page: string, start: string, end: string): string {
  const [, rest = ''] = page.split(start);
  return plain(rest.split(end)[0] ?? '');
}

function plain(markup: string): string {
  return markup
    .replaceAll(/<(?:small|\/dt|\/div)[^>]*>/g, ' | ')
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim();
}

function answers(page: string): string[] {
  const rows = page.split('<dl class="answer">')[1]?.split('</dl>')[0] ?? '';
  return [...rows.matchAll(/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/g)].map(
    ([, asked = '', told = '']) => `${asked} ${plain(told)}`,
  );
}

/** The cells of each volume's row. */
function rowsOf(page: string): string[][] {
  const [, ...rows] = page.split('data-is=');
  return rows.map((row) =>
    [...row.matchAll(/<div (?:class="strip" )?role="(?:rowheader|gridcell)"[^>]*>(.*?)<\/div>/gs)].map(
      ([, cell = '']) => plain(cell),
    ),
  );
}

describe('what a person asks first is answered first', () => {
  test('where something is wrong', () => {
    expect(answers(estatePage())).toEqual([
      'Is each volume safe now? No. Of 16 volumes, 1 is outside its objective, 2 are unprotected, 1 has no objective, 15 are untagged.',
      'Was it so all the time? At least 95.4 % of volume-hours were inside their objective since 2026-02-08; the worst was shop-1 /dev/xvda (vol-0aa2) in 111111111111/eu-west-1: 5 days, until 2026-03-02 03:10.',
      'What protects them? ours: 11 volumes · AWS Backup: 1 volume · DLM: 1 volume · other: 2 volumes · nothing: 2 volumes',
    ]);
    expect(between(estatePage(), '</h1>', '</header>')).toBe(
      'As of 2026-03-10 05:00 (UTC), 31 days from 2026-02-08. Snapshots of all producers.',
    );
  });

  test.for<readonly [answer: string, tags: Tags, change: Partial<CoveragePage>]>([
    ['Yes. The only volume is inside its objective.', RPO, {}],
    ['Not known of all. Of 1 volume, 1 has no objective, 1 is untagged.', {}, {}],
    ['Not known of all. The only volume is inside its objective.', RPO, { unread: ['us-east-1: refused'] }],
  ])('%s', ([answer, tags, change]) => {
    const region = coverageOf({ volumes: [detached(tags, OLD)], snapshots: [ours(3)] });
    expect(answers(pageOf([region], change))[0]).toBe(`Is each volume safe now? ${answer}`);
  });

  test('without volumes there is no map', () => {
    const page = pageOf([coverageOf({})]);
    expect(answers(page)).toEqual(['Is each volume safe now? There are no volumes.']);
    expect(page).not.toContain('role="grid"');
  });

  test('what could not be read stands before the answer', () => {
    const page = pageOf([coverageOf({})], { unread: ['us-east-1: AWS refused.'] });
    expect(page.indexOf('us-east-1: AWS refused.')).toBeLessThan(page.indexOf('class="answer"'));
  });
});

describe('a row', () => {
  test('says what a volume is, how it stands, what protects it, and how it was', () => {
    const account = '123456789012';
    const instances = [instance({ tags: { ...DAILY, Name: 'web-1' } })];
    const like = { producer: 'other', hint: { program: 'CSI driver' } } as const;
    const snapshots = [...[60, 84].map((hours) => ours(hours)), of(like, 90)];
    const region = coverageOf({ account, instances, volumes: [volume(OLD)], snapshots });
    expect(rowsOf(pageOf([region]))).toEqual([
      [
        'web-1 /dev/sdf vol-1 | 123456789012/eu-west-1 · 8 GiB',
        `${'?'.repeat(26)}···▄█`,
        'outside | newest 60 hours | objective 48 hours by schedule',
        'ours: 2, newest 60 h | other (CSI driver?): 1, newest 3 days',
        'at least 85.6 % inside | outside on 2 of 5 days: 9 Mar to 10 Mar | oldest 60 hours, until 2026-03-10 | known since 2026-03-06 17:10',
      ],
    ]);
  });

  test('of what nobody asks for', () => {
    const volumes = [detached({}, { ...OLD, id: 'vol-2' }), detached({ autosnap_rpo: 'daily' }, OLD)];
    const snapshots = [of({ producer: 'DLM' }, 30)];
    const rows = rowsOf(pageOf([coverageOf({ volumes, snapshots })])).map(([, , ...cells]) => cells);
    expect(rows).toEqual([
      ['unprotected untagged | no snapshot', 'nothing', 'no snapshot is left'],
      [
        expect.stringMatching(/^no objective untagged \| newest 30 hours \| autosnap_rpo = /),
        'DLM: 1, newest 30 h',
        'oldest 30 hours, until 2026-03-10 | known since 2026-03-08 23:10',
      ],
    ]);
  });

  test('has replicas and the last proof beside it', () => {
    const region = coverageOf({ volumes: [detached(RPO, OLD)], snapshots: [ours(3)] });
    const replica = {
      snapshotId: 'snap-r',
      at: '2026-03-09T03:00:00Z',
      volumeId: 'vol-1',
      volumeRegion: 'eu-west-1',
    };
    const elsewhere = { ...coverageOf({ region: 'us-east-1' }), replicas: [replica] };
    const merged = mergedCoverage([region, elsewhere]);
    const [one] = merged.volumes;
    const proof = {
      snapshotId: 'snap-1',
      at: '2026-03-08T03:00:00Z',
      verdict: 'damaged',
      kinds: 'ext4',
    } as const;
    const coverage = { ...merged, volumes: one === undefined ? [] : [{ ...one, proof }] };
    const [row] = rowsOf(pageOf([region], { coverage }));
    expect(row?.[3]).toBe('ours: 1, newest 3 h | replica in us-east-1: 26 h | proof: damaged, 2026-03-08');
  });

  test('that had no room is counted', () => {
    const volumes = ['vol-1', 'vol-2', 'vol-3'].map((id) => detached({}, { ...OLD, id }));
    const coverage = cutTo(1, mergedCoverage([coverageOf({ volumes })]));
    const page = pageOf([], { coverage });
    expect(rowsOf(page)).toHaveLength(1);
    expect(page).toContain('… and 2 more volumes that had no room');
    expect(answers(page).at(-1)).toMatch(/^What protects those below\?/);
  });
});

/** The options of each choice, without `all`. */
function choices(page: string): Record<string, string[]> {
  const found = page.matchAll(/<label>(\w+) <select>(.*?)<\/select>/g);
  return Object.fromEntries(
    [...found].map(([, name, inner = '']) => [
      name,
      [...inner.matchAll(/<option value="\w+">(.*?)<\/option>|label="(.*?)"/g)].map(
        ([, option, group]) => option ?? `${group}:`,
      ),
    ]),
  );
}

describe('volumes are chosen', () => {
  test('by what parts them, and by the tags that they have', () => {
    expect(choices(estatePage({ tags: estateTags }))).toEqual({
      Standing: ['inside', 'no objective', 'outside', 'unprotected'],
      Account: ['111111111111', '222222222222'],
      Region: ['eu-west-1', 'us-east-1'],
      Tag: ['note:', '(empty)', 'stage:', 'live', 'test', 'team:', 'search', 'shop'],
    });
  });

  test('not by what all have, nor by a key that names each', () => {
    const volumes = Array.from({ length: 201 }, (_, index) => detached(RPO, { ...OLD, id: `vol-${index}` }));
    const tags = new Map(volumes.map(({ id }): [string, Tags] => [id, { claim: id, team: 'shop' }]));
    expect(choices(pageOf([coverageOf({ volumes })], { tags }))).toEqual({});
  });
});

function proves(page: string): string {
  return between(page, '<h2 id="proves">', '</section>');
}

describe('an auditor reads', () => {
  test('what the figures rest on, cannot know, and where they are from', () => {
    expect(proves(estatePage())).toContain('Read: 111111111111/eu-west-1, 222222222222/us-east-1.');
    expect(proves(estatePage())).toContain('Whether a snapshot can be restored.');
    expect(proves(estatePage())).not.toContain('own snapshots only');
  });

  test('what a page of own snapshots leaves out, and that copies count for no volume', () => {
    const snapshots = [of({ producer: 'copy' }, 3)];
    const page = pageOf([coverageOf({ snapshots })], { of: 'ours' });
    expect(proves(page)).toContain('this page has own snapshots only');
    expect(proves(page)).toContain(
      'Of which volume 1 snapshot is that was copied from another one: it counts for none.',
    );
    expect(between(page, '</h1>', '</header>')).toContain('Snapshots by aws-snapper only.');
  });
});

/** A page on which every text that is anybody's is this one. */
function pageWith(text: string): string {
  const tags = { Name: text, autosnap_rpo: text, [text]: text };
  const instances = [instance({ id: text, tags: { Name: text } })];
  const { disk } = volume();
  const devices = [{ name: text, isDeletedOnTermination: false }];
  const volumes = [volume({ ...OLD, id: text, tags, instanceIds: [text], disk: { ...disk, devices } })];
  const other = detached(RPO, { ...OLD, id: 'vol-2' });
  const like = { producer: 'other', hint: { program: text } } as const;
  const region = coverageOf({
    account: text,
    region: text,
    instances,
    volumes: [...volumes, other],
    snapshots: [of(like, 3, text)],
  });
  return pageOf([region], { tags: new Map([[text, tags]]), unread: [text] });
}

describe('anybody’s text', () => {
  const usual = elements(pageWith('plain'));
  const named = Object.entries(ATTACKS).filter(([, text]) => text.trim() !== '');
  test.for([...HOSTILE, ...named])('cannot be %s', ([, text]) => {
    expect(elements(pageWith(text))).toEqual(usual);
  });

  test.for(HOSTILE)('is escaped where it is %s', ([, text]) => {
    expect(pageWith(text)).not.toContain(text);
  });
});

const plainPage = pageWith('plain');

isSafe(() => plainPage, {
  style: [COVERAGE_STYLE, COVERAGE_STYLE_HASH],
  script: [COVERAGE_SCRIPT, COVERAGE_SCRIPT_HASH],
});
