import { said } from '../core/text.ts';
import type { Refused, SecondLook } from './writer.ts';

/** What the codes mean with which AWS refuses a snapshot: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */

/** AWS takes no more snapshots in this region for now, whatever the volume. */
const REGION_IS_FULL = new Set(['PendingSnapshotLimitExceeded', 'SnapshotLimitExceeded']);

export function saysRegionIsFull({ code }: Refused): boolean {
  return REGION_IS_FULL.has(code);
}

/** Another snapshot of the volume was started less than 15 seconds ago, or its tags are being changed. */
const ABOUT_TIME = new Set(['SnapshotCreationPerVolumeRateExceeded', 'ConcurrentTagAccess']);

/** Whether the same call is soon taken. */
export function isAboutTime({ code }: Refused): boolean {
  return ABOUT_TIME.has(code);
}

const ABOUT_TAGS = new Set(['TagPolicyViolation', 'TagLimitExceeded', 'InvalidTagKey.Malformed']);

/** Codes that also have other reasons, and what their messages say where a tag is the reason. */
const PERHAPS_ABOUT_TAGS: ReadonlyMap<string, RegExp> = new Map([
  ['InvalidParameterValue', /\btag/i],
  ['InvalidParameter', /\btag/i],
  // An organisation can deny values of tags: the call is then denied, not the tag.
  ['UnauthorizedOperation', /ec2:CreateTags|explicit deny/],
]);

/** Whether the same call may be taken with other tags. */
export function isAboutTags({ code, message }: Refused): boolean {
  return ABOUT_TAGS.has(code) || (PERHAPS_ABOUT_TAGS.get(code)?.test(message) ?? false);
}

/** How a volume has vanished; undefined where it is there, and where AWS does not say. */
export async function fate(
  { code, message }: Refused,
  volumeId: string,
  { living }: Pick<SecondLook, 'living'>,
): Promise<string | undefined> {
  const because = `${code}: ${said(message)}`;
  if (code === 'InvalidVolume.NotFound') return because;
  if (code !== 'IncorrectState') return undefined;
  const found = await living([volumeId]);
  return found === undefined || found.has(volumeId) ? undefined : because;
}
