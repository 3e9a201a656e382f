import { vi } from 'vitest';
import { prover } from '../../lambda/aws/proof/permissions.ts';
import type { ProofDocument } from '../../lambda/commands/proofDocuments.ts';
import type { Proving } from '../../lambda/core/proof/proving.ts';
import type { Report } from '../../lambda/core/report/report.ts';
import { proofIn } from '../../lambda/core/proved.ts';
import { runProver } from '../../lambda/prover/run.ts';
import type { RunLine } from '../../lambda/run/logLine.ts';
import { emitProofMetrics } from '../../lambda/run/proofMetrics.ts';
import { BLOCK_SIZE } from '../cloud/content.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { Snapshot, Volume } from '../cloud/records.ts';
import { image, type Image, writeExt, writeGpt, writeXfs } from '../core/proof/images.ts';
import { clockOf, type Place, runSnapper, withEnvironment } from './snapper.ts';
import { HOUR } from './story.ts';

/** What the prover's function may do, and nothing else. */
export const PROVER_ROLE = prover({ partition: 'aws', account: '123456789012', prefixes: ['autosnap'] });

/** What a prover answered, or why it failed, what it logged, and what it measured. */
export interface Ran {
  readonly answer: ProofDocument | string;
  readonly log: string;
  readonly measured: readonly Proving[];
  /** What its line of JSON says. */
  readonly noted: readonly RunLine[];
}

/** Runs the door of the prover's function, for 14 minutes at most. */
export async function proved(place: Place, event: unknown = {}, clock = clockOf(place)): Promise<Ran> {
  const texts: string[] = [];
  const measured: Proving[] = [];
  const noted: RunLine[] = [];
  const answer = await withEnvironment(place.env, async () =>
    runProver(event, {
      clock,
      env: () => process.env,
      log: (text) => texts.push(text),
      note: (line) => noted.push(line),
      measure: (proving) => measured.push(proving),
      functionArn: place.functionArn,
      stopAt: new Date(place.clock.now().getTime() + 840_000),
    }),
  ).catch((error: unknown) => String(error));
  return { answer, log: texts.join('\n'), measured, noted };
}

/** The same with the rights of its role alone, and 20 snapshots a run. */
export async function provedByRole(cloud: Cloud, event: unknown = { sample: 20 }): Promise<Ran> {
  const others = cloud.policy;
  cloud.policy = PROVER_ROLE;
  try {
    return await proved(cloud, event);
  } finally {
    cloud.policy = others;
  }
}

/** What CloudWatch gets of what is written in the embedded metric format meanwhile. */
export function emitted(emit: () => void): Record<string, unknown> {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    emit();
    const { _aws, ...others } = JSON.parse(String(write.mock.calls[0]?.[0] ?? '{}'));
    return others;
  } finally {
    write.mockRestore();
  }
}

/** What CloudWatch gets of a prover. */
export function metricsOf(proving: Proving): Record<string, unknown> {
  return emitted(() => emitProofMetrics(proving, 'autosnap', 'prover'));
}

/** The metrics of the only run that was measured. */
export function metricsIn({ measured, answer }: Ran): Record<string, unknown> {
  const [one, another] = measured;
  if (one === undefined || another !== undefined)
    throw new Error(`${measured.length} runs were measured; ${JSON.stringify(answer)}`);
  return metricsOf(one);
}

/** A disk without a table, with an ext4 file system. */
export function extDisk(): Image {
  const disk = image();
  writeExt(disk, 0);
  return disk;
}

/** A disk without a table, with an XFS file system. */
export function xfsDisk(): Image {
  const disk = image();
  writeXfs(disk, 0);
  return disk;
}

/** A disk with a GPT and two partitions, ext4 and XFS. */
export function gptDisk(): Image {
  const disk = image();
  writeGpt(disk, [
    { first: 2048, last: 1_050_623 },
    { first: 1_050_624, last: 2_000_000 },
  ]);
  writeExt(disk, 2048 * 512);
  writeXfs(disk, 1_050_624 * 512);
  return disk;
}

/** Puts an image onto a volume in place of all that was there. */
export function put(cloud: Cloud, volume: Volume, { blocks }: Image): void {
  const region = cloud.region(volume.region);
  region.wipe(volume);
  for (const [index, bytes] of blocks) region.write(volume, index * BLOCK_SIZE, bytes);
}

/** A volume of 1 GiB that is attached, with this on it. */
export function diskOf(
  cloud: Cloud,
  made: Image,
  tags: Readonly<Record<string, string>>,
  region = 'eu-west-1',
): Volume {
  const place = cloud.region(region);
  const volume = place.volume({ attachedTo: place.instance({ tags }), size: made.sizeGiB });
  put(cloud, volume, made);
  return volume;
}

/** What encryption leaves: every block that was written is noise. */
export function encrypt(cloud: Cloud, volume: Volume): void {
  const region = cloud.region(volume.region);
  for (const index of volume.content.keys()) region.write(volume, index * BLOCK_SIZE, NOISE);
}

/** What no program knows. */
export const NOISE = Uint8Array.from(
  { length: BLOCK_SIZE },
  (_, index) => (index * 7919 + (index >> 8) + 13) % 251,
);

/** Taken every day, seven copies kept. */
export const WEEK = { autosnap: '1', autosnap_retain: '7' };

/** How many snapshots a volume has with these tags: a week of them, and the one that is pending while a run deletes. */
export const FULL = 8;

/** The run of a deployment that proves, at night. */
export async function nightOf(cloud: Cloud): Promise<Report> {
  return runSnapper({ clock: cloud.clock, env: { ...cloud.env, PROVE: '20' } });
}

/** The run at night, the prover at noon, and the rest of the day. */
export async function dayOf(cloud: Cloud, sample = 3): Promise<{ report: Report; ran: Ran }> {
  const report = await nightOf(cloud);
  cloud.clock.advance(9 * HOUR);
  const ran = await provedByRole(cloud, { sample });
  cloud.clock.advance(15 * HOUR);
  return { report, ran };
}

/** What the record on a snapshot says, without its time: `sound ext4`; empty where there is none. */
export function recordOn({ tags }: Pick<Snapshot, 'tags'>): string {
  const proof = proofIn(tags['autosnap_proved'] ?? '');
  return proof === undefined ? '' : [proof.verdict, proof.kinds].join(' ').trimEnd();
}

/** The records of a volume's snapshots, oldest first. */
export function recordsOf(cloud: Cloud, volume: Volume): string[] {
  return cloud.snapshotsOf(volume).map(recordOn);
}

export function timesOf<T>(count: number, what: T): T[] {
  return Array.from({ length: count }, () => what);
}
