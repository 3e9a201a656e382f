import type { RestoredVolume } from '../../core/restore/facts.ts';
import { shellWord } from '../../core/text.ts';
import type { Waiting } from './reach.ts';
import type { Restorer } from './restorer.ts';

/** What each step of a restore needs. */
export interface Restoring {
  readonly restorer: Restorer;
  readonly waiting: Waiting;
  readonly prefix: string;
  readonly region: string;
  /** Shows a short line. */
  readonly tell: (line: string) => void;
}

/** How a volume is attached to an instance; undefined where it is not. */
export function attachmentTo(
  instanceId: string,
  volume: RestoredVolume | undefined,
): RestoredVolume['attached'][number] | undefined {
  return volume?.attached.find((one) => one.instanceId === instanceId && one.state !== 'detached');
}

/** A command of AWS's own command line that attaches a volume. */
export function attachLine(volumeId: string, instanceId: string, device: string, region: string): string {
  return `aws ec2 attach-volume --volume-id ${volumeId} --instance-id ${instanceId} --device ${shellWord(device)} --region ${region}`;
}
