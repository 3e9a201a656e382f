import fc from 'fast-check';
import { volumesOf } from '../../../lambda/core/plan/creation.ts';
import { OUT_OF_TIME, type Outcome, type Step } from '../../../lambda/core/outcome.ts';
import { makePlan } from '../../../lambda/core/plan/makePlan.ts';
import type { AnyPlan } from '../../../lambda/core/plan/plan.ts';
import { lostRun, type Plans, type RegionResult } from '../../../lambda/core/report/region.ts';
import { type Facts, type Report, reportOf } from '../../../lambda/core/report/report.ts';
import { NOW, reportOn, UTC } from '../fixtures.ts';
import { aRegion, someSettings } from '../worlds.ts';
import { anImagePlan } from './imageRuns.ts';
import { aReplicaPlan, replicaSteps } from './replicaRuns.ts';

/** Runs as fast-check draws them: in any region, with any end for each action. */

/** What a report tells beside its regions. */
export function factsOf(report: Report): Facts {
  const { version, jobName, prefix, account, dryRun, notes } = report;
  const [now, started, finished] = [report.now, report.started, report.finished].map((at) => new Date(at));
  if (now === undefined || started === undefined || finished === undefined) throw new Error('No times');
  return { version, jobName, prefix, account, dryRun, notes, now, zone: UTC, started, finished };
}

/** A report of the same run about other regions. */
export function reportLike(report: Report, regions: Report['regions']): Report {
  return reportOf(factsOf(report), regions);
}

const anEnd = fc.constantFrom('done', 'done', 'done', 'failed', 'skipped', 'late', 'gone', 'held');

type End = typeof anEnd extends fc.Arbitrary<infer Some> ? Some : never;

function outcomeOf(step: Step, end: End): Outcome {
  if (end === 'failed') return { ...step, status: 'failed', code: 'Oops', message: 'no' };
  if (end === 'skipped') return { ...step, status: 'skipped', because: 'no' };
  if (end === 'late') return { ...step, status: 'skipped', because: OUT_OF_TIME };
  if (step.kind === 'create') return { ...step, status: 'done', snapshotId: `snap-of-${step.volumeId}` };
  return end === 'held' ? { ...step, status: 'held', because: 'ami-1' } : { ...step, status: end };
}

function stepsOf({ creates, deletes }: AnyPlan): Step[] {
  return [
    ...creates.flatMap(volumesOf).map((volumeId): Step => ({ kind: 'create', volumeId })),
    ...deletes.map(({ volumeId, snapshotId }): Step => ({ kind: 'delete', volumeId, snapshotId })),
  ];
}

const account = '222222222222';

const aPlan = fc
  .tuple(aRegion, someSettings)
  .map(([region, settings]) => makePlan({ ...region, account }, settings, NOW));

/** With the images of the same region, where they are on, and the replicas that it keeps. */
const allPlans: fc.Arbitrary<Plans> = fc
  .tuple(aPlan, anImagePlan, aReplicaPlan)
  .map(([plan, images, replicas]) => ({
    plan,
    ...(images === undefined ? {} : { images: { ...images, account } }),
    ...(replicas === undefined ? {} : { replicas: { ...replicas, account, region: plan.region } }),
  }));

const aResult: fc.Arbitrary<RegionResult> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(allPlans, fc.infiniteStream(anEnd)).map(([plans, ends]): RegionResult => {
      const { plan, images, replicas } = plans;
      const ended = (step: Step) => outcomeOf(step, ends.next().value);
      const outcomes = [plan, ...(images === undefined ? [] : [images])].flatMap(stepsOf).map(ended);
      const ofReplicas = replicas && replicaSteps(replicas).map(ended);
      return { status: 'done', ...plans, outcomes, ofReplicas };
    }),
  },
  { weight: 1, arbitrary: allPlans.map((plans): RegionResult => ({ status: 'planned', ...plans })) },
  {
    weight: 2,
    arbitrary: fc
      .record({ region: fc.constantFrom('eu-west-1', 'all'), message: fc.constantFrom('a', 'b') })
      .map(
        ({ region, message }): RegionResult => ({
          status: 'unreachable',
          account,
          region,
          code: 'X',
          message,
        }),
      ),
  },
);

const aLostRun = fc
  .constantFrom('killed', 'thrown out')
  .map((why) => reportOf(factsOf(reportOn([])), [lostRun({ account, region: 'eu-west-1' }, why)]));

/** The report of one run in eu-west-1 of an account; `all` where its regions could not be listed. */
export const aRun: fc.Arbitrary<Report> = fc.oneof(
  { weight: 9, arbitrary: aResult.map((result) => reportOn([result])) },
  { weight: 2, arbitrary: aLostRun },
);
