import fc from 'fast-check';
import type { Report } from '../../../lambda/core/report/report.ts';
import { reportText } from '../../../lambda/core/report/reportText.ts';
import { DAY } from '../../cloud/clock.ts';
import type { Snapshot } from '../../cloud/records.ts';
import { runSnapper } from '../../scenarios/snapper.ts';
import type { Law } from './law.ts';
import { aVolume, openStory, type Story } from '../estate/hostile.ts';
import { aText, RAW_DANGER } from '../estate/texts.ts';

/** Whatever is written in tags: the other volumes have their copies, and who reads the report is safe. */
export const tagsLaw: Law = {
  name: 'tags, through the function over HTTP',
  about: ({ volumes, problems, copies }) =>
    `${volumes} hostile volumes, ${problems} problems told, ${copies} copies taken of the others`,
  property: (count) =>
    fc.asyncProperty(someVolumes, aJob, async (wishes, job) => {
      const story = await openStory(wishes);
      try {
        const before = [...story.cloud.region('eu-west-1').snapshots()];
        const report = await runAndRead(story, job);
        const problems = new Set(report.regions[0]?.problems.map(({ volumeId }) => volumeId));
        checkVolumes(story, report, before);
        checkWords(story, report);
        story.cloud.clock.advance(DAY);
        await runAndRead(story, job);
        for (const volume of story.healthy) {
          const copies = story.cloud.snapshotsOf(volume);
          must(copies.length === 4, `a volume that is well has ${copies.length} copies`);
        }
        count('volumes', wishes.length);
        count('problems', problems.size);
        count('copies', report.headline.created);
      } finally {
        await story.cloud.close();
      }
    }),
};

const someVolumes = fc.array(aVolume, { minLength: 25, maxLength: 25 });
const aJob = aText.filter((text) => text !== '' && Array.from(text).length <= 256);

function must(isSo: boolean, otherwise: string): void {
  if (!isSo) throw new Error(otherwise);
}

/** One run, with all that it says where people and machines read it. */
async function runAndRead({ cloud, topic }: Story, job: string): Promise<Report> {
  const log: string[] = [];
  const report = await runSnapper(cloud, { sns_arn: topic, schedule_name: job }, 900_000, (one) =>
    log.push(reportText(one)),
  );
  const json = JSON.stringify(report);
  must(report.undelivered === undefined, `the report was not delivered: ${report.undelivered}`);
  must(JSON.stringify(JSON.parse(json)) === json, 'the answer does not survive JSON');
  const mail = cloud.messages(topic).at(-1);
  must(/^AWS Snapshot Report [ -~]{1,79}$/.test(mail?.subject ?? ''), `a subject: ${mail?.subject}`);
  must(mail?.message === log.join(), 'the log and the mail differ');
  must(!RAW_DANGER.test(mail?.message ?? '\0'), 'the mail steers who reads it');
  const lies = mail?.message.split('\n').filter((line) => /^(OK|Region nowhere|Bcc)/.test(line)) ?? [];
  must(lies.length === (report.headline.level === 'OK' ? 1 : 0), `somebody wrote lines: ${lies.join()}`);
  return report;
}

/** A volume with a problem lost nothing and got nothing; each other that asks for it has its copy. */
function checkVolumes({ cloud, volumes, healthy }: Story, report: Report, before: readonly Snapshot[]): void {
  const [region] = report.regions;
  const all = [...volumes, ...healthy.map((volume) => ({ volume, wish: undefined }))];
  must(region?.failures.length === 0, `failed: ${JSON.stringify(region?.failures)}`);
  for (const { volume, wish } of all) {
    const had = before.filter(({ volumeId }) => volumeId === volume.id);
    const has = cloud.snapshotsOf(volume);
    const problems = region?.problems.filter(({ volumeId }) => volumeId === volume.id) ?? [];
    const isLeftAlone = problems.length > 0 || wish?.broken?.['autosnap_ignore'] !== undefined;
    const isUnscheduled = isLeftAlone || /^\s*$/.test(wish?.broken?.['autosnap'] ?? '1');
    if (isLeftAlone) must(has.length === 5, `${volume.id} is not as it was: ${has.length} copies`);
    else if (wish?.broken === undefined) must(has.length > had.length - 3, `${volume.id} lost too much`);
    const created = has.filter(({ id }) => had.every((one) => one.id !== id));
    if (!isUnscheduled && wish?.broken === undefined) must(created.length === 1, `${volume.id} got no copy`);
    for (const { tags, description } of created) {
      const sizes = Object.entries(tags).flatMap(([key, value]) => [
        Array.from(key).length / 127,
        Array.from(value).length / 256,
      ]);
      must(Object.keys(tags).length <= 50 && Math.max(...sizes) <= 1, `tags: ${JSON.stringify(tags)}`);
      must(/^[ -~]{1,255}$/.test(description), `a description: ${description}`);
      must(tags['snapshot_tool'] === 'autosnap' && tags['autosnap_keep'] === undefined, 'a wrong mark');
    }
  }
}

/** Each value that cannot be read is told as it is, and each name. */
function checkWords({ volumes }: Story, { regions: [region] }: Report): void {
  for (const { volume } of volumes) {
    const name = volume.tags['Name']?.trim();
    const told = region?.names[volume.id];
    must(told === undefined || told === name, `${JSON.stringify(name)} is called ${JSON.stringify(told)}`);
    for (const { key, value, source, remedy, place } of region?.problems.filter(
      (one) => one.volumeId === volume.id,
    ) ?? []) {
      const written = volume.tags[key];
      if (value === undefined) continue;
      must(
        source !== volume.id || value === written?.trim() || value === written,
        `${key} is told as ${JSON.stringify(value)}`,
      );
      must(
        key === 'snapshot_tool' || place !== undefined || remedy.includes('; use '),
        `no place: ${remedy}`,
      );
    }
  }
}
