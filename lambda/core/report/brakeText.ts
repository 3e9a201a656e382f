import { neverReached } from '../neverReached.ts';
import type { Brake } from '../plan/brake.ts';
import { spanText } from '../plan/span.ts';
import { counted, inQuotes } from '../text.ts';

/** One brake in words: what it holds back, and what to do where that is meant and where it is not. */
export function brakeText(one: Brake, { title, place }: BrakeNames): string {
  switch (one.scope) {
    case 'max_deletes':
      return `${place}: max_deletes allows ${one.of} of ${counted(one.wanted, 'deletion')}; ${one.wanted - one.of} wait. Meant? Wait for the next runs, or raise max_deletes. Not meant? Correct the tags`;
    case 'lost run':
      return `${place}: nothing is deleted, because it is not known what the run before deleted; ${counted(one.wanted, 'deletion')} wait for the next run`;
    case 'region':
      return `${place}: of the ${counted(one.of, 'snapshot')} before the run, retention would delete ${one.wanted} at once; 2 of each volume are deleted each day. Meant? Wait, or set max_deletes. Not meant? Correct what changed: tags, prefix or default policy`;
    case 'volume':
    case 'span':
      return `${title(one.volumeId)}: ${tagText(one)}${fromText(one, title)} ${effectOf(one)}; ${answers(one)}`;
    default:
      return neverReached(one);
  }
}

export interface BrakeNames {
  readonly place: string;
  readonly title: (volumeId: string) => string;
}

export type BrakeOnVolume = Extract<Brake, { readonly volumeId: string }>;

/** `autosnap_retain = "3"` */
export function tagText({ tag: { key, text } }: BrakeOnVolume): string {
  return `${key} = ${inQuotes(text)}`;
}

/** Where the tag stands, if that is not the volume. */
function fromText({ tag: { source }, volumeId }: BrakeOnVolume, title: BrakeNames['title']): string {
  if (source === volumeId) return '';
  return source === 'default' ? ' of the default policy' : ` on ${title(source)}`;
}

function effectOf(one: BrakeOnVolume): string {
  return one.scope === 'volume'
    ? `keeps ${one.of - one.wanted} of the ${counted(one.of, 'snapshot')} before the run`
    : `will keep ${spanText(one.settlesAt)} of history, and the snapshots cover ${spanText(one.covers)}`;
}

/** What a person answers to a brake of volumes. */
export function answers({ perDay, tag: { key } }: BrakeOnVolume): string {
  return `${perDay} are deleted each day. Meant? Wait, or set max_deletes. Not meant? Correct ${key}`;
}
