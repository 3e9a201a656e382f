import type { LaunchFacts } from '../inventory.ts';
import { keysOf, LONGEST_VALUE } from '../keys.ts';
import type { Tags } from '../snapshot.ts';

/** More would take the room of the instance's own tags. An instance has at most 16 security groups of an interface. */
const MOST_TAGS = 6;

/**
 * The launch facts as tags: `<prefix>_launch`, `<prefix>_launch_2`, …, as many words in each value as fit into 256
 * characters.
 *
 * A word is `type=t3.large`, `subnet=…`, `group=…` (one for each), `profile=…` or `key=…`. What AWS's services do not
 * all take in a tag is written as in a URL.
 * https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
 */
export function tagsOfLaunch(facts: LaunchFacts, prefix: string): Tags {
  const values: string[] = [];
  for (const word of wordsOf(facts)) {
    const [last, more] = [values.at(-1), `${values.at(-1)} ${word}`];
    if (last === undefined || more.length > LONGEST_VALUE) values.push(word);
    else values[values.length - 1] = more;
  }
  return Object.fromEntries(values.slice(0, MOST_TAGS).map((value, index) => [keyAt(index, prefix), value]));
}

/** The launch facts that the tags of an image remember; undefined where they name no type. Unknown words are ignored. */
export function launchIn(tags: Tags, prefix: string): LaunchFacts | undefined {
  const words: [name: string, value: string][] = [];
  for (let index = 0; tags[keyAt(index, prefix)] !== undefined; index += 1) {
    const value = tags[keyAt(index, prefix)] ?? '';
    words.push(...value.split(' ').flatMap(wordIn));
  }
  const first = (name: string): string | undefined => words.find(([one]) => one === name)?.[1];
  const type = first('type');
  if (type === undefined) return undefined;
  return {
    type,
    subnetId: first('subnet'),
    groupIds: words.flatMap(([name, value]) => (name === 'group' ? [value] : [])),
    profileArn: first('profile'),
    keyName: first('key'),
  };
}

function keyAt(index: number, prefix: string): string {
  const { launch } = keysOf(prefix);
  return index === 0 ? launch : `${launch}_${index + 1}`;
}

function wordsOf({ type, subnetId, groupIds, profileArn, keyName }: LaunchFacts): string[] {
  const words: [name: string, value: string | undefined][] = [
    ['type', type],
    ['subnet', subnetId],
    ['profile', profileArn],
    ['key', keyName],
    ...groupIds.map((id): [string, string] => ['group', id]),
  ];
  return words.flatMap(([name, value]) => {
    if (value === undefined || value === '') return [];
    const word = `${name}=${escaped(value)}`;
    return word.length > LONGEST_VALUE ? [] : [word];
  });
}

function escaped(value: string): string {
  return encodeURIComponent(value).replaceAll('%3A', ':').replaceAll('%2F', '/').replaceAll('%40', '@');
}

function wordIn(word: string): [name: string, value: string][] {
  const [, name, value] = /^([a-z]+)=(.+)$/.exec(word) ?? [];
  if (name === undefined || value === undefined) return [];
  try {
    return [[name, decodeURIComponent(value)]];
  } catch {
    return [];
  }
}
