import { expect, test } from 'vitest';
import type { Image, Inventory } from '../../../lambda/core/inventory.ts';
import type { Outcome } from '../../../lambda/core/outcome.ts';
import { makePlan } from '../../../lambda/core/plan/makePlan.ts';
import type { ImagePlan } from '../../../lambda/core/plan/plan.ts';
import type { PlanSettings } from '../../../lambda/core/plan/planSettings.ts';
import type { RegionResult } from '../../../lambda/core/report/region.ts';
import type { Report } from '../../../lambda/core/report/report.ts';
import { inventory, NOW, regionOf, reportOn, settings, textOf } from '../fixtures.ts';
import { image, imagePlanOf, imagesOf, imageSnapshotOf, server } from '../images/estate.ts';

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
