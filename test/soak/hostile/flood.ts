import { fitted } from '../../../lambda/core/report/fit.ts';
import { makePlan } from '../../../lambda/core/plan/makePlan.ts';
import type { Report } from '../../../lambda/core/report/report.ts';
import { reportText } from '../../../lambda/core/report/reportText.ts';
import { detached, inventory, NOW, reportOn, settings } from '../../core/fixtures.ts';
import { runSnapper } from '../../scenarios/snapper.ts';
import { DAILY, openStory } from '../estate/hostile.ts';
import { wholeLines } from '../../wholeLines.ts';

/** Very many volumes that each ask for a person. */

/** Of the largest size a tag can have, in each way. */
export const WIDEST: Readonly<Record<string, string>> = {
  'four bytes each': '💾'.repeat(256),
  'three bytes each': '漢'.repeat(256),
  'invisible, so ten bytes each': '\u{E0041}'.repeat(256),
  'quotes and backslashes': '"\\'.repeat(128),
};

/** What came of a flood; what does not add up is thrown. */
export interface Flood {
  readonly problems: number;
  /** In the message and in the answer; the others are counted there. */
  readonly listed: readonly [message: number, answer: number];
  readonly bytes: readonly [message: number, answer: number];
  readonly cpuMilliseconds: number;
}

/** Through the function: volumes with a bad tag, and in their middle one that is well, which gets its copy. */
export async function floodedFunction(value: string, count: number): Promise<Flood> {
  const { cloud, topic } = await openStory([]);
  try {
    const region = cloud.region('eu-west-1');
    const bad = { autosnap: '1', autosnap_retain: value };
    for (let index = 0; index < count / 2; index += 1) region.volume({ tags: bad });
    const well = region.volume({ tags: DAILY });
    for (let index = 0; index < count / 2; index += 1) region.volume({ tags: bad });
    const started = process.cpuUsage();
    const report = await runSnapper(cloud, { sns_arn: topic });
    const cpuMilliseconds = since(started);
    if (cloud.snapshotsOf(well).length !== 1) throw new Error('the volume that is well got no copy');
    return told(cloud.messages(topic)[0]?.message ?? '', report, count, cpuMilliseconds);
  } finally {
    await cloud.close();
  }
}

/** Of many regions, with two bad tags and a name of the same size on each volume. */
export function floodedRegions(value: string, regions: number, volumesEach: number): Flood {
  const tags = { autosnap: value, autosnap_retain: value, Name: value };
  const volumes = Array.from({ length: volumesEach }, (_, index) => detached(tags, { id: `vol-${index}` }));
  const started = process.cpuUsage();
  const plan = makePlan(inventory({ instances: [], volumes }), settings(), NOW);
  const results = Array.from({ length: regions }, (_, index) => {
    return { status: 'done', plan: { ...plan, region: `eu-west-${index}` }, outcomes: [] } as const;
  });
  const report = reportOn(results);
  const [text, answer] = [reportText(report), fitted(report)];
  return told(text, answer, 2 * regions * volumesEach, since(started));
}

function since(started: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(started);
  return Math.round((user + system) / 1000);
}

const LARGEST_MESSAGE = 256 * 1024;
const LARGEST_ANSWER = 6 * 1024 * 1024;

function told(text: string, report: Report, problems: number, cpuMilliseconds: number): Flood {
  const answer = JSON.stringify(report);
  const lines = wholeLines(text).split('\n');
  const inText = lines.filter((line) => /\bvol-\S+ autosnap\S* = ".*".*: .*\bleft alone\b/.test(line)).length;
  const cut = lines.flatMap((line) => /… and (\d+) more \(.*\), see/.exec(line)?.[1] ?? []);
  const isFirst = new RegExp(
    `^FAILURE: ${problems} tags cannot be read, so \\d+ of \\d+ volumes are left alone;`,
  );
  const inAnswer = report.regions.reduce((sum, region) => sum + region.problems.length, 0);
  const faults = {
    'no headline in the first line': !isFirst.test(lines[0] ?? ''),
    'a message that SNS refuses': Buffer.byteLength(text) > LARGEST_MESSAGE,
    'half a character': Buffer.from(text).toString() !== text,
    'an answer that Lambda refuses': Buffer.byteLength(answer) > LARGEST_ANSWER,
    'a message that does not add up': inText + cut.reduce((sum, one) => sum + Number(one), 0) !== problems,
    'an answer that does not add up': inAnswer + (report.omitted ?? 0) !== problems,
    'an answer without all groups': report.groups.length + (report.omittedGroups ?? 0) !== problems,
    'a message without a problem': inText === 0,
    'an answer without a problem': inAnswer === 0,
  };
  const [fault] = Object.entries(faults).find(([, isSo]) => isSo) ?? [];
  if (fault !== undefined)
    throw new Error(`${fault}: ${inText} + ${cut.join(' + ')}, ${inAnswer}, of ${problems}`);
  const bytes = [Buffer.byteLength(text), Buffer.byteLength(answer)] as const;
  return { problems, listed: [inText, inAnswer], bytes, cpuMilliseconds };
}
