import { neverReached } from '../neverReached.ts';
import type { Brake } from '../plan/brake.ts';
import { type Saved, SNAPSHOTS } from '../policy/saved.ts';
import { spanText } from '../plan/span.ts';
import { counted, inQuotes } from '../text.ts';

/** One brake in words: what it holds back, and what to do where that is meant and where it is not. */
export function brakeText(one: Brake, { title, place, saved = SNAPSHOTS }: BrakeNames): string {
  const ofImages = saved === SNAPSHOTS ? '' : ` of ${saved.one}s`;
  switch (one.scope) {
    case 'max_deletes':
      return `${place}: max_deletes allows ${one.of} of ${counted(one.wanted, 'deletion')}${ofImages}; ${one.wanted - one.of} wait. Meant? Wait for the next runs, or raise max_deletes. Not meant? Correct the tags`;
    case 'lost run':
      return `${place}: ${saved === SNAPSHOTS ? 'nothing' : `no ${saved.one}`} is deleted, because it is not known what the run before deleted; ${counted(one.wanted, 'deletion')} wait for the next run`;
    case 'region':
      return `${place}: of the ${counted(one.of, saved.one)} before the run, retention would delete ${one.wanted} at once; 2 of each ${saved.of} are deleted each day. Meant? Wait, or set max_deletes. Not meant? Correct what changed: ${saved === SNAPSHOTS ? 'tags, prefix or default policy' : 'tags or prefix'}`;
    case 'volume':
    case 'span':
      return `${title(one.volumeId)}: ${tagText(one)}${fromText(one, title)} ${effectOf(one, saved)}; ${answers(one)}`;
    default:
      return neverReached(one);
  }
}

export interface BrakeNames {
  readonly place: string;
  readonly title: (volumeId: string) => string;
  /** @default snapshots of volumes */
  readonly saved?: Saved;
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

function effectOf(one: BrakeOnVolume, { one: noun }: Saved): string {
  return one.scope === 'volume'
    ? `keeps ${one.of - one.wanted} of the ${counted(one.of, noun)} before the run`
    : `will keep ${spanText(one.settlesAt)} of history, and the ${noun}s cover ${spanText(one.covers)}`;
}

/** What a person answers to a brake of volumes. */
export function answers({ perDay, tag: { key } }: BrakeOnVolume): string {
  return `${perDay} are deleted each day. Meant? Wait, or set max_deletes. Not meant? Correct ${key}`;
}
