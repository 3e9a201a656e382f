import { grouped } from '../../grouped.ts';
import { NAME } from '../../keys.ts';
import { capital, escaped } from '../../page/html.ts';
import type { Tags } from '../../snapshot.ts';
import { shortened } from '../../text.ts';
import type { CoveredVolume } from '../covered.ts';

/** What a person can choose volumes by, and what each volume has of it. */
export interface Filter {
  /** The controls, which only the script can use. */
  readonly html: string;
  /** What a volume has, like `s0 r2 t17`: the values of the options that it matches. */
  readonly tokensOf: (volume: CoveredVolume) => string;
}

interface Value {
  readonly text: string;
  /** The key of a tag. */
  readonly group?: string | undefined;
}

/** A key with more values is no choice but a name; the page's search finds names. */
const MOST_VALUES = 200;
const LONGEST = 64;

/** The choices that make a difference, of what the volumes are and have as tags. */
export function filterOf(volumes: readonly CoveredVolume[], tags: ReadonlyMap<string, Tags>): Filter {
  const named = namedKeys(volumes, tags);
  const tagsOf = ({ volumeId }: CoveredVolume): Value[] =>
    Object.entries(tags.get(volumeId) ?? {})
      .filter(([key]) => key !== NAME && !named.has(key))
      .map(([group, text]) => ({ group, text }));
  const choices = [
    chosen('standing', ({ standing }) => [{ text: standing }], volumes),
    chosen('account', ({ account }) => (account === undefined ? [] : [{ text: account }]), volumes),
    chosen('region', ({ region }) => [{ text: region }], volumes),
    chosen('tag', tagsOf, volumes),
  ];
  return {
    html: choices.map(({ html }) => html).join(''),
    tokensOf: (volume) => choices.flatMap(({ tokensOf }) => tokensOf(volume)).join(' '),
  };
}

/** Keys with as many values as names have. */
function namedKeys(volumes: readonly CoveredVolume[], tags: ReadonlyMap<string, Tags>): Set<string> {
  const all = volumes.flatMap(({ volumeId }) => Object.entries(tags.get(volumeId) ?? {}));
  const byKey = grouped(all, ([key]) => key);
  return new Set(
    [...byKey].flatMap(([key, those]) =>
      new Set(those.map(([, value]) => value)).size > MOST_VALUES ? key : [],
    ),
  );
}

interface Choice {
  readonly html: string;
  readonly tokensOf: (volume: CoveredVolume) => string[];
}

function chosen(
  id: string,
  valuesOf: (volume: CoveredVolume) => readonly Value[],
  volumes: readonly CoveredVolume[],
): Choice {
  const all = new Map(volumes.flatMap(valuesOf).map((value) => [JSON.stringify(value), value]));
  const tokens = new Map(
    [...all.keys()].toSorted(inOrder).map((key, index) => [key, `${id.charAt(0)}${index}`]),
  );
  const options = [...tokens].map(([key, token]) => ({ ...all.get(key), token }));
  return {
    html: parts(volumes, valuesOf) ? select(id, options) : '',
    tokensOf: (volume) => valuesOf(volume).flatMap((value) => tokens.get(JSON.stringify(value)) ?? []),
  };
}

/** Whether any two volumes differ. */
function parts(
  volumes: readonly CoveredVolume[],
  valuesOf: (volume: CoveredVolume) => readonly Value[],
): boolean {
  return new Set(volumes.map((one) => JSON.stringify(valuesOf(one)))).size > 1;
}

function inOrder(a: string, b: string): number {
  return COLLATOR.compare(a, b) || (a < b ? -1 : 1);
}

const COLLATOR = new Intl.Collator('en', { numeric: true });

interface Option extends Partial<Value> {
  readonly token: string;
}

function select(id: string, options: readonly Option[]): string {
  const groups = grouped(options, ({ group = '' }) => group);
  const written = [...groups].map(([group, those]) => {
    const inner = those
      .map(({ text = '', token }) => `<option value="${token}">${label(text)}</option>`)
      .join('');
    return group === '' ? inner : `<optgroup label="${label(group)}">${inner}</optgroup>`;
  });
  return `<label>${capital(id)} <select><option value="">all</option>${written.join('')}</select></label>
`;
}

function label(text: string): string {
  return text === '' ? '(empty)' : escaped(shortened(text, LONGEST));
}
