import type { Tags } from './records.ts';
import { AwsError } from './wire/errors.ts';
import { members } from './wire/request.ts';
import type { Params } from './wire/request.ts';

const LIMIT = 50;

/** The tags that a request gives to what it creates, if EC2 would take them. */
export function tagsOnCreate(params: Params, resourceType: string): Tags {
  return tagsByType(params, [resourceType])(resourceType);
}

/** The same where a call creates resources of several types. */
export function tagsByType<T extends string>(params: Params, types: readonly T[]): (type: T) => Tags {
  const specifications = members(params, 'TagSpecification');
  const other = specifications.find(({ ResourceType }) => !types.some((type) => type === ResourceType));
  if (other) {
    throw new AwsError(
      'InvalidParameterValue',
      `'${other.ResourceType ?? ''}' is not a valid taggable resource type for this operation.`,
    );
  }
  const given = new Map(types.map((type) => [type, tagsFor(specifications, type)]));
  return (type) => given.get(type) ?? {};
}

function tagsFor(specifications: readonly Params[], type: string): Tags {
  const own = specifications.filter(({ ResourceType }) => ResourceType === type);
  const tags = checked(own.flatMap((specification) => members(specification, 'Tag')));
  checkCount(tags);
  return tags;
}

/** The tags of a CreateTags request. */
export function tagsOf(params: Params): Tags {
  return checked(members(params, 'Tag'));
}

/**
 * A volume's own tags beside those in the request, as CopyTagsFromSource joins
 * them. AWS does not say what happens when a key is in both; refusing it,
 * as any doubled key, makes sure that the program never counts on it.
 */
export function withCopied(given: Tags, ofVolume: Tags): Tags {
  const copied = Object.entries(ofVolume).filter(([key]) => !isReserved(key));
  const twice = copied.find(([key]) => Object.hasOwn(given, key));
  if (twice) throw duplicate(twice[0]);
  const tags = { ...given, ...Object.fromEntries(copied) };
  checkCount(tags);
  return tags;
}

/** At most 50, not counting AWS's own. */
export function checkCount(tags: Tags): void {
  if (Object.keys(tags).filter((key) => !isReserved(key)).length <= LIMIT) return;
  throw new AwsError(
    'TagLimitExceeded',
    `The maximum number of Tags for a resource has been reached (${LIMIT}).`,
  );
}

function checked(pairs: readonly Params[]): Tags {
  const tags = new Map<string, string>();
  for (const { Key: key = '', Value: value = '' } of pairs) {
    if (key === '') throw new AwsError('InvalidTagKey.Malformed', 'Tag keys must not be empty');
    if (isReserved(key)) throw invalid(`Tag keys starting with 'aws:' are reserved for internal use`);
    if ([...key].length > 127) throw invalid(`Tag key exceeds the maximum length of 127 characters: ${key}`);
    if ([...value].length > 256)
      throw invalid(`Tag value exceeds the maximum length of 256 characters: ${value}`);
    if (tags.has(key)) throw duplicate(key);
    tags.set(key, value);
  }
  return Object.fromEntries(tags);
}

function isReserved(key: string): boolean {
  return key.toLowerCase().startsWith('aws:');
}

function duplicate(key: string): AwsError {
  return invalid(`Duplicate tag key '${key}' specified.`);
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValue', message);
}
