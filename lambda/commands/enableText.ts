import { firstRunLines } from '../core/report/firstRun.ts';
import { volumeTitle } from '../core/policy/called.ts';
import { counted, inQuotes, titled, visible } from '../core/text.ts';
import type { TagsDocument, VolumeChange } from './documents.ts';

/** A change of tags as a person reads it before agreeing: each tag and each volume, before and after. */
export function tagsText({ command, region, target, tags, volumes, firstRun }: TagsDocument): string {
  const width = Math.max(...tags.map(({ key }) => key.length));
  const snapshots = volumes.reduce((sum, volume) => sum + volume.snapshots, 0);
  const titles = new Map(volumes.map((volume) => [volume.volumeId, volumeTitle(volume)]));
  return [
    `${target.kind} ${titled(target.id, target.name)} in ${region}`,
    ...tags
      .filter(({ before, after }) => before !== undefined || after !== undefined)
      .map(({ key, before, after }) => `  ${key.padEnd(width)}  ${sides(tagWords(before), tagWords(after))}`),
    ...volumes.map((volume) => `  ${titles.get(volume.volumeId)}: ${volumeWords(volume)}`),
    ...(command === 'disable' && snapshots > 0
      ? [snapshots === 1 ? 'Its only snapshot stays.' : `All ${counted(snapshots, 'snapshot')} stay.`]
      : []),
    ...firstRunLines(firstRun, (volumeId) => titles.get(volumeId) ?? volumeId),
  ]
    .map(visible)
    .join('\n');
}

/** Whole, because a person agrees to it. AWS allows a value 256 characters. */
export function tagWords(value: string | undefined): string {
  return value === undefined ? '(not set)' : inQuotes(value, LONGEST_VALUE);
}

/** Each character by its number, at the most. */
const LONGEST_VALUE = 256 * '\\u{10ffff}'.length;

function volumeWords({ before, after }: VolumeChange): string {
  return sides(sideWords(before), sideWords(after));
}

function sides(before: string, after: string): string {
  return before === after ? `${after}, as before` : `${before} -> ${after}`;
}

function sideWords({ status, policies }: VolumeChange['before']): string {
  const words = policies.map(
    ({ schedule, retention }) => `${schedule.inWords}, keeping ${retention.inWords}`,
  );
  return words.length === 0 ? status : words.join(' and ');
}
