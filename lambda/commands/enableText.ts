import { firstRunLines } from '../core/report/firstRun.ts';
import { commandText } from '../core/grammar/commandText.ts';
import { keysOf } from '../core/keys.ts';
import { volumeTitle } from '../core/policy/called.ts';
import { IMAGES } from '../core/policy/saved.ts';
import { counted, inQuotes, titled, visible } from '../core/text.ts';
import type { Settings } from '../settings/settings.ts';
import type { VolumeChange } from './documents.ts';
import type { Announced } from './scheduled.ts';

/** A change of tags as a person reads it before agreeing: each tag and each volume, before and after. */
export function tagsText(told: Announced, settings: Pick<Settings, 'images' | 'prefix'>): string {
  const { region, target, tags, volumes, images, firstRun } = told;
  const width = Math.max(...tags.map(({ key }) => key.length));
  const titles = new Map(volumes.map((volume) => [volume.volumeId, volumeTitle(volume)]));
  return [
    `${target.kind} ${titled(target.id, target.name)} in ${region}`,
    ...tags
      .filter(({ before, after }) => before !== undefined || after !== undefined)
      .map(({ key, before, after }) => `  ${key.padEnd(width)}  ${sides(tagWords(before), tagWords(after))}`),
    ...volumes.map((volume) => `  ${subject(volume, told)}: ${changeWords(volume)}`),
    ...(images === undefined ? [] : [`  images: ${changeWords(images)}`]),
    ...stayLines(told, settings.prefix),
    ...lackLines(told, settings),
    ...firstRunLines(firstRun, (volumeId) => titles.get(volumeId) ?? volumeId),
    ...unreadLines(told),
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

/** The instance of images is in the line above. */
function subject(volume: VolumeChange, { saved }: Announced): string {
  return saved === IMAGES ? 'images' : volumeTitle(volume);
}

function changeWords({ before, after }: Pick<VolumeChange, 'before' | 'after'>): string {
  return sides(sideWords(before), sideWords(after));
}

/** `not set -> 3`, and where nothing changes `3, as before`. */
export function sides(before: string, after: string): string {
  return before === after ? `${after}, as before` : `${before} -> ${after}`;
}

function sideWords({ status, policies }: VolumeChange['before']): string {
  const words = policies.map(
    ({ schedule, retention }) => `${schedule.inWords}, keeping ${retention.inWords}`,
  );
  return words.length === 0 ? status : words.join(' and ');
}

/** What is left where nothing is made any more, and how to tell the reports that this is meant. */
function stayLines(
  { command, saved, target, region, volumes, unpinned }: Announced,
  prefix: string,
): string[] {
  const left = volumes.reduce((sum, volume) => sum + volume.snapshots, 0);
  if (command !== 'disable' || left === 0) return [];
  const stay = left === 1 ? `Its only ${saved.one} stays.` : `All ${counted(left, saved.one)} stay.`;
  if (saved !== IMAGES || unpinned === 0) return [stay];
  return [
    stay,
    'Without the tags each report warns of what is left. To make none, lose none and',
    'have no warning:',
    `  ${commandText(['enable', target.id, '--image', '--every', '0@1'], { region, prefix })}`,
  ];
}

/** Why no image is made though the tags ask for it. */
function lackLines(
  { command, saved, volumes }: Announced,
  { images, prefix }: Pick<Settings, 'images' | 'prefix'>,
): string[] {
  if (saved !== IMAGES || command === 'disable') return [];
  return [
    ...(volumes.some(({ after }) => after.status === 'ignored')
      ? [`The tag ${keysOf(prefix).ignore} stops its images and its snapshots until you remove it.`]
      : []),
    ...(images ? [] : OFF),
  ];
}

/** The command line has its own settings: those of a deployed stack it knows with `--stack` only. */
const OFF = [
  'The setting images is off, so no run makes or deletes images. Set images=true',
  'where the job is deployed; --stack uses the settings of a stack.',
  'Once images are on:',
];

function unreadLines({ unread }: Announced): string[] {
  return unread === undefined
    ? []
    : [`  What is deleted is not known, because images could not be listed: ${unread}`];
}
