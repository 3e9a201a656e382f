import { type ProofStanding, standingText } from '../proof/standing.ts';
import { counted } from '../text.ts';
import { replacedText } from './causes/accidents.ts';
import { named } from './causes/cause.ts';
import { type CauseName, CAUSES, causesIn, having, IMAGE_CAUSES } from './causes/causes.ts';
import { askedIn } from './causes/problems.ts';
import type { Condition } from './condition.ts';
import { type ImageSums, imageSums } from './imageSums.ts';
import { proofSums } from './proofSums.ts';
import { areReplicasHere, replicasText } from './replicaLines.ts';
import { type ReplicaSums, replicaSums } from './replicaSums.ts';
import { isRead, MOST_REGIONS, type RegionReport } from './region.ts';
import { countOf, type Totals } from './sections.ts';
import { somePlaces } from './titles.ts';
import type { Level } from './told.ts';

/** What a person needs to know first, and the totals over all regions. */
export interface Headline extends Sums {
  readonly level: Level;
  /** The first line of the report. */
  readonly line: string;
  /** Absent where images are off in all regions. */
  readonly images?: ImageSums | undefined;
  /** Absent where no region keeps replicas. */
  readonly replicas?: ReplicaSums | undefined;
  /** Absent where no region has a record and the setting `prove` is off. */
  readonly proofs?: ProofStanding | undefined;
}

interface Sums extends Condition {
  readonly created: number;
  readonly deleted: number;
  readonly failures: number;
  readonly skipped: number;
  /** Volumes that something asks for snapshots of: those that are managed, and those that are left alone. */
  readonly volumesAsked: number;
  readonly problemVolumes: number;
  readonly unreachableRegions: number;
  /** Regions in which a run ended without a report. */
  readonly lostRegions: number;
}

const DRY = 'DRY RUN, nothing was changed. A run would report: ';

/** What a headline needs beside the regions. */
interface Circumstances {
  readonly mode: 'run' | 'dry run';
  /** `named`: a person named the regions, and expects volumes in each. */
  readonly scope: 'named' | 'all';
  /** Why the run did nothing. */
  readonly idle?: string | undefined;
}

/**
 * Sums up a run: the worst cause gives the level, and the line has what is wrong before how much is right.
 *
 * It is made of the regions' totals, so it is the same after their lists were cut.
 */
export function headlineOf(regions: readonly RegionReport[], { mode, scope, idle }: Circumstances): Headline {
  const images = imageSums(regions);
  const replicas = replicaSums(regions);
  const proofs = proofSums(regions);
  const totals = {
    ...sumsOf(regions),
    ...(images === undefined ? {} : { images }),
    ...(replicas === undefined ? {} : { replicas }),
    ...(proofs === undefined ? {} : { proofs }),
  };
  if (idle !== undefined) {
    return { level: 'WARNING', line: `WARNING: this follow-up did nothing: ${idle}.`, ...totals };
  }
  const causes = worstFirst(regions);
  const level = causes[0] === undefined ? 'OK' : CAUSES[causes[0]].level;
  const line = withMeaning([
    ...causes.map((name) => ({
      text: CAUSES[name].headline(having(name, regions), regions),
      isOfImages: IMAGE_CAUSES.has(name),
    })),
    ...standing(totals).map((text) => ({ text, isOfImages: false })),
    ...imagesStanding(images).map((text) => ({ text, isOfImages: true })),
    ...(areReplicasHere(replicas)
      ? [{ text: `replicas: ${replicasText(replicas)}`, isOfImages: false }]
      : []),
    ...(proofs === undefined ? [] : [{ text: standingText(proofs), isOfImages: false }]),
    ...remarks(regions, scope).map((text) => ({ text, isOfImages: false })),
  ]).join('; ');
  return {
    level,
    line: `${mode === 'dry run' ? DRY : ''}${level}: ${line}.`,
    ...totals,
  };
}

interface Phrase {
  readonly text: string;
  readonly isOfImages: boolean;
}

/** Says at the first image what an image is: `2 images (AMIs) could not be created`. */
function withMeaning(phrases: readonly Phrase[]): string[] {
  const first = phrases.findIndex(({ isOfImages }) => isOfImages);
  return phrases.map(({ text }, index) =>
    index === first ? text.replace(/\bimage(s?)\b/, 'image$1 (AMI$1)') : text,
  );
}

/** The causes of failures before those of warnings, and of each the most dangerous first. */
export function worstFirst(regions: readonly RegionReport[]): CauseName[] {
  const causes = causesIn(regions);
  const ofLevel = (level: Level): CauseName[] => causes.filter((name) => CAUSES[name].level === level);
  return [...ofLevel('FAILURE'), ...ofLevel('WARNING')];
}

function sumsOf(regions: readonly RegionReport[]): Sums {
  return {
    instancesManaged: sumOver(regions, 'instancesManaged'),
    volumesManaged: sumOver(regions, 'volumesManaged'),
    onSchedule: sumOver(regions, 'onSchedule'),
    full: sumOver(regions, 'full'),
    filling: sumOver(regions, 'filling'),
    starting: sumOver(regions, 'starting'),
    bare: sumOver(regions, 'bare'),
    created: totalOver(regions, 'created'),
    deleted: totalOver(regions, 'deleted'),
    failures: totalOver(regions, 'failures'),
    skipped: totalOver(regions, 'skipped'),
    volumesAsked: askedIn(regions),
    problemVolumes: totalOver(regions, 'problemVolumes'),
    unreachableRegions: regions.filter(({ status }) => status === 'unreachable').length,
    lostRegions: regions.filter(({ totals }) => totals.lostRuns > 0).length,
  };
}

function sumOver(regions: readonly RegionReport[], count: keyof Condition): number {
  return regions.reduce((sum, { condition }) => sum + condition[count], 0);
}

function totalOver(regions: readonly RegionReport[], count: keyof Totals): number {
  return regions.reduce((sum, { totals }) => sum + countOf(totals, count), 0);
}

/** How much is right; nothing where nothing asks for snapshots. */
function standing({ volumesAsked, onSchedule, full, filling, starting, bare }: Sums): string[] {
  if (volumesAsked === 0) return [];
  const without = starting + bare;
  const coming =
    starting === 0
      ? ''
      : ` (${starting === without ? 'their first' : `the first of ${starting}`} is being made)`;
  return [
    `${onSchedule} of ${counted(volumesAsked, 'volume')} on schedule`,
    `${full} full, ${filling} still filling, ${without} without a restorable snapshot${coming}`,
  ];
}

function imagesStanding(images: ImageSums | undefined): string[] {
  if (images === undefined || images.instancesAsked === 0) return [];
  const { onSchedule, instancesAsked } = images;
  return [
    `${onSchedule} of ${counted(instancesAsked, 'instance has its images', 'instances have their images')} on schedule`,
  ];
}

/** What a person may like to know, and need not do anything about. */
function remarks(regions: readonly RegionReport[], scope: Circumstances['scope']): string[] {
  const replaced = regions.flatMap(replacedText);
  const held = totalOver(regions, 'held');
  const empty = regions.filter((one) => isRead(one) && one.replicas === undefined && !isManaged(one));
  const isSomeEmpty = scope === 'named' && empty.length > 0 && regions.some(isManaged);
  return [
    ...(replaced.length === 0
      ? []
      : [
          named(
            replaced,
            'more region where volumes were replaced',
            'more regions where volumes were replaced',
          ),
        ]),
    ...(held === 0 ? [] : [`${counted(held, 'snapshot')} held by AWS, so not deleted`]),
    ...(isSomeEmpty ? [`nothing asks for snapshots in ${somePlaces(empty, MOST_REGIONS)}`] : []),
  ];
}

function isManaged({ condition, images, replicas, asks = 0 }: RegionReport): boolean {
  return condition.volumesManaged + asks + (images?.managed ?? 0) > 0 || areReplicasHere(replicas);
}
