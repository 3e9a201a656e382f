import type { Tags } from './records.ts';
import { AwsError } from './wire/errors.ts';
import { list, members } from './wire/request.ts';
import type { Params } from './wire/request.ts';

/** The filters one describe knows, each with the values a record has for it. */
export type Fields<T> = Readonly<Record<string, (record: T) => Value | readonly Value[]>>;

type Value = string | number | boolean | Date | undefined;

/**
 * Tells which records a request's filters let through: all filters must
 * match, each by one of its values.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html
 */
export function filterOf<T>(
  params: Params,
  fields: Fields<T>,
  tagsOf?: (record: T) => Tags,
): (record: T) => boolean {
  const filters = members(params, 'Filter').map((filter) => ({
    name: filter.Name ?? '',
    values: list(filter, 'Value'),
  }));
  const count = filters.reduce((sum, { values }) => sum + values.length, 0);
  if (filters.length > 50 || count > 200) {
    throw new AwsError('FilterLimitExceeded', 'The maximum number of filters or filter values was exceeded');
  }
  const tests = filters.map(({ name, values }) => {
    const valuesOf = fieldOf(name, fields, tagsOf);
    const matches = patternOf(values);
    return (record: T) => valuesOf(record).some((value) => value !== undefined && matches(textOf(value)));
  });
  return (record) => tests.every((test) => test(record));
}

function fieldOf<T>(
  name: string,
  fields: Fields<T>,
  tagsOf?: (record: T) => Tags,
): (record: T) => readonly Value[] {
  const field = Object.hasOwn(fields, name) ? fields[name] : tagsOf && tagField(name, tagsOf);
  if (field === undefined) throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
  return (record) => {
    const found = field(record);
    return isList(found) ? found : [found];
  };
}

/** What has tags can be found by their keys, and by the value of one: `tag:<key>` is a family of filters. */
function tagField<T>(name: string, tagsOf: (record: T) => Tags): Fields<T>[string] | undefined {
  if (name === 'tag-key') return (record) => Object.keys(tagsOf(record));
  if (!name.startsWith('tag:')) return undefined;
  const key = name.slice('tag:'.length);
  return (record) => (Object.hasOwn(tagsOf(record), key) ? tagsOf(record)[key] : undefined);
}

function patternOf(values: readonly string[]): (text: string) => boolean {
  const plain = new Set(values.filter((value) => !/[*?\\]/.test(value)));
  const wild = values.filter((value) => !plain.has(value)).map(expressionOf);
  return (text) => plain.has(text) || wild.some((expression) => expression.test(text));
}

/** `*` is any text and `?` any character, unless a backslash stands before them. */
function expressionOf(pattern: string): RegExp {
  const source = pattern.replaceAll(/\\(.)|[\s\S]/gsu, (found: string, afterBackslash?: string) => {
    if (afterBackslash !== undefined) return literal(afterBackslash);
    if (found === '*') return '.*';
    return found === '?' ? '.' : literal(found);
  });
  return new RegExp(`^${source}$`, 'su');
}

function literal(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/, String.raw`\$&`);
}

function textOf(value: string | number | boolean | Date): string {
  return value instanceof Date ? value.toISOString() : String(value);
}

function isList(found: Value | readonly Value[]): found is readonly Value[] {
  return Array.isArray(found);
}
