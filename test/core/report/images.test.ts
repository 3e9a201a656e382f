import { expect, test } from 'vitest';
import type { Image, Inventory } from '../../../lambda/core/inventory.ts';
import type { Outcome } from '../../../lambda/core/outcome.ts';
import { makePlan } from '../../../lambda/core/plan/makePlan.ts';
import type { ImagePlan } from '../../../lambda/core/plan/plan.ts';
import type { PlanSettings } from '../../../lambda/core/plan/planSettings.ts';
import type { RegionResult } from '../../../lambda/core/report/region.ts';
import type { Report } from '../../../lambda/core/report/report.ts';
import { fitted } from '../../../lambda/core/report/fit.ts';
import { mergedRuns } from '../../../lambda/core/report/merged.ts';
import { isToldAt } from '../../../lambda/core/report/message.ts';
import { reportText } from '../../../lambda/core/report/reportText.ts';
import { daysBefore, instance, inventory, NOW, regionOf, reportOn, settings, textOf } from '../fixtures.ts';
import { image, imagePlanOf, imagesOf, imageSnapshotOf, server } from '../images/estate.ts';
import { manyImages } from './manyImages.ts';
import { reportLike } from './runs.ts';

/** The report of a run that has images of the small world in test/core/images/estate.ts, and no volumes. */
function ran(
  own: readonly Image[],
  change: Partial<Inventory> = {},
  outcomesOf: (plan: ImagePlan) => readonly Outcome[] = allMade,
  settingsChange: Partial<PlanSettings> = {},
): Report {
  const images = imagePlanOf(own, change, settingsChange);
  return reportOn([{ ...nothingElse(), images, outcomes: outcomesOf(images) }]);
}

function nothingElse() {
  const plan = makePlan(inventory({ instances: [server()], volumes: [] }), settings({ images: true }), NOW);
  return { status: 'done', plan } as const satisfies Partial<RegionResult>;
}

/** AWS does all that a plan of images asks for. */
function allMade({ creates, deletes }: ImagePlan): Outcome[] {
  return [
    ...creates.map(
      ({ volumeId }): Outcome => ({
        kind: 'create',
        status: 'done',
        volumeId,
        snapshotId: `ami-new-${volumeId}`,
      }),
    ),
    ...deletes.map(
      ({ volumeId, snapshotId }): Outcome => ({ kind: 'delete', status: 'done', volumeId, snapshotId }),
    ),
  ];
}

const FOUR_DAYS = ['03-09', '03-08', '03-07', '03-06'].map((day) => image(day));

test('what was made and deleted is told by instance and image, with the reason', () => {
  const snapshots = [imageSnapshotOf('03-05')];
  const report = ran(FOUR_DAYS, { images: imagesOf(FOUR_DAYS, { snapshots }) });
  expect(regionOf(report)).toMatchObject({
    names: { 'i-1': 'web' },
    created: [],
    imagesCreated: [
      {
        instanceId: 'i-1',
        imageId: 'ami-new-i-1',
        because: 'due since 2026-03-10 00:00, last image 2026-03-09 05:00 UTC',
      },
    ],
    imagesDeleted: [{ instanceId: 'i-1', imageId: 'ami-03-06', because: 'beyond 3' }],
    leftOversDeleted: [{ instanceId: 'i-1', snapshotId: 'snap-of-03-05' }],
    images: { managed: 1, onSchedule: 1, full: 1, bare: 0, kept: 3 },
    totals: { created: 0, imagesCreated: 1, imagesDeleted: 1, leftOversDeleted: 1, imageTrouble: 0 },
  });
  expect(textOf(report)).toContain(`  images deleted: 1
    ami-03-06 of web (i-1): beyond 3
`);
});

test('where images are off, nothing in a report names them', () => {
  const report = reportOn([{ ...nothingElse(), outcomes: [] }]);
  expect(JSON.stringify(report)).not.toMatch(/image/i);
});

test('a report of many troubles with images is good to read', async () => {
  await expect(reportText(manyImages())).toMatchFileSnapshot('../../../docs/samples/manyImages.txt');
});

test('each trouble with images is an entry with its instance and what AWS said', () => {
  const { imageTrouble = [], images } = regionOf(manyImages());
  expect(imageTrouble.map(({ kind }) => kind).toSorted()).toEqual([
    'failed',
    'no image',
    'not created',
    'not created',
    'passed over',
    'skipped',
    'slow',
    'unreadable tag',
    'unreadable tag',
    'waiting',
  ]);
  expect(imageTrouble.find(({ kind }) => kind === 'unreadable tag')).toMatchObject({
    key: 'autosnap_image_retain',
    value: '7 days',
    use: 'within:7d',
    lastImage: '2026-03-09T05:00:00Z',
  });
  expect(images).toMatchObject({ managed: 12, leftAlone: 2, bare: 1, unmanagedInstances: 1 });
});

test('the first line says how many instances have their images on schedule, and what an image is', () => {
  const report = ran(FOUR_DAYS);
  expect(report.headline).toMatchObject({
    level: 'OK',
    line: 'OK: 1 of 1 instance has its images (AMIs) on schedule.',
    images: { instancesAsked: 1, instancesManaged: 1, created: 1, deleted: 1, failures: 0 },
  });
});

test('where images are asked for, nobody is told that nothing asks for snapshots', () => {
  const report = ran(FOUR_DAYS);
  expect(report.groups).toEqual([]);
  expect(report.notes).toEqual([]);
  expect(textOf(report)).toContain('  managed: 0 instances, 0 volumes; images of 1 instance\n');
});

test('where images are on and nothing asks for them, no line tells of them', () => {
  const instances = [instance({ tags: {} })];
  const text = textOf(ran([], { instances }));
  expect(text).toContain('WARNING: nothing asks for snapshots here.');
  expect(text).not.toContain('image');
});

test('a report is sent for changes also where only images changed', () => {
  expect(isToldAt('changes', ran(FOUR_DAYS))).toBe(true);
  expect(isToldAt('changes', ran([image('03-10')]))).toBe(false);
});

test('images that could not be listed are a failure, and nothing else is said of them', () => {
  const images = imagesOf([], { unread: 'UnauthorizedOperation: no' });
  const report = ran([], { images });
  expect(report.headline.line).toBe('FAILURE: images (AMIs) could not be listed in 1 region.');
  expect(report.groups.map(({ text }) => text)).toEqual([
    'eu-west-1: images could not be listed, so none is made or deleted: UnauthorizedOperation: no',
  ]);
});

test('a deletion that AWS refuses is a failure, of an image and of a left-over apart', () => {
  const snapshots = [imageSnapshotOf('03-05')];
  const report = ran(FOUR_DAYS, { images: imagesOf(FOUR_DAYS, { snapshots }) }, (plan) =>
    allMade(plan).map((one) =>
      one.kind === 'create' ? one : { ...one, status: 'failed', code: 'Oops', message: 'no' },
    ),
  );
  expect(report.headline.line).toContain(
    'FAILURE: 1 image (AMI) and 1 left-over snapshot of images could not be deleted; ',
  );
  expect(report.groups.map(({ text }) => text)).toEqual([
    'ami-03-06 of web (i-1) not deleted: Oops: no; the next run tries again',
    'snap-of-03-05 of web (i-1) not deleted: Oops: no; the next run tries again',
  ]);
});

test('instances that are gone, and images that are deleted at once, look like an accident', () => {
  const ofTwo = ['i-1', 'i-2'].flatMap((instanceId) =>
    ['03-09', '03-08'].map((day) => image(day, { id: `ami-${day}-${instanceId}`, instanceId })),
  );
  expect(ran(ofTwo, { instances: [] }).headline.line).toContain(
    '2 of 2 instances of eu-west-1 are gone since their last image (AMI)',
  );
  const days = Array.from({ length: 20 }, (_, age) =>
    image(
      daysBefore(NOW, age + 1)
        .toISOString()
        .slice(5, 10),
    ),
  );
  expect(ran(days, {}, allMade, { maxDeletes: 20 }).headline.line).toContain(
    '17 of 20 images (AMIs) in eu-west-1 deleted at once',
  );
  expect(ran(days, {}, allMade, { maxDeletes: 5 }).groups.map(({ text }) => text)).toEqual([
    'eu-west-1: max_deletes allows 5 of 17 deletions of images; 12 wait. Meant? Wait for the next runs, or raise max_deletes. Not meant? Correct the tags',
  ]);
});

test('a dry run tells of images what a run would do', () => {
  const images = imagePlanOf(FOUR_DAYS);
  const report = reportOn([{ ...nothingElse(), status: 'planned', images }], { dryRun: true });
  expect(textOf(report)).toContain(`  would create images: 1
    web (i-1): due since 2026-03-10 00:00, last image 2026-03-09 05:00 UTC
  would delete images: 1
    ami-03-06 of web (i-1): beyond 3
`);
  expect(isToldAt('changes', report)).toBe(true);
});

test('a brake on images that was on stays on in the report of several runs', () => {
  const days = Array.from({ length: 29 }, (_, age) =>
    image(
      daysBefore(NOW, age + 1)
        .toISOString()
        .slice(5, 10),
    ),
  );
  const runs = [ran(days), ran(FOUR_DAYS.slice(0, 3))];
  const [merged] = mergedRuns(runs);
  expect(merged).toMatchObject({
    imagesCreated: [{ instanceId: 'i-1' }, { instanceId: 'i-1' }],
    imageBrakes: [{ instanceId: 'i-1', scope: 'volume', of: 29 }],
    images: { managed: 1, deletable: 29 },
    totals: { imagesCreated: 2, imagesDeleted: 2, imageBrakes: 1 },
  });
});

test('what max_deletes held back in a second run counts what the first one deleted', () => {
  const days = Array.from({ length: 9 }, (_, age) =>
    image(
      daysBefore(NOW, age + 1)
        .toISOString()
        .slice(5, 10),
    ),
  );
  const runs = [ran(FOUR_DAYS), ran(days, {}, allMade, { maxDeletes: 2 })];
  const [merged] = mergedRuns(runs);
  expect(merged?.imageBrakes).toEqual([{ scope: 'max_deletes', wanted: 7, of: 3 }]);
});

test('a report that is cut to fit keeps its totals and its first line about images', () => {
  const report = manyImages();
  const cut = fitted(report, 9_000);
  expect(cut.omitted).toBeGreaterThan(0);
  expect(reportLike(cut, cut.regions).headline).toEqual(report.headline);
});
